package engine

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// conformanceFile is one file of cases.
type conformanceFile struct {
	name string

	// Events is the file of numbered events that cases without events of their
	// own run over.
	Events string `toml:"events"`
	// Rule is what cases without a query run: the path of a published rule, or
	// "built-in".
	Rule string `toml:"rule"`
	// Event are events to make others of, by name; see conformanceEvent.
	Event map[string]map[string]any `toml:"event"`
	Case  []*conformanceCase        `toml:"case"`
}

// conformanceCase is one statement about EQL.
type conformanceCase struct {
	Name string   `toml:"name"` // the statement
	Pins []string `toml:"pins"` // where it stands in the reference

	Query string   `toml:"query"`
	Same  []string `toml:"same"` // queries that find the same

	Numbered string           `toml:"numbered"` // a file of numbered events, in place of the file's
	Stream   string           `toml:"stream"`   // events in the notation of parseStream
	Events   []map[string]any `toml:"events"`   // events made of those in [event], numbered from 1

	Finds   []any    `toml:"finds"` // ids, or for a sequence lists of ids
	Keys    []string `toml:"keys"`  // the join keys of the findings; left out, they may be any
	Refused string   `toml:"refused"`

	Tiebreaker    string `toml:"tiebreaker"`
	CategoryField string `toml:"category_field"`
	LookBack      string `toml:"look_back"`
	Clock         string `toml:"clock"`

	Failures int `toml:"failures"` // conditions that can't be evaluated
	Timeless int `toml:"timeless"` // events that a sequence can't place
	Keyless  int `toml:"keyless"`  // and those that lack a join key; 0 is any number

	// Deviates says why Elasticsearch finds something else.
	Deviates string `toml:"deviates"`
}

// conformanceFiles reads the case files of a folder.
func conformanceFiles(t *testing.T, folder string) []*conformanceFile {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(conformance, folder, "*.toml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no case files in %s: %v", folder, err)
	}
	var files []*conformanceFile
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f := &conformanceFile{name: strings.TrimSuffix(filepath.Base(path), ".toml")}
		d := toml.NewDecoder(bytes.NewReader(content)).DisallowUnknownFields()
		if err := d.Decode(f); err != nil {
			t.Fatalf("%s: %s", path, explainTOML(err))
		}
		names := make(map[string]bool)
		for _, c := range f.Case {
			if c.Name == "" || names[c.Name] {
				t.Fatalf("%s: the case %q has no name of its own", path, c.Name)
			}
			names[c.Name] = true
			if (c.Finds == nil) == (c.Refused == "") {
				t.Fatalf("%s: %s: a case either finds something or is refused", path, c.Name)
			}
			if len(c.Pins) == 0 && f.Rule == "" {
				t.Fatalf("%s: %s: the case pins nothing", path, c.Name)
			}
		}
		files = append(files, f)
	}
	return files
}

func explainTOML(err error) string {
	switch err := err.(type) {
	case *toml.DecodeError:
		return err.String()
	case *toml.StrictMissingError:
		return err.String()
	}
	return err.Error()
}

func (c *conformanceCase) queries() []string {
	if c.Query == "" {
		return nil
	}
	return append([]string{c.Query}, c.Same...)
}

// rules returns the rules that a case runs: one for each of its queries.
func (f *conformanceFile) rules(t *testing.T, c *conformanceCase) []*rule.Rule {
	t.Helper()
	queries := c.queries()
	if queries == nil {
		return []*rule.Rule{conformanceRule(t, f.Rule)}
	}
	lookBack := rule.DefaultLookBack
	if c.LookBack != "" {
		var err error
		if lookBack, err = time.ParseDuration(c.LookBack); err != nil {
			t.Fatal(err)
		}
	}
	var rules []*rule.Rule
	for _, query := range queries {
		rules = append(rules, &rule.Rule{
			ID:              c.Name,
			Name:            c.Name,
			Query:           query,
			LookBack:        lookBack,
			CategoryField:   c.CategoryField,
			TiebreakerField: c.Tiebreaker,
			Origin:          rule.Origin{File: "case"},
		})
	}
	return rules
}

// conformanceRule loads the rule of a file of cases. Published rules stand
// beside the checkout of those who have them.
func conformanceRule(t *testing.T, name string) *rule.Rule {
	t.Helper()
	if name == "built-in" {
		return rule.Builtin()
	}
	path := filepath.Join(publishedRules, name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the published rule %s is not here: such rules are kept outside the repository", name)
	}
	loaded := rule.Load([]string{path}, rule.Options{})
	if err := loaded.Errors.Err(); err != nil {
		t.Fatal(err)
	}
	if len(loaded.Rules) != 1 {
		t.Fatalf("%d rules in %s", len(loaded.Rules), path)
	}
	return loaded.Rules[0]
}

func (c *conformanceCase) options(lateness time.Duration, rules ...*rule.Rule) Options {
	opts := Options{Rules: rules, Lateness: lateness}
	if c.Clock == "utc_time" {
		opts.Clock = UTCTime
	}
	return opts
}

// missingEvent is what stands in a finding for an event that had to be
// missing.
const missingEvent = "missing"

// wantedFindings writes what a case is to find as writeFinding does. "1..60"
// stands for all the numbers.
func wantedFindings(t *testing.T, c *conformanceCase, stream []conformanceEvent) []string {
	t.Helper()
	known := map[string]bool{missingEvent: true}
	for _, ev := range stream {
		known[ev.id] = true
	}
	var want []string
	for _, found := range c.Finds {
		list, isSequence := found.([]any)
		if !isSequence {
			list = []any{found}
		}
		var ids []string
		for _, id := range list {
			ids = append(ids, spread(id)...)
		}
		for _, id := range ids {
			if !known[id] {
				t.Fatalf("%s: there is no event %s", c.Name, id)
			}
		}
		if isSequence {
			ids = []string{"(" + strings.Join(ids, " ") + ")"}
		}
		want = append(want, ids...)
	}
	return want
}

func spread(id any) []string {
	text := fmt.Sprint(id)
	var first, last int
	if n, _ := fmt.Sscanf(text, "%d..%d", &first, &last); n != 2 {
		return []string{text}
	}
	var ids []string
	for n := first; n <= last; n++ {
		ids = append(ids, fmt.Sprint(n))
	}
	return ids
}

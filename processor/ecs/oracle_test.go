package ecs_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// ruleFields are the names of all fields that published EQL rules read.
func ruleFields(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "rule_fields.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(text))
}

// goldenPair is one real event before and after Elastic's ingest pipeline.
type goldenPair struct {
	module        string
	before, after map[string]any
}

// goldenPairs reads the pairs from the Beats module, which Elastic tests its
// own pipelines with. None of it is copied here.
func goldenPairs(t *testing.T) []goldenPair {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/elastic/beats/v7").Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		t.Skipf("the source of github.com/elastic/beats/v7 is not at hand: %v", err)
	}
	var pairs []goldenPair
	for _, module := range []string{"sysmon", "security", "powershell"} {
		data := filepath.Join(dir, "x-pack", "winlogbeat", "module", module, "test", "testdata")
		files, err := filepath.Glob(filepath.Join(data, "collection", "*.golden.json"))
		if err != nil || len(files) == 0 {
			t.Skipf("no golden files of %s in the Beats module: %v", module, err)
		}
		for _, file := range files {
			before := readEvents(t, file)
			name := strings.TrimSuffix(filepath.Base(file), ".evtx.golden.json") + ".golden.json"
			after := readEvents(t, filepath.Join(data, "ingest", name))
			if len(before) != len(after) {
				t.Fatalf("%s: %d events before, %d after", file, len(before), len(after))
			}
			for i := range before {
				pairs = append(pairs, goldenPair{module, before[i], after[i]})
			}
		}
	}
	return pairs
}

func readEvents(t *testing.T, file string) []map[string]any {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var events []map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&events); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return events
}

func asIs(*event.Schema) event.Mapping { return event.AsIs }

func mapped(schema *event.Schema) event.Mapping {
	// host.id has no fallback here: the pipelines have none.
	return ecs.New(schema, ecs.Options{HostKey: []string{"host.id"}})
}

type difference struct{ module, code, field string }

// routed adds what Elastic's routing pipeline sets on every Windows event: the
// golden files come from the pipelines behind it.
func routed(after map[string]any) map[string]any {
	if _, ok := after["host"].(map[string]any)["os"]; !ok {
		after["host"].(map[string]any)["os"] = map[string]any{"type": "windows", "family": "windows"}
	}
	return after
}

func TestFieldsThatRulesReadEqualThoseOfElasticsPipelines(t *testing.T) {
	fields := ruleFields(t)
	before, after := newReader(fields, mapped), newReader(append(fields, "event.code"), asIs)
	total, equal, unpinned := 0, 0, 0
	found := make(map[difference]int)
	example := make(map[difference]string)
	pairs := goldenPairs(t)
	for _, pair := range pairs {
		before.reset(pair.before)
		after.reset(routed(pair.after))
		for _, field := range fields {
			got, want := before.text(field), after.text(field)
			if got == "" && want == "" {
				continue
			}
			d := difference{pair.module, strings.Trim(after.text("event.code"), `"`), field}
			if k := known(d); k != nil && k.unpinned {
				unpinned++
			} else if total++; got == want {
				equal++
				continue
			}
			if got != want {
				found[d]++
				example[d] = got + " instead of " + want
			}
		}
	}
	t.Logf("%d of %d values equal: %.2f %% (%d events, %d fields; %d values that the golden files don't pin left out)",
		equal, total, 100*float64(equal)/float64(total), len(pairs), len(fields), unpinned)
	if 1000*equal < 995*total {
		t.Error("fewer than 99.5 % are equal")
	}
	report(t, found, example)
}

// report prints the differences and fails the test for those that are not in
// the table of known ones, and for entries of the table that nothing needs.
func report(t *testing.T, found map[difference]int, example map[difference]string) {
	t.Helper()
	all := slices.SortedFunc(maps.Keys(found), func(a, b difference) int {
		return cmp.Or(cmp.Compare(a.module, b.module), cmp.Compare(a.field, b.field), cmp.Compare(a.code, b.code))
	})
	needed := make(map[*knownDifference]bool)
	for _, d := range all {
		k := known(d)
		if k == nil {
			t.Errorf("%d× %s %s %s: %s", found[d], d.module, d.code, d.field, example[d])
			continue
		}
		needed[k] = true
		t.Logf("%d× %s %s %s: %s (%s)", found[d], d.module, d.code, d.field, example[d], k.reason)
	}
	for i := range knownDifferences {
		if k := &knownDifferences[i]; !needed[k] {
			t.Errorf("%s %s %s is no difference any more", k.module, k.code, k.field)
		}
	}
}

package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// mustBePinned are statements of the reference that have to have a case.
var mustBePinned = []string{
	// §2.1: every row of the table of missing fields.
	`§2.1 row x == "a"`, `§2.1 row x < 1`, `§2.1 row x in ("a")`, `§2.1 row x : "a*"`, `§2.1 row x like`, `§2.1 row x regex`,
	`§2.1 row x != "a"`, `§2.1 row x not in ("a")`, `§2.1 row not x : "a*"`, `§2.1 row x == null`, `§2.1 row x != null`,
	`§2.1 row x < null`, `§2.1 row not (x < null)`, `§2.1 row length(x) == 0`, `§2.1 row length(x) != 0`,
	`§2.1 row length(x) == null`, `§2.1 row substring(x,0,1) not in ("a")`, `§2.1 row flag`, `§2.1 row not flag`,
	`§2.1 row flag == false`, `§2.1 row x == x2`,

	// §3: every row of the table of operators.
	`§3 row ==`, `§3 row <`, `§3 row in`, `§3 row in~`, `§3 row :`, `§3 row like`, `§3 row like~`, `§3 row regex`, `§3 row regex~`,

	// §3.1: every row of the table of regular expressions.
	`§3.1 row any other char`, `§3.1 row .`, `§3.1 row ? * +`, `§3.1 row |`, `§3.1 row [abc]`, `§3.1 row \x`, `§3.1 row "…"`,
	`§3.1 row ~`, `§3.1 row &`, `§3.1 row @`, `§3.1 row #`, `§3.1 row <1-100>`, `§3.1 row ()`, `§3.1 row ^ $`, `§3.1 row lazy *?`,
	`§3.1 row (?…)`,

	// §4: every function, and every form that ignores case.
	`§4 add`, `§4 subtract`, `§4 multiply`, `§4 divide`, `§4 modulo`, `§4 between`, `§4 between~`, `§4 cidrMatch`, `§4 concat`,
	`§4 endsWith`, `§4 endsWith~`, `§4 startsWith`, `§4 startsWith~`, `§4 stringContains`, `§4 stringContains~`, `§4 indexOf`,
	`§4 indexOf~`, `§4 length`, `§4 number`, `§4 string`, `§4 substring`,

	// §11: every statement that Elasticsearch's own cases leave open.
	`§11 maxspan is inclusive`, `§11 maxspan is measured from the first event`,
	`§11 a slot is gone even when maxspan rejects the extension`, `§11 not is two-valued`,
	`§11 any element of an array satisfies a leaf`, `§11 the category is case-sensitive`,
	`§11 between gives "" when nothing is found`, `§11 missing-event ends are strict`,
	`§11 the trailing limit is measured from the first positive event`,
	`§11 the leading limit is measured from the last positive event`,
	`§11 case-insensitive comparison of constants`, `§11 method syntax`, `§11 between with null, empty or not found`,
	`§11 single-quoted strings`, `§11 null == null as pure folding`,
}

// workedExamples is the number of rows of the table in §8.
const workedExamples = 31

func TestConformancePinsTheReference(t *testing.T) {
	pinned := make(map[string]int)
	cases, queries := 0, 0
	bySection := make(map[string]int)
	for _, f := range conformanceFiles(t, "cases") {
		for _, c := range f.Case {
			cases++
			queries += len(c.queries())
			for _, pin := range c.Pins {
				section, _, _ := strings.Cut(pin, " ")
				if !strings.HasPrefix(section, "§") {
					t.Errorf("%s: %s: the pin %q names no section", f.name, c.Name, pin)
				}
				pinned[pin]++
			}
			section, _, _ := strings.Cut(c.Pins[0], " ")
			bySection[section]++
		}
	}
	wanted := slices.Clone(mustBePinned)
	for row := range workedExamples {
		wanted = append(wanted, fmt.Sprintf("§8 row %d", row+1))
	}
	for _, pin := range wanted {
		if pinned[pin] == 0 {
			t.Errorf("no case pins %s", pin)
		}
	}
	if cases < 200 {
		t.Errorf("%d cases, want at least 200", cases)
	}
	t.Logf("%d cases with %d queries: %v", cases, queries, bySection)
}

// TestConformanceOfCasesTogether runs all queries over a file of events in one
// engine, where they share dispatch and conditions: each finds what it finds
// alone.
func TestConformanceOfCasesTogether(t *testing.T) {
	type cases struct {
		rules  []*rule.Rule
		of     []*conformanceCase
		stream []conformanceEvent
	}
	byEvents := make(map[string]*cases)
	for _, f := range conformanceFiles(t, "cases") {
		for _, c := range f.Case {
			if c.Refused != "" || c.Stream != "" || c.Events != nil {
				continue
			}
			name := f.Events
			if c.Numbered != "" {
				name = c.Numbered
			}
			all := byEvents[name]
			if all == nil {
				all = &cases{stream: f.stream(t, c)}
				byEvents[name] = all
			}
			for _, r := range f.rules(t, c) {
				all.rules, all.of = append(all.rules, r), append(all.of, c)
			}
		}
	}
	for name, all := range byEvents {
		t.Run(name, func(t *testing.T) {
			found := playCase(t, Options{Rules: all.rules}, all.stream)
			for i, r := range all.rules {
				want := wantedFindings(t, all.of[i], all.stream)
				if got := found[r].findings; !slices.Equal(got, want) {
					t.Errorf("%s\nfound %s\nwant %s", r.Query, lines(got), lines(want))
				}
			}
		})
	}
}

package engine

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

const publishedRules = "../../../shared/rules"

// published returns the published rules that run in a shipper.
func published(t testing.TB) []*rule.Rule {
	t.Helper()
	if _, err := os.Stat(publishedRules); err != nil {
		t.Skip("the published rules are not here: they are kept outside the repository")
	}
	loaded := rule.Load([]string{publishedRules}, rule.Options{})
	if err := loaded.Errors.Err(); err != nil {
		t.Fatal(err)
	}
	return loaded.Rules
}

func TestEveryPublishedRuleButSamplesRuns(t *testing.T) {
	rules := published(t)
	e, failed := New(Options{Rules: rules, MaxPartials: 1 << 16})
	for _, err := range failed {
		t.Logf("%v", err)
	}
	if len(failed) != 3 || len(e.Rules()) != len(rules)-3 {
		t.Errorf("%d of %d rules run, %d don't", len(e.Rules()), len(rules), len(failed))
	}
}

func TestAWorkstationForTwelveMinutes(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 120,000 events")
	}
	byRule := func(name string) map[string]int {
		events := readRecording(t, name)
		slices.SortStableFunc(events, func(a, b recorded) int { return a.time.Compare(b.time) })
		e, _ := New(Options{Rules: append(published(t), rule.Builtin()), MaxPartials: 1 << 18, Lateness: 5 * time.Second})
		s := e.Session()
		doc := s.Document(nil)
		found := make(map[string]int)
		start := time.Now()
		for i := range events {
			doc.Reset(events[i].fields, events[i].time)
			for _, f := range s.Process(doc, uint64(i+1)) {
				found[f.Rule.Name]++
			}
		}
		t.Logf("%s: %d events, %s an event, %+v", name, len(events), time.Since(start)/time.Duration(len(events)), e.Stats())
		return found
	}
	edge, mapped := byRule("throughput/workstation-59k.edge.ndjson.zst"), byRule("throughput/workstation-59k.ecs.ndjson.zst")
	for _, name := range slices.Sorted(maps.Keys(edge)) {
		t.Log(fmt.Sprintf("%6d %6d %s", edge[name], mapped[name], name))
	}
	for name, n := range mapped {
		if edge[name] == 0 {
			t.Logf("%6d %6d %s", 0, n, name)
		}
	}
	if edge[rule.Builtin().Name] != 0 {
		t.Errorf("the built-in rule was found %d times", edge[rule.Builtin().Name])
	}
}

package engine

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
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
	e, failed := New(Options{Rules: rules, MaxBytes: 16 << 20})
	for _, err := range failed {
		t.Logf("%v", err)
	}
	if len(failed) != 3 || len(e.Rules()) != len(rules)-3 {
		t.Errorf("%d of %d rules run, %d don't", len(e.Rules()), len(rules), len(failed))
	}
}

func TestAWorkstationForTwelveMinutes(t *testing.T) {
	if testing.Short() || fewer > 1 {
		t.Skip("reads 120,000 events; one goroutine, so the race detector has nothing to see, and it also runs without")
	}
	byRule := func(name string) map[string]int {
		events := readRecording(t, name)
		slices.SortStableFunc(events, func(a, b recorded) int { return a.time.Compare(b.time) })
		e, _ := New(Options{Rules: append(published(t), rule.Builtin()), MaxBytes: 64 << 20, Lateness: 5 * time.Second})
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
	queries := make(map[string]string)
	for _, r := range published(t) {
		queries[r.Name] = r.Query
	}
	all := maps.Clone(edge)
	maps.Copy(all, mapped)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Log(fmt.Sprintf("%6d %6d %s", edge[name], mapped[name], name))
		if edge[name] == mapped[name] {
			continue
		}
		if edge[name] < mapped[name] || !slices.ContainsFunc(leftOut, func(field string) bool { return strings.Contains(queries[name], field) }) {
			t.Errorf("%s: %d findings on the raw events, %d on the mapped ones, and no reason why", name, edge[name], mapped[name])
		}
	}
	if n := all[rule.Builtin().Name]; n != 0 {
		t.Errorf("the built-in rule was found %d times", n)
	}
}

// In the order of the file, events come up to 424 seconds after newer ones.
func TestTheOrderOfArrivalDoesntMatterWithinTheLateness(t *testing.T) {
	if testing.Short() || fewer > 1 {
		t.Skip("reads 120,000 events; one goroutine, so the race detector has nothing to see, and it also runs without")
	}
	for _, name := range []string{"throughput/workstation-59k.edge.ndjson.zst", "throughput/workstation-59k.ecs.ndjson.zst"} {
		arrived := readRecording(t, name)
		for i := range arrived {
			arrived[i].line = i + 1
		}
		sorted := slices.Clone(arrived)
		slices.SortStableFunc(sorted, func(a, b recorded) int { return a.time.Compare(b.time) })
		findings := func(events []recorded) []string {
			e, _ := New(Options{Rules: append(published(t), rule.Builtin()), MaxBytes: 256 << 20, Lateness: 10 * time.Minute})
			s := e.Session()
			doc := s.Document(nil)
			var found []string
			note := func(list []Finding) {
				for i := range list {
					found = append(found, fmt.Sprintf("%s %x %s", list[i].Rule.Name, list[i].ID, refs(&list[i])))
				}
			}
			for i := range events {
				doc.Reset(events[i].fields, events[i].time)
				note(s.Process(doc, uint64(events[i].line)))
			}
			note(s.Flush())
			stats := e.Stats()
			t.Logf("%s: %d findings, %.1f MiB of state, %d late, %d overtaken, %d evicted", name, len(found),
				float64(stats.StateBytes)/(1<<20), stats.Late, stats.Overtaken, stats.Evicted)
			slices.Sort(found)
			return found
		}
		if in, out := findings(sorted), findings(arrived); !slices.Equal(in, out) {
			t.Errorf("%s, sorted:\n%s\nas it is in the file:\n%s", name, strings.Join(in, "\n"), strings.Join(out, "\n"))
		}
	}
}

// refs returns the references of a finding's events.
func refs(f *Finding) string {
	var all []string
	for _, step := range f.Steps {
		all = append(all, fmt.Sprint(step.Ref))
	}
	return strings.Join(all, " ")
}

// leftOut are fields that Elastic's pipeline fills and the mapped form of the
// recording lacks, because the program that made it left them out.
var leftOut = []string{"process.args", "process.parent.args", "registry.hive", "registry.value", "registry.data", "dll."}

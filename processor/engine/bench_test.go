package engine

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// someRules are the rules of one benchmark.
type someRules struct {
	name  string
	rules []*rule.Rule
}

func growing(b *testing.B) []someRules {
	all := published(b)
	return []someRules{
		{"rules=1", []*rule.Rule{rule.Builtin()}},
		{"rules=10", evenly(all, 10)},
		{"rules=100", evenly(all, 100)},
		{"rules=534", all},
	}
}

// BenchmarkWorkstation runs rules over twelve minutes of a real workstation, an
// event a round. The events lie in memory that nobody has touched for long:
// waiting for it is most of the time with few rules.
func BenchmarkWorkstation(b *testing.B) {
	events := readRecording(b, "throughput/workstation-59k.edge.ndjson.zst")
	slices.SortStableFunc(events, func(a, b recorded) int { return a.time.Compare(b.time) })
	for _, bench := range growing(b) {
		b.Run(bench.name, func(b *testing.B) {
			e, _ := New(benchmarked(bench.rules))
			s := e.Session()
			doc := s.Document(nil)
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				at := &events[n%len(events)]
				// Each time round the events are a day later.
				doc.Reset(at.fields, at.time.AddDate(0, 0, n/len(events)))
				s.Process(doc, 0)
				n++
			}
		})
	}
}

// BenchmarkWorkstationFresh is BenchmarkWorkstation with events that have just
// been decoded, as an input hands them on.
func BenchmarkWorkstationFresh(b *testing.B) {
	events := readRecording(b, "throughput/workstation-59k.edge.ndjson.zst")
	slices.SortStableFunc(events, func(a, b recorded) int { return a.time.Compare(b.time) })
	lines := make([][]byte, len(events))
	for i := range events {
		lines[i], _ = json.Marshal(events[i].fields)
		events[i].fields = nil
	}
	const batch = 64 // events of some 6 KB, which fit into the second cache
	for _, bench := range growing(b) {
		b.Run(bench.name, func(b *testing.B) {
			e, _ := New(benchmarked(bench.rules))
			s := e.Session()
			doc := s.Document(nil)
			b.ReportAllocs()
			fresh := make([]map[string]any, batch)
			n := 0
			for b.Loop() {
				if n%batch == 0 {
					b.StopTimer()
					for i := range fresh {
						fresh[i] = nil
						_ = json.Unmarshal(lines[(n+i)%len(lines)], &fresh[i])
					}
					b.StartTimer()
				}
				doc.Reset(fresh[n%batch], events[n%len(events)].time.AddDate(0, 0, n/len(events)))
				s.Process(doc, 0)
				n++
			}
		})
	}
}

// BenchmarkLateness says what an allowed lateness costs in memory: the most that
// the state of all rules takes, over twelve minutes of a real workstation.
func BenchmarkLateness(b *testing.B) {
	all := published(b)
	events := readRecording(b, "throughput/workstation-59k.edge.ndjson.zst")
	for _, lateness := range []time.Duration{0, 5 * time.Second, time.Minute, 10 * time.Minute} {
		b.Run(lateness.String(), func(b *testing.B) {
			var most Stats
			for b.Loop() {
				e, _ := New(Options{Rules: all, MaxBytes: 64 << 20, Lateness: lateness})
				s := e.Session()
				doc := s.Document(nil)
				for i := range events {
					doc.Reset(events[i].fields, events[i].time)
					s.Process(doc, 0)
					if i%1000 == 0 {
						if stats := e.Stats(); stats.StateBytes > most.StateBytes {
							most = stats
						}
					}
				}
			}
			b.ReportMetric(float64(most.StateBytes)/(1<<10), "KiB")
			b.ReportMetric(float64(most.Live), "partials")
		})
	}
}

// BenchmarkCompile compiles all published rules.
func BenchmarkCompile(b *testing.B) {
	all := published(b)
	b.ReportAllocs()
	for b.Loop() {
		New(benchmarked(all))
	}
}

// BenchmarkTree makes the decision tree of a shape, as when its first event
// comes.
func BenchmarkTree(b *testing.B) {
	e, _ := New(benchmarked(published(b)))
	s := e.Session()
	doc := s.Document(nil)
	for _, code := range []string{"1", "7", "10", "13"} {
		doc.Reset(map[string]any{"winlog": map[string]any{"provider_name": "Microsoft-Windows-Sysmon", "event_id": code}}, time.Time{})
		s.view.Reset(doc)
		shape := s.view.Shape()
		b.Run(shape.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				newTree(e.dispatch.steps, shape, e.lookout)
			}
		})
	}
}

// benchmarked are the options that benchmarks run rules with.
func benchmarked(rules []*rule.Rule) Options {
	return Options{Rules: rules, MaxBytes: 64 << 20, Lateness: 5 * time.Second}
}

// evenly returns n of the rules, evenly spread over all of them, which stand in
// the order of their platforms.
func evenly(all []*rule.Rule, n int) []*rule.Rule {
	some := make([]*rule.Rule, n)
	for i := range some {
		some[i] = all[i*len(all)/n]
	}
	return some
}

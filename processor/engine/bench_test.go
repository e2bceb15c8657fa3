package engine

import (
	"slices"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// BenchmarkWorkstation runs rules over twelve minutes of a real workstation, an
// event a round.
func BenchmarkWorkstation(b *testing.B) {
	all := published(b)
	events := readRecording(b, "throughput/workstation-59k.edge.ndjson.zst")
	slices.SortStableFunc(events, func(a, b recorded) int { return a.time.Compare(b.time) })
	for _, bench := range []struct {
		name  string
		rules []*rule.Rule
	}{
		{"rules=1", []*rule.Rule{rule.Builtin()}},
		{"rules=10", evenly(all, 10)},
		{"rules=100", evenly(all, 100)},
		{"rules=534", all},
	} {
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

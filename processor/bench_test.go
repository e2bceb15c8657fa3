package processor

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/eqlbeat/eqlbeat/config"
)

// BenchmarkRun is one event through libbeat's wrapper and the processor with
// the built-in rule.
func BenchmarkRun(b *testing.B) {
	for _, name := range []string{"realistic", "raw", "starts", "pairs"} {
		b.Run(name, func(b *testing.B) { benchmarkRun(b, open(b, ""), mixes[name](b)) })
	}
}

// BenchmarkScript is the same with the rule in JavaScript, for libbeat's script
// processor.
func BenchmarkScript(b *testing.B) {
	for _, name := range []string{"realistic", "starts", "pairs"} {
		b.Run(name, func(b *testing.B) { benchmarkRun(b, scripted(b), mixes[name](b)) })
	}
}

func benchmarkRun(b *testing.B, p beat.Processor, m *mix) {
	warm(b, p, m)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Run(m.next()); err != nil {
			b.Fatal(err)
		}
		if m.findings && m.n%cycle == 0 {
			b.StopTimer()
			m.untag()
			b.StartTimer()
		}
	}
}

// warm runs enough events through for state to be what it will be from then on:
// with a start every 100 µs, for longer than any is kept.
func warm(t testing.TB, p beat.Processor, m *mix) {
	t.Helper()
	for range 1 << 17 {
		if _, err := p.Run(m.next()); err != nil {
			t.Fatal(err)
		}
		if m.n%cycle == 0 {
			m.untag()
		}
	}
}

// BenchmarkRunGoroutines is one global processor, as libbeat builds it, called by
// goroutines at once, each with events of its own that match no step. ns/op is
// the wall time of an event over all goroutines together: on two cores, eight
// should take half as long as one.
func BenchmarkRunGoroutines(b *testing.B) {
	for _, goroutines := range []int{1, 8} {
		b.Run(fmt.Sprintf("goroutines=%d", goroutines), func(b *testing.B) {
			p := open(b, "")
			all := mix{events: everyday(b), step: 1}
			mixes := make([]*mix, goroutines)
			for i := range mixes {
				mixes[i] = all.another()
			}
			b.ReportAllocs()
			b.ResetTimer()
			var wg sync.WaitGroup
			for i, m := range mixes {
				events := (b.N + i) / goroutines
				wg.Go(func() {
					for range events {
						_, _ = p.Run(m.next())
					}
				})
			}
			wg.Wait()
		})
	}
}

const publishedRules = "../../shared/rules"

// BenchmarkStart reads, compiles and starts all published rules, as SetPaths
// does when a Beat starts.
func BenchmarkStart(b *testing.B) {
	if _, err := os.Stat(publishedRules); err != nil {
		b.Skip("the published rules are not here: they are kept outside the repository")
	}
	c := config.Default()
	c.Rules = []string{publishedRules}
	before := liveHeap()
	nowhere := new(paths.Path)
	s := start(c, nowhere, logp.NewNopLogger())
	if n := len(s.current.Load().engine.Rules()); n < 500 {
		b.Fatalf("%d rules run", n)
	}
	live := liveHeap() - before
	runtime.KeepAlive(s)
	b.ReportAllocs()
	for b.Loop() {
		start(c, nowhere, logp.NewNopLogger())
	}
	b.ReportMetric(float64(live)/(1<<20), "live-MiB")
}

// liveHeap returns how much memory is in use, in bytes.
func liveHeap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkReload is one look at rule files, of which none has changed, then of
// which one has.
func BenchmarkReload(b *testing.B) {
	const files = 1000
	for _, changed := range []bool{false, true} {
		b.Run(fmt.Sprintf("files=%d/changed=%v", files, changed), func(b *testing.B) {
			all := make(map[string]string, files)
			for i := range files {
				all[fmt.Sprintf("%d.toml", i)] = looksFor(fmt.Sprint(i), fmt.Sprint(i))
			}
			r := newReloading(b, all)
			for n := 0; b.Loop(); n++ {
				if changed {
					r.write("0.toml", looksFor("0", fmt.Sprint("new", n)))
				}
				r.shared.Load().reload(time.Now())
			}
		})
	}
}

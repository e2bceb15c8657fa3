package processor

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"
)

// ecsProcess is an event that has its fields already and matches no step.
func ecsProcess() mapstr.M {
	return mapstr.M{
		"event":   mapstr.M{"category": []string{"process"}, "type": []string{"start"}, "action": "start", "kind": "event"},
		"host":    mapstr.M{"id": "0f5a8c1e-host", "os": mapstr.M{"type": "windows"}},
		"process": mapstr.M{"name": "svchost.exe", "entity_id": "NGY2Mzk0", "pid": 900, "parent": mapstr.M{"name": "services.exe"}},
		"user":    mapstr.M{"name": "SYSTEM"},
	}
}

func BenchmarkRunMismatchECS(b *testing.B) {
	p := open(b, "")
	e := load(guid(1), begin)
	e.Fields = ecsProcess()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Run(e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRunMismatchSysmon(b *testing.B) {
	p := open(b, "")
	e := load(guid(1), begin)
	_, _ = e.PutValue("winlog.event_data.Image", `C:\Windows\System32\svchost.exe`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Run(e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRunStarts(b *testing.B) {
	p := open(b, "")
	e := load(guid(1), begin)
	data := e.Fields["winlog"].(mapstr.M)["event_data"].(mapstr.M)
	guids := make([]string, 1<<16)
	for i := range guids {
		guids[i] = guid(i)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		data["ProcessGuid"] = guids[n&(1<<16-1)]
		e.Timestamp = begin.Add(time.Duration(n) * time.Millisecond)
		n++
		if _, err := p.Run(e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRunPairs(b *testing.B) {
	p := open(b, "")
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		b.StopTimer()
		at := begin.Add(time.Duration(n) * time.Millisecond)
		first, second := load(guid(n), at), connection(guid(n), at.Add(time.Millisecond))
		n++
		b.StartTimer()
		_, _ = p.Run(first)
		_, _ = p.Run(second)
	}
}

// BenchmarkRunParallel is one global processor, as libbeat builds it, called by
// goroutines at once. A time is for one event of all goroutines together: on two
// cores, eight should take half as long as one.
func BenchmarkRunParallel(b *testing.B) {
	logLine := func() mapstr.M { return mapstr.M{"message": "no event of a host"} }
	events := []struct {
		name, settings string
		fields         func() mapstr.M
	}{
		{"no step", "builtin: false\nrules_inline: [{id: a, name: A, query: 'network where destination.port == 135'}]", logLine},
		{"log line", "", logLine},
		{"ECS", "", ecsProcess},
	}
	for _, event := range events {
		for _, goroutines := range []int{1, 8} {
			b.Run(fmt.Sprintf("mismatch/%s/goroutines=%d", event.name, goroutines), func(b *testing.B) {
				p := open(b, event.settings)
				b.ReportAllocs()
				b.ResetTimer()
				var wg sync.WaitGroup
				for g := range goroutines {
					wg.Go(func() {
						e := &beat.Event{Timestamp: begin, Fields: event.fields()}
						for range (b.N + g) / goroutines {
							_, _ = p.Run(e)
						}
					})
				}
				wg.Wait()
			})
		}
	}
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

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"go.uber.org/goleak"

	"github.com/elastic/elastic-agent-libs/paths"
)

// inside is the part of the soak that runs in this process: eight goroutines push events through the processor as libbeat
// builds it. A tick is a second of event time; between two ticks nothing moves, so that all counts must agree exactly.
type inside struct {
	*verdict
	hosts   []*host
	workers []*worker
	ledger  *ledger
	editor  *editor
	memory  *memory
	dice    *rand.Rand
	folder  string
	pace    time.Duration // a tick takes at least that long
	tick    int
	records int64 // ids given to scenes' events, and numbers to scenes
	edited  time.Time
	noticed int // edits with an error that the processor has noticed
	jumps   int
	samples int
	last    metrics
	most    int64 // bytes of state
	took    time.Duration
	others  goleak.Option // goroutines that were there before
	before  int           // how many
	after   int
}

const (
	leastTicks   = 30 // however short the run: there is a flood in them
	editEvery    = 4 * time.Second
	editPatience = time.Minute
	sceneChance  = 0.12 // of a host to begin a scene in a tick
	afterwards   = 12   // ticks after its last event in which a scene's finding may come
	wrongInTick  = 3    // events dated 2038
	leakPatience = 15 * time.Second
)

var (
	dayOne   = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	farAhead = time.Date(2038, 1, 19, 3, 14, 7, 0, time.UTC)
)

func newInside(v *verdict, folder string, seed uint64) *inside {
	rules := filepath.Join(folder, "rules")
	in := &inside{
		verdict: v, hosts: newHosts(), ledger: newLedger(v), editor: &editor{folder: rules}, folder: folder,
		dice: rand.New(rand.NewPCG(seed, 0)), others: goleak.IgnoreCurrent(), before: runtime.NumGoroutine(),
	}
	for i := range workerCount {
		in.workers = append(in.workers, &worker{
			number: i, hosts: in.hosts, dice: rand.New(rand.NewPCG(seed, uint64(i+1))),
			home: &paths.Path{Home: folder, Config: folder, Data: filepath.Join(folder, "data"), Logs: filepath.Join(folder, "logs")},
		})
	}
	return in
}

// run runs for a time, and returns an error where it could not; violations go to the verdict.
func (in *inside) run(ctx context.Context, duration time.Duration) (err error) {
	if err := errors.Join(os.MkdirAll(filepath.Join(in.folder, "data"), 0o700), writeRules(in.editor.folder)); err != nil {
		return err
	}
	if in.memory, err = watchMemory(); err != nil {
		return err
	}
	for _, w := range in.workers {
		if err := w.open(); err != nil {
			return err
		}
	}
	begin := time.Now()
	err = in.play(ctx, duration)
	in.took = time.Since(begin)
	for _, w := range in.workers {
		err = errors.Join(err, w.processor.Close())
	}
	return err
}

// play ticks until the time is over, and then until the last scene is.
func (in *inside) play(ctx context.Context, duration time.Duration) error {
	begin := time.Now()
	in.edited = begin
	sampled := begin
	for (time.Since(begin) < duration || in.tick < leastTicks) && ctx.Err() == nil {
		ticked := time.Now()
		in.plan()
		if err := in.step(); err != nil {
			return err
		}
		if time.Since(sampled) >= time.Second {
			sampled = sampled.Add(time.Second)
			if err := in.sample(); err != nil {
				return err
			}
		}
		if err := in.edit(); err != nil {
			return err
		}
		time.Sleep(in.pace - time.Since(ticked))
	}
	for range horizon + afterwards {
		if err := in.step(); err != nil {
			return err
		}
	}
	return errors.Join(in.sample(), ctx.Err())
}

// plan lets clocks jump and scenes begin.
func (in *inside) plan() {
	for _, h := range in.hosts {
		if h.jump(in.tick) {
			in.jumps++
		}
		if h.hasScenes(in.tick) && in.dice.Float64() < sceneChance {
			in.begin(h)
		}
	}
	for i := range wrongInTick {
		h := in.hosts[1+(in.tick*wrongInTick+i)%(len(in.hosts)-1)]
		in.records++
		e := event{log: sysmon, code: 7, at: farAhead, record: in.records}
		e.data = about(load("taskschd.dll"), image(powershell), guid(-e.record))
		h.expect(in.tick, 0, e)
	}
}

// begin begins a scene on a host.
func (in *inside) begin(h *host) {
	in.records++
	s := plots[in.dice.IntN(len(plots))].stage(in.dice, in.records)
	at := time.Duration(in.dice.IntN(1000)) * time.Millisecond // in the tick
	last := time.Duration(0)
	for i := range s.events {
		e := &s.events[i]
		in.records++
		e.record = in.records
		e.at = in.now().Add(h.shift + at + e.offset)
		h.expect(in.tick, at+e.arrival(), e.event)
		last = max(last, at+e.arrival())
		if e.again {
			h.expect(in.tick, at+e.arrival()+time.Second, e.event)
		}
	}
	in.ledger.enter(s, h.name, in.tick+int(last/time.Second)+afterwards)
}

// now is the event time at which the tick begins, on a host whose clock is right.
func (in *inside) now() time.Time { return dayOne.Add(time.Duration(in.tick) * time.Second) }

// step lets all workers do a tick, and checks what they have found.
func (in *inside) step() error {
	var all sync.WaitGroup
	for _, w := range in.workers {
		w.found = w.found[:0]
		all.Go(func() { w.tick(in.tick, in.now()) })
	}
	all.Wait()
	for _, w := range in.workers {
		if w.err != nil {
			return w.err
		}
		for _, f := range w.found {
			in.ledger.check(f)
		}
	}
	in.ledger.close(in.tick)
	in.tick++
	return nil
}

func (in *inside) pushed() int64 {
	n := int64(0)
	for _, w := range in.workers {
		n += w.pushed
	}
	return n
}

// sample reads the metrics and the memory, and checks that all counts agree.
func (in *inside) sample() error {
	in.samples++
	in.last = readMetrics()
	in.last.obey(in.verdict, known{events: in.pushed(), byRule: in.ledger.byRule}, in.tick)
	in.most = max(in.most, in.last["state.bytes_gauge"])
	return in.memory.sample()
}

// edit changes a rule file from time to time. What the last edit has done has to show before the next one.
func (in *inside) edit() error {
	since := time.Since(in.edited)
	if since < editEvery {
		return nil
	}
	failed, wrong := readMetrics()["rules.failed_gauge"], in.editor.broken()
	switch {
	case wrong != (failed > 0) && since < editPatience:
		return nil
	case wrong != (failed > 0):
		in.violation("tick %d: %d rules have an error, and the rule file is %s since edit %d",
			in.tick, failed, in.editor.state(), in.editor.edits)
	case wrong:
		in.noticed++
	}
	in.edited = time.Now()
	return in.editor.edit()
}

// checkGoroutines waits for the goroutines that the processor has started to end. Nothing else may be running.
func (in *inside) checkGoroutines() {
	var err error
	for begin := time.Now(); time.Since(begin) < leakPatience; time.Sleep(100 * time.Millisecond) {
		if err = goleak.Find(in.others); err == nil {
			break
		}
	}
	in.after = runtime.NumGoroutine()
	if err != nil {
		in.violation("goroutines are left after Close: %v", err)
	}
}

func (in *inside) figures() []figure {
	first, last, percent, ok := in.memory.growth()
	grown := "the run was too short to tell"
	if ok {
		grown = fmt.Sprintf("%+.1f %%", percent)
		if percent >= maxGrowth {
			in.violation("resident memory has grown by %.1f %% since the first minute", percent)
		}
	}
	m, f := in.last, &in.ledger.figures
	return []figure{
		{"events", number(in.pushed())},
		{"events/s", number(int64(float64(in.pushed()) / in.took.Seconds()))},
		{"hosts, goroutines", fmt.Sprintf("%d, %d", len(in.hosts), len(in.workers))},
		{"event time", (time.Duration(in.tick) * time.Second).String()},
		{"scenes", number(f.scenes)},
		{"findings expected, found", fmt.Sprintf("%s, %s", number(f.expected), number(f.found))},
		{"partial matches started", number(m["partials.started"])},
		{"… completed, superseded", fmt.Sprintf("%s, %s", number(m["partials.completed"]), number(m["partials.superseded"]))},
		{"… expired, cancelled", fmt.Sprintf("%s, %s", number(m["partials.expired"]), number(m["partials.cancelled"]))},
		{"… evicted, live", fmt.Sprintf("%s, %s", number(m["partials.evicted"]), number(m["partials.live_gauge"]))},
		{"late, repeated, overtaken", fmt.Sprintf("%s, %s, %s", number(m["late"]), number(m["repeated"]), number(m["overtaken"]))},
		{"clock jumps, leaps counted", fmt.Sprintf("%d, %s", in.jumps, number(m["clock_leaps"]))},
		{"rule file edits, errors noticed", fmt.Sprintf("%d, %d", in.editor.edits, in.noticed)},
		{"rules reloaded, state written", fmt.Sprintf("%s, %s", number(m["rules.reloads"]), number(m["state.written"]))},
		{"state at most, budget", fmt.Sprintf("%s, %s", mebibytes(float64(in.most)), mebibytes(budget))},
		{"samples", number(int64(in.samples))},
		{"RSS after 1 min, at the end", fmt.Sprintf("%s, %s", mebibytes(first), mebibytes(last))},
		{"RSS growth", grown},
		{"goroutines before, after", fmt.Sprintf("%d, %d", in.before, in.after)},
	}
}

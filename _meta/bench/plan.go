package main

import (
	"fmt"
	"path/filepath"
	"strconv"
)

// The mixes of events that the processor is measured on, with the peers' names for them.
var mixes = []struct{ ours, peers string }{{"realistic", "realistic"}, {"starts", "loads"}, {"pairs", "pairs"}}

// The peers as processors. Of those that are libbeat processors, script and floor-wrapped are measured in libbeat's
// wrapper, as ours; the others without.
var peers = []struct{ name, benchmark string }{
	{"script", "script"}, {"map", "naive"}, {"floor", "floor"}, {"floor wrapped", "floor_safe_wrapped"},
}

// closely is how often a round takes what has to be told apart more closely than it can be measured once.
const closely = 3

var ruleCounts = []int{1, 10, 100, 534}

// plan is all that can be measured here, things that are compared side by side.
func (b *bench) plan() []measurement {
	var plan []measurement
	plan = append(plan, b.planEvents()...)
	plan = append(plan, b.planRules()...)
	plan = append(plan, b.planReplay()...)
	return append(plan, b.planBeats()...)
}

// planEvents is one event through the processor.
func (b *bench) planEvents() []measurement {
	var plan []measurement
	processor := func(name, benchmark string, cores int) {
		plan = append(plan, b.ours(name, "processor.test", "processor", benchmark, b.benchtime.String(), cores))
	}
	for _, mix := range mixes {
		processor("eql "+mix.ours, "BenchmarkRun/"+mix.ours, 1)
		if b.shared.bench == "" {
			processor("script "+mix.ours, "BenchmarkScript/"+mix.ours, 1)
		}
		for _, p := range peers {
			plan = append(plan, b.peer(p.name+" "+mix.ours, fmt.Sprintf("BenchmarkRule/%s/%s", mix.peers, p.benchmark), 1)...)
		}
	}
	processor("eql raw", "BenchmarkRun/raw", 1)
	goroutines := []string{"goroutines=1", "goroutines=8"}
	for range closely {
		for _, n := range goroutines {
			processor("eql "+n, "BenchmarkRunGoroutines/"+n, cores())
		}
	}
	for _, p := range []string{"floor", "floor_safe_wrapped", "noop_safe_wrapped"} {
		for _, n := range goroutines {
			plan = append(plan, b.peer(p+" "+n, "BenchmarkContention/irrelevant/"+p+"/"+n, cores())...)
		}
	}
	return plan
}

// planRules is one event through an engine with more and more rules, and how it starts.
func (b *bench) planRules() []measurement {
	if b.shared.rules == "" {
		return nil
	}
	plan := []measurement{b.ours("start", "processor.test", "processor", "BenchmarkStart", "3x", cores())}
	if b.shared.recording == "" {
		return plan
	}
	for _, n := range ruleCounts {
		// Every event of the recording once.
		plan = append(plan, b.ours(fmt.Sprintf("rules=%d", n), "engine.test", filepath.Join("processor", "engine"),
			fmt.Sprintf("BenchmarkWorkstation/rules=%d", n), strconv.Itoa(workstationEvents)+"x", 1))
	}
	return plan
}

const workstationEvents = 59_707

// ours is a benchmark of ours.
func (b *bench) ours(name, test, dir, benchmark, time string, cores int) measurement {
	g := goBench{test: test, dir: dir, name: benchmark, time: time, cores: cores, figures: name}
	if b.shared.bench != "" {
		g.env = []string{"EQLBEAT_BENCH_EVENTS=" + b.dir}
	}
	return measurement{name, func() error { return b.run(g) }}
}

// peer is a benchmark of the peers, if they are here.
func (b *bench) peer(name, benchmark string, cores int) []measurement {
	if b.shared.bench == "" {
		return nil
	}
	g := goBench{
		test: "peers.test", dir: filepath.Join(b.shared.bench, "bench"), name: benchmark, time: b.benchtime.String(), cores: cores, figures: name,
	}
	return []measurement{{name, func() error { return b.run(g) }}}
}

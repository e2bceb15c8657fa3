package main

import (
	"fmt"
	"math"
	"slices"
)

// target is what a figure has to be.
type target struct {
	what string
	must []check
	aim  []check
}

// check is a limit that the median of a figure is held to.
type check struct {
	values []float64 // one a round; none where it can't be measured here
	limit  float64
	least  bool // the limit is the least that will do; else the most
	unit   unit
	of     string // what is limited, where the target doesn't say
}

// unit says how values are written.
type unit struct {
	text   string
	digits int
}

var (
	nanos     = unit{text: " ns"}
	millis    = unit{text: " ms"}
	mebibytes = unit{text: " MiB"}
	speed     = unit{text: " events/s"}
	times     = unit{text: "×", digits: 1}
	share     = unit{text: "×", digits: 3}
	allocs    = unit{text: " allocs"}
	micros    = unit{text: " µs", digits: 1}
)

func most(limit float64, u unit, values []float64, of string) check {
	return check{values: values, limit: limit, unit: u, of: of}
}

func least(limit float64, u unit, values []float64, of string) check {
	return check{values: values, limit: limit, least: true, unit: u, of: of}
}

// targets are what the project asks of itself.
func (f figures) targets() []target {
	processor := f["eql realistic ns/op"]
	raw := f["eql raw ns/op"]
	starts := f["eql starts ns/op"]
	pairs := f["eql pairs ns/op"]
	rules := f["rules=534 ns/op"]
	growth := f.per("rules=534 ns/op", "rules=10 ns/op")
	scaling := f.per("eql goroutines=1 ns/op", "eql goroutines=8 ns/op")
	replay, replayAll := f["replay builtin events/s"], f["replay rules=534 events/s"]
	noop, stock := f.per("ballast eql events/s", "ballast noop events/s"), f.per("eqlbeat events/s", "filebeat events/s")
	lazy := f.per("eqlbeat json_field events/s", "filebeat events/s")
	start := f["start ms"]
	return []target{
		{"processor, 1 rule, realistic mix, ECS events", []check{
			most(80, nanos, processor, ""), most(0, allocs, f["eql realistic allocs/op"], ""),
			least(40, times, f.per("script realistic ns/op", "eql realistic ns/op"), "the script"),
		}, []check{most(55, nanos, processor, "")}},
		{"processor, 1 rule, raw Sysmon events", []check{most(200, nanos, raw, ""), most(0, allocs, f["eql raw allocs/op"], "")},
			[]check{most(100, nanos, raw, "")}},
		{"all starts, distinct keys", []check{most(800, nanos, starts, ""), most(0, allocs, f["eql starts allocs/op"], "")},
			[]check{most(500, nanos, starts, "")}},
		{"a matching pair, tagged, per event", []check{
			most(3000, nanos, pairs, ""), least(6, times, f.per("script pairs ns/op", "eql pairs ns/op"), "the script"),
		}, []check{most(1500, nanos, pairs, "")}},
		{"534 rules, the workstation's events, per event", []check{most(4000, nanos, rules, "")}, []check{most(1500, nanos, rules, "")}},
		{"growth: 534 rules against 10", []check{most(6, times, growth, "")}, []check{most(3, times, growth, "")}},
		{"8 goroutines against 1, nothing matches", []check{least(1.8, times, scaling, "")},
			f.asTheFloor(scaling)},
		{"replay, built-in rule", []check{least(250_000, speed, replay, "")}, []check{least(600_000, speed, replay, "")}},
		{"replay, 534 rules, the workstation's events", []check{least(60_000, speed, replayAll, "")}, []check{least(200_000, speed, replayAll, "")}},
		{"eqlbeat against itself with a no-op processor, equal ballast", []check{least(0.99, share, noop, "")}, nil},
		{"eqlbeat against stock Filebeat without processors", []check{least(0.96, share, stock, "")}, []check{least(0.975, share, stock, "")}},
		{"eqlbeat with `json_field: message` against stock Filebeat that decodes", []check{least(4, times, lazy, "")}, []check{least(6, times, lazy, "")}},
		{"start-up: 534 rules read and compiled", []check{
			most(500, millis, start, ""), most(60, mebibytes, f.less("idle rules=534 MiB", "idle none MiB"), "over libbeat's own"),
		}, []check{most(150, millis, start, "")}},
	}
}

// asTheFloor is the aim to gain as much from more cores as the floor does.
func (f figures) asTheFloor(scaling []float64) []check {
	floor := f.per("floor goroutines=1 ns/op", "floor goroutines=8 ns/op")
	if len(floor) == 0 {
		return nil
	}
	return []check{least(math.Round(median(floor)*10)/10, times, scaling, "(the floor's)")}
}

// met says whether the median keeps to the limit.
func (c check) met() bool {
	if c.least {
		return median(c.values) >= c.limit
	}
	return median(c.values) <= c.limit
}

// String is the limit: "≥ 40× the script".
func (c check) String() string {
	sign := "≤ "
	switch {
	case c.least:
		sign = "≥ "
	case c.limit == 0:
		sign = ""
	}
	text := sign + thousands(c.limit) + c.unit.text
	if c.of != "" {
		text += " " + c.of
	}
	return text
}

// measured is the figure: the median, and what disturbs least, the best round.
func (c check) measured() string {
	if len(c.values) == 0 {
		return "not here"
	}
	best := slices.Min(c.values)
	if c.least {
		best = slices.Max(c.values)
	}
	text := c.unit.format(median(c.values))
	if other := c.unit.format(best); other != text {
		text += fmt.Sprintf(" (best %s)", other)
	}
	return text
}

// verdict says in a word what has become of a target.
func (t target) verdict() string {
	absent := func(c check) bool { return len(c.values) == 0 }
	missed := func(c check) bool { return !absent(c) && !c.met() }
	switch {
	case slices.ContainsFunc(t.must, missed):
		return "**missed**"
	case slices.ContainsFunc(t.must, absent):
		return "not here"
	case len(t.aim) > 0 && !slices.ContainsFunc(t.aim, missed):
		return "aim met"
	}
	return "met"
}

package main

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// report writes the page.
type report struct {
	bench   *bench
	machine machine
	text    bytes.Buffer
}

func (r report) page() []byte {
	r.line("# Benchmarks")
	r.line("")
	r.line("Written by `go tool mage bench`, not by hand. %s", r.machine)
	r.line("%d rounds in %s; each round measures everything in turn, so that figures beside each other come from the same minutes: once, and %d times what noise would hide else, goroutines and Beats with ballast.",
		r.bench.rounds, r.machine.took.Round(time.Second), closely)
	r.line("A figure is the median of the rounds. A ratio is the median of the rounds' own ratios. On another machine, compare ratios.")
	if r.bench.shared.bench == "" {
		r.line("")
		r.line("**The peers and their generator of events are not here:** the figures are on events of our own.")
	}
	r.targets()
	r.events()
	r.rules()
	r.goroutines()
	r.beats()
	r.replay()
	r.notes()
	return r.text.Bytes()
}

func (r *report) line(format string, args ...any) {
	fmt.Fprintf(&r.text, format+"\n", args...)
}

// table begins a section with a table.
func (r *report) table(title string, columns ...string) {
	r.line("\n## %s\n", title)
	r.row(columns...)
	r.row(strings.Split(strings.Repeat("---,", len(columns)-1)+"---", ",")...)
}

func (r *report) row(cells ...string) { r.line("| %s |", strings.Join(cells, " | ")) }

func (r *report) targets() {
	r.table("What it must show", "what", "must", "aim", "measured", "")
	for _, t := range r.bench.figures.targets() {
		var must, aim, measured []string
		for _, c := range t.must {
			must, measured = append(must, c.String()), append(measured, c.measured())
		}
		for _, c := range t.aim {
			aim = append(aim, c.String())
		}
		r.row(t.what, strings.Join(must, ", "), or(strings.Join(aim, ", "), "–"), strings.Join(measured, ", "), t.verdict())
	}
}

// of returns the median of a figure as text, and its ratio to another's.
func (r *report) of(u unit, name, base string) string {
	f := r.bench.figures
	if len(f[name]) == 0 {
		return "not here"
	}
	text := u.format(median(f[name]))
	if ratios := f.per(name, base); len(ratios) > 0 && name != base {
		digits := 1
		if m := median(ratios); m < 10 {
			digits = 2
		}
		text += " · " + unit{text: "×", digits: digits}.format(median(ratios))
	}
	return text
}

func (r *report) events() {
	r.table("One event through the processor, the built-in rule", "events", "eql", "B, allocs", "`script` processor", "map and mutex, bare", "floor, bare", "floor, wrapped")
	for _, mix := range []struct{ name, title string }{
		{"realistic", "realistic mix, ECS"}, {"raw", "the like, raw Sysmon"}, {"starts", "all starts, distinct keys"}, {"pairs", "pairs that match, tagged"},
	} {
		ours := "eql " + mix.name + " ns/op"
		cell := func(peer string) string {
			if mix.name == "raw" {
				return "–" // no peer reads such events
			}
			return r.of(nanos, peer+" "+mix.name+" ns/op", ours)
		}
		r.row(mix.title, r.of(nanos, ours, ours),
			r.of(unit{}, "eql "+mix.name+" B/op", "")+", "+r.of(unit{}, "eql "+mix.name+" allocs/op", ""),
			cell("script"), cell("map"), cell("floor"), cell("floor wrapped"))
	}
	r.line("\nRatios are to eql, as libbeat builds it. script is in the wrapper that libbeat puts around a processor.")
}

func (r *report) rules() {
	if len(r.bench.figures["rules=1 ns/op"]) == 0 {
		return
	}
	r.table("One event, more and more published rules", "rules", "an event", "B, allocs", "against 1 rule", "against 10")
	for _, n := range ruleCounts {
		name := fmt.Sprintf("rules=%d", n)
		ratio := func(base string) string {
			if ratios := r.bench.figures.per(name+" ns/op", base+" ns/op"); len(ratios) > 0 {
				return times.format(median(ratios))
			}
			return "not here"
		}
		r.row(strconv.Itoa(n), r.of(nanos, name+" ns/op", ""), r.of(unit{}, name+" B/op", "")+", "+r.of(unit{}, name+" allocs/op", ""),
			ratio("rules=1"), ratio("rules=10"))
	}
	r.line("\nRaw events of twelve minutes of a workstation, each once, in order of time: nothing of them is in the processor's cache. 10 and 100 rules are spread evenly over the 534.")
}

func (r *report) goroutines() {
	r.table("Goroutines that share one processor", "", "1", "8", "8 against 1")
	for _, p := range []struct{ name, title string }{
		{"eql", "eql, as libbeat builds it"}, {"floor", "floor, bare"},
		{"floor_safe_wrapped", "floor, in libbeat's wrapper"}, {"noop_safe_wrapped", "no-op, in libbeat's wrapper"},
	} {
		one, eight := p.name+" goroutines=1 ns/op", p.name+" goroutines=8 ns/op"
		scaling := "not here"
		if ratios := r.bench.figures.per(one, eight); len(ratios) > 0 {
			scaling = unit{text: "×", digits: 2}.format(median(ratios))
		}
		r.row(p.title, r.of(nanos, one, ""), r.of(nanos, eight, ""), scaling)
	}
	r.line("\nWall time of an event over all goroutines together; events that match no step. The wrapper takes a lock that all goroutines share; eql has none around it.")
}

func (r *report) beats() {
	r.table("Whole Beats: a file of events in, nothing out", "", "events/s", "CPU an event", "resident")
	for _, w := range []struct{ name, title string }{
		{"filebeat", "stock Filebeat, no processor"},
		{"filebeat script", "… with the `script` processor"},
		{"filebeat noop", "… with a no-op compiled in"},
		{"filebeat floor", "… with the floor compiled in"},
		{"filebeat naive", "… with map and mutex compiled in"},
		{"filebeat undecoded", "… that leaves lines undecoded"},
		{"eqlbeat", "eqlbeat"},
		{"eqlbeat json_field", "eqlbeat, `json_field: message`, lines undecoded"},
		{"ballast none", "eqlbeat with ballast, no processor"},
		{"ballast noop", "eqlbeat with ballast, no-op in place of eql"},
		{"ballast eql", "eqlbeat with ballast"},
	} {
		r.row(w.title, r.of(speed, w.name+" events/s", "filebeat events/s"), r.of(micros, w.name+" µs", "filebeat µs"), r.of(mebibytes, w.name+" MiB", "filebeat MiB"))
	}
	r.line("\nRatios are to stock Filebeat. The Beat reads %s events (%s where they stay undecoded) with filestream and discards them; what it takes to start isn't counted.",
		thousands(float64(r.bench.options.events/4)), thousands(float64(r.bench.options.events)))
	r.compare("eqlbeat", "filebeat", "eqlbeat against stock Filebeat")
	r.compare("ballast eql", "ballast none", "eql against no processor, both with ballast")
	r.compare("ballast eql", "ballast noop", "eql against no-op, both with ballast")
	r.line("Ballast is 64 MiB that nothing uses: a processor's own state makes the garbage collector run less often, which would count as speed.")
}

// compare says what one Beat ships, and costs, against another.
func (r *report) compare(one, other, title string) {
	f := r.bench.figures
	r.line("%s: %s events/s, %s CPU.", title, share.format(median(f.per(one+" events/s", other+" events/s"))), share.format(median(f.per(one+" µs", other+" µs"))))
}

func (r *report) replay() {
	r.table("Replay, from the page cache", "", "events/s")
	for _, w := range []struct{ name, title string }{
		{"replay builtin", "`eqlbeat replay`, built-in rule"},
		{"replay builtin arrival", "… in order of arrival"},
		{"replay rules=534", "`eqlbeat replay`, 534 rules, the workstation's events"},
		{"readpath scan", "one core: lines and a byte scan"},
		{"readpath decode", "one core: goccy/go-json and the floor"},
	} {
		r.row(w.title, r.of(speed, w.name+" events/s", "replay builtin events/s"))
	}
	r.row("Python EQL, Fluent Bit", "not here: this program measures what Go can build")
	if len(r.bench.figures["start ms"]) == 0 {
		return
	}
	r.line("\nStart-up, 534 rules: %s until all run, %s of live memory; %s more resident than without, of %s.",
		r.of(millis, "start ms", ""), r.of(unit{text: " MiB", digits: 1}, "start live-MiB", ""),
		mebibytes.format(median(r.bench.figures.less("idle rules=534 MiB", "idle none MiB"))), r.of(mebibytes, "idle none MiB", ""))
}

func (r *report) notes() {
	r.line("\n## What is measured\n")
	r.line("- *Realistic mix*: 60 %% events of processes, the registry and files, 25 %% of libraries, 15 %% of connections; one in a thousand matches a step. About 2.8 KB each.")
	r.line("- *Script*: the built-in rule in JavaScript for libbeat's `script` processor, with the one session without which it loses state.")
	r.line("- *Map and mutex*: the rule by hand in Go, as a quick plugin would have it. *Floor*: the least that the rule can cost; a fixed table of hashes, nothing else.")
	r.line("- Peers find the same in the same events; none of them judges late events, bounds its memory by a budget or reads raw events.")
}

func (u unit) format(value float64) string {
	if u.digits == 0 {
		return thousands(math.Round(value)) + u.text
	}
	return strconv.FormatFloat(value, 'f', u.digits, 64) + u.text
}

// thousands writes a number with commas, and with no more digits than it has.
func thousands(value float64) string {
	whole, fraction, point := strings.Cut(strconv.FormatFloat(value, 'f', -1, 64), ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + fraction
	}
	return whole
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

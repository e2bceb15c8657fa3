package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// planReplay is `eqlbeat replay` on files that are in the page cache, because the round before has read them or they have
// just been written.
func (b *bench) planReplay() []measurement {
	replay := func(name string, args ...string) measurement {
		return measurement{name, func() error { return b.replay(name, args) }}
	}
	plan := []measurement{
		replay("replay builtin", b.file("many")),
		replay("replay builtin arrival", "--order", "arrival", b.file("many")),
	}
	if b.shared.bench != "" {
		plan = append(plan, b.readPath("readpath scan", "many", "scan", "none"), b.readPath("readpath decode", "some", "goccy", "floor"))
	}
	if b.shared.rules != "" && b.shared.recording != "" {
		plan = append(plan, replay("replay rules=534", "--rules", b.shared.rules, b.file("workstation")))
	}
	return plan
}

var replayed = regexp.MustCompile(`(?m)^[\d,]+ events in [\d.]+ s \(([\d,]+) events/s\)`)

// replay runs the command and keeps what it says of its speed, which leaves out how long the rules took to load. That the
// published rules have some which can't run is no failure here.
func (b *bench) replay(name string, args []string) error {
	text, err := b.output(b.dir, nil, b.program("eqlbeat"), append([]string{"replay", "--format", "ndjson"}, args...)...)
	speed := replayed.FindSubmatch(text)
	if speed == nil {
		return fmt.Errorf("replay doesn't say how quick it was (%w):\n%s", err, text)
	}
	value, err := strconv.ParseFloat(strings.ReplaceAll(string(speed[1]), ",", ""), 64)
	if err != nil {
		return err
	}
	b.figures.add(name+" events/s", value)
	return nil
}

var readPathSpeed = regexp.MustCompile(` events_s=(\d+)`)

// readPath reads events of the same kind on one core, with what the peers have for it.
func (b *bench) readPath(name, file, decode, rule string) measurement {
	return measurement{name, func() error {
		text, err := b.output(b.dir, nil, b.program("readpath"), "-in", b.file(file), "-decode", decode, "-rule", rule)
		if err != nil {
			return err
		}
		speed := readPathSpeed.FindSubmatch(text)
		if speed == nil {
			return fmt.Errorf("it doesn't say how quick it was:\n%s", text)
		}
		value, err := strconv.ParseFloat(string(speed[1]), 64)
		b.figures.add(name+" events/s", value)
		return err
	}}
}

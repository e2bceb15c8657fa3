package beater_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// arrived is what came out of a fleet's events, counted.
type arrived struct {
	fleet    *fleet
	lines    map[int]int    // how often each event arrived
	findings map[string]int // how often each finding did, by findingName
}

// arrivedFrom counts documents. What they have been tagged with has to be whole.
func arrivedFrom(t *testing.T, f *fleet, documents []document) arrived {
	t.Helper()
	a := arrived{fleet: f, lines: map[int]int{}, findings: map[string]int{}}
	for _, d := range documents {
		line, ok := d["line"].(float64)
		require.True(t, ok, "a document came out that did not go in: %v", d)
		a.lines[int(line)]++
		if d["eql"] == nil {
			continue
		}
		requireBuiltin(t, d)
		steps := document(d.at("eql.matches").([]any)[0].(map[string]any))["steps"].([]any)
		a.findings[findingName(stepLine(t, steps[0]), stepLine(t, steps[1]))]++
	}
	return a
}

// stepLine is the number of the event that a step names.
func stepLine(t *testing.T, step any) int {
	t.Helper()
	line, err := strconv.Atoi(step.(map[string]any)["id"].(string))
	require.NoError(t, err)
	return line
}

// findingName writes a finding as the numbers of its two events.
func findingName(load, connection int) string {
	return fmt.Sprintf("%05d, then %05d", load, connection)
}

// expected are the names of the findings that the fleet has by construction.
func (f *fleet) expected() []string {
	var names []string
	for _, p := range f.pairs {
		names = append(names, findingName(p[0].line, p[1].line))
	}
	slices.Sort(names)
	return names
}

// requireAll requires that every event has arrived, and every finding, and no other.
func (a arrived) requireAll(t *testing.T) {
	t.Helper()
	t.Log(a)
	require.Len(t, a.lines, len(a.fleet.events), "events that arrived")
	require.Equal(t, a.fleet.expected(), slices.Sorted(maps.Keys(a.findings)))
}

// String shows the counts.
func (a arrived) String() string {
	again := func(times int, different int) string {
		return fmt.Sprintf("%d out, and %d of them again", different, times-different)
	}
	events, findings := 0, 0
	for _, n := range a.lines {
		events += n
	}
	for _, n := range a.findings {
		findings += n
	}
	return fmt.Sprintf("events: %d in, %s; findings: %d expected, %s", len(a.fleet.events), again(events, len(a.lines)),
		len(a.fleet.pairs), again(findings, len(a.findings)))
}

// parse reads documents, one JSON object per line. A last line without an end is left out: it is still being written.
func parse(t *testing.T, text []byte) []document {
	t.Helper()
	var all []document
	for line := range bytes.Lines(text) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			continue
		}
		var d document
		require.NoError(t, json.Unmarshal(line, &d))
		all = append(all, d)
	}
	return all
}

// TestFleet: one Beat finds in the fleet's events what they have by construction.
func TestFleet(t *testing.T) {
	f := newFleet()
	out := ship(t, f.input(t), withEQL)
	arrivedFrom(t, f, slices.Collect(maps.Values(out))).requireAll(t)
}

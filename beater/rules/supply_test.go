package rules

import (
	"strings"
	"testing"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

func TestARuleIsSaidNeverToFireOnlyWhereThatIsCertain(t *testing.T) {
	for _, c := range []struct {
		name, sources, query string
		want                 string // "" where it may fire
	}{
		{"a category that the source has", "sysmon", `process where true`, ""},
		{"a category that it hasn't", "sysmon", `library where true`, `event.category is never "library"`},
		{"categories are compared with case", "sysmon", `Process where true`, `event.category is never "Process"`},
		{"any category", "sysmon", `any where true`, ""},
		{"a field that it hasn't", "sysmon", `process where process.Ext.x == "y"`, "no event has process.Ext.x"},
		{"a field that is negated", "sysmon", `process where not process.Ext.x == "y"`, ""},
		{"a field that is an alternative", "sysmon", `process where process.Ext.x == "y" or process.name == "z"`, ""},
		{"a field that has to be missing", "sysmon", `process where process.Ext.x == null`, ""},
		{"a value that a field never has", "sysmon", `any where event.action == "start"`, `event.action is never "start"`},
		{"a value that a field never has, ignoring case", "sysmon", `any where event.category : "PROCESS"`, ""},
		{"an event id", "sysmon", `any where event.code == "1"`, ""},
		{"an event id that is not there", "sysmon", `any where event.code == "4688"`, `event.code is never "4688"`},
		{"an id without fields of its own", "security", `any where event.code == "9999"`, ""},
		{"a field of another id", "sysmon", `process where event.code == "1" and dll.name == "x"`, `event.code is never "1", but for event 1; no event has dll.name (event 1)`},
		{"a condition that is false", "sysmon", `any where 1 == 2`, "its condition is false of every event"},
		{"a source without categories", "system", `process where true`, "no event has event.category"},
		{"in one of two sources", "sysmon system", `process where true`, ""},
		{"in none of two sources", "sysmon system", `library where true`, `sysmon: event.category is never "library"; system: no event has event.category`},
		{"one step of two", "sysmon", `sequence by host.id [process where true] [library where true]`, `step 2: event.category is never "library"`},
		{"steps in different sources", "sysmon security", `sequence by host.id [process where process.entity_id != null] [any where event.code == "4624"]`, ""},
		{"a step that has to be missing, and until", "sysmon", `sequence by host.id with maxspan=1s [process where true] ![library where true] until [library where true]`, ""},
		{"a join key that it hasn't", "security", `sequence by process.entity_id [any where true] [any where true]`,
			"step 1: no event has process.entity_id\nstep 2: no event has process.entity_id"},
		{"an optional join key", "security", `sequence by ?process.entity_id [any where true] [any where true]`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, failed := engine.New(engine.Options{Rules: []*rule.Rule{{ID: "r", Query: c.query}}, MaxBytes: 16 << 20})
			for _, err := range failed {
				t.Fatal(err)
			}
			sources, err := named(strings.Fields(c.sources))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, o := range obstaclesOf(e.Describe(0), sources) {
				got = append(got, o.String())
			}
			if text := strings.Join(got, "\n"); text != c.want {
				t.Errorf("%s\nwant %s", text, c.want)
			}
		})
	}
}

func TestIDsAreWrittenAsRanges(t *testing.T) {
	for _, c := range []struct {
		ids  []int
		want string
	}{
		{[]int{3}, "event 3"},
		{[]int{3, 4}, "events 3, 4"},
		{[]int{1, 2, 3, 5, 7, 8, 9}, "events 1-3, 5, 7-9"},
		{[]int{otherIDs}, "events of all other ids"},
		{[]int{1, otherIDs}, "events 1 and those of all other ids"},
	} {
		if got := idText(c.ids); got != c.want {
			t.Errorf("%v is written %q, want %q", c.ids, got, c.want)
		}
	}
}

// TestAnswersAreThoseOfTheTables: what is remembered is what package ecs says.
func TestAnswersAreThoseOfTheTables(t *testing.T) {
	for _, s := range ecs.Sources() {
		for _, id := range s.Codes {
			for _, field := range []string{"event.category", "event.action", "event.code", "event.outcome", "process.name", "user.id", "file.size", "winlog.event_data.ProcessName"} {
				got, want := answers.of(s, id, field), ecs.Supplies(s.Name, id, field)
				if got.Never != want.Never || strings.Join(got.Values, " ") != strings.Join(want.Values, " ") {
					t.Errorf("%s %d %s: %v %q, want %v %q", s.Name, id, field, got.Never, got.Values, want.Never, want.Values)
				}
			}
		}
	}
}

package ecs_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
)

func TestSuppliesAnswersForRules(t *testing.T) {
	for _, c := range []struct {
		name, source string
		code         int
		field        string
		never        bool
		values       string // space-separated; "" means any
	}{
		{"a mapped field", "sysmon", 1, "process.name", false, ""},
		{"a field of another event", "sysmon", 6, "process.name", true, ""},
		{"a field of some event", "sysmon", 0, "process.name", false, ""},
		{"a field of no event", "sysmon", 0, "process.Ext.token.integrity_level_name", true, ""},
		{"the file's size is unknown", "sysmon", 0, "file.size", true, ""},
		{"categories are a short list", "sysmon", 0, "event.category", false, "configuration driver file network process registry"},
		{"an event's category", "sysmon", 3, "event.category", false, "network"},
		{"an event without a category", "security", 4663, "event.category", true, ""},
		{"actions of a complete table", "sysmon", 7, "event.action", false, "Image\u00a0loaded"},
		{"actions of ids without rows are their own", "security", 0, "event.action", false, ""},
		{"an event's action", "security", 4624, "event.action", false, "logged-in"},
		{"outcomes are the event's own but for two ids", "sysmon", 0, "event.outcome", false, ""},
		{"an outcome that is always the same", "sysmon", 27, "event.outcome", false, "failure"},
		{"an event's code", "security", 4624, "event.code", false, "4624"},
		{"codes of a table that isn't complete", "security", 0, "event.code", false, ""},
		{"the system is Windows", "security", 0, "host.os.type", false, "windows"},
		{"directions", "sysmon", 3, "network.direction", false, "egress ingress"},
		{"the provider", "sysmon", 0, "event.provider", false, "Microsoft-Windows-Sysmon"},
		{"what the shipper sends", "sysmon", 1, "host.name", false, ""},
		{"event data as it is", "security", 4703, "winlog.event_data.EnabledPrivilegeList", false, ""},
		{"event data that moves", "security", 4624, "winlog.event_data.ProcessName", true, ""},
		{"event data that moves for some events", "security", 0, "winlog.event_data.ProcessName", false, ""},
		{"logon types", "security", 4624, "winlog.logon.type", false, ""},
		{"a source without rows", "defender", 1116, "event.code", false, "1116"},
		{"no category for a source without rows", "taskscheduler", 0, "event.category", true, ""},
		{"a source that doesn't exist", "netflow", 0, "event.code", true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := ecs.Supplies(c.source, c.code, c.field)
			if a.Never != c.never {
				t.Errorf("never is %v", a.Never)
			}
			if got := strings.Join(a.Values, " "); got != strings.ReplaceAll(c.values, "\u00a0", " ") {
				t.Errorf("the values are %q", got)
			}
		})
	}
}

func TestSuppliedSaysWhereAFieldComesFrom(t *testing.T) {
	var found []ecs.Supply
	for s := range ecs.Supplied() {
		if s.Source == "sysmon" && s.Field == "process.name" {
			found = append(found, s)
		}
	}
	if len(found) != 3 {
		t.Fatalf("%d rows", len(found))
	}
	s := found[0]
	if !slices.Equal(s.From, []string{"winlog.event_data.Image"}) || s.Conversion != "what follows the last backslash" || !slices.Contains(s.Codes, 7) {
		t.Errorf("%+v", s)
	}
}

func TestSuppliedMayStopEarly(t *testing.T) {
	n := 0
	for range ecs.Supplied() {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d rows", n)
	}
}

func TestEverySourceIsDescribed(t *testing.T) {
	for _, s := range ecs.Sources() {
		if s.Name == "" || s.Doc == "" || len(s.Providers) == 0 && s.Name != "windows" {
			t.Errorf("%+v", s)
		}
		if !slices.IsSorted(s.Codes) {
			t.Errorf("%s: the ids are not in order", s.Name)
		}
	}
}

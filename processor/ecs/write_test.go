package ecs

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// mapped returns what a mapper makes of an event, one field a line.
func mapped(fields map[string]any) []string {
	m := NewMapper()
	d := event.NewDocument(m.Paths(), nil)
	d.Reset(fields, time.Time{})
	var out []string
	m.Map(d, func(field string, values []event.Value, list bool) {
		line := field + " ="
		for _, v := range values {
			line += " " + v.Text()
		}
		if list {
			line += " (list)"
		}
		out = append(out, line)
	})
	slices.Sort(out)
	return out
}

func TestAMapperGivesAllFieldsOfARawEvent(t *testing.T) {
	got := mapped(map[string]any{
		"event": map[string]any{"code": "3", "action": "Network connection detected (rule: NetworkConnect)"},
		"winlog": map[string]any{
			"provider_name": "Microsoft-Windows-Sysmon", "event_id": "3", "computer_name": "ws-9",
			"event_data": map[string]any{"Image": `C:\Tools\nc.exe`, "DestinationPort": "4444", "DestinationIp": "10.9.8.7", "SourceIp": "-"},
		},
	})
	for _, want := range []string{
		"destination.ip = 10.9.8.7", "destination.port = 4444", "event.action = Network connection",
		"event.category = network (list)", "host.os.type = windows", "process.name = nc.exe",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	for _, line := range got {
		if len(line) > 7 && line[:7] == "host.id" || line[:6] == "source" {
			t.Errorf("%q isn't the event's", line)
		}
	}
}

func TestAMapperLeavesMappedEventsAlone(t *testing.T) {
	got := mapped(map[string]any{
		"event":  map[string]any{"category": []any{"network"}, "code": "3"},
		"winlog": map[string]any{"provider_name": "Microsoft-Windows-Sysmon", "event_data": map[string]any{"Image": "x"}},
	})
	if len(got) != 0 {
		t.Errorf("got %s", fmt.Sprint(got))
	}
}

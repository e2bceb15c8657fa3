package ecs_test

import (
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

func TestUtcTimeIsTheClockOfElasticsSysmonPipeline(t *testing.T) {
	data := map[string]any{"UtcTime": "2026-03-01 09:30:15.123"}
	byChannel := raw("", "3", data)
	byChannel["winlog"].(map[string]any)["channel"] = "Microsoft-Windows-Sysmon/Operational"
	for _, c := range []struct {
		name   string
		fields map[string]any
		want   int64 // 0 means none
	}{
		{"of a Sysmon event", raw(sysmon, "3", data), 1772357415123000000},
		{"of one without a provider", byChannel, 1772357415123000000},
		{"not of another provider's event", raw("ESENT", "3", data), 0},
		{"not of an event without UtcTime", raw(sysmon, "3", nil), 0},
		{"not of an event that is no Windows event", map[string]any{}, 0},
	} {
		schema := event.NewSchema()
		clock := ecs.UtcTime(schema)
		doc := event.NewDocument(schema.Paths(), nil)
		doc.Reset(c.fields, time.Time{})
		nanos, ok := clock(doc)
		if nanos != c.want || ok != (c.want != 0) {
			t.Errorf("%s: %d, %v", c.name, nanos, ok)
		}
		if n := testing.AllocsPerRun(100, func() { clock(doc) }); n != 0 {
			t.Errorf("%s: %v allocations", c.name, n)
		}
	}
}

func TestSevenFieldsOfARawEventTakeNoAllocation(t *testing.T) {
	r := newReader(sevenFields, mapped)
	fields, now := networkConnection(), time.Unix(1_700_000_000, 0)
	var slots []event.Slot
	for _, name := range sevenFields {
		slot, _ := r.schema.Lookup(name)
		slots = append(slots, slot)
	}
	n := testing.AllocsPerRun(1000, func() {
		r.doc.Reset(fields, now)
		r.view.Reset(r.doc)
		for _, slot := range slots {
			r.view.Values(slot)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestFieldsThatArePartsOfAnEventTakeNoAllocation(t *testing.T) {
	fields := raw(sysmon, "13", map[string]any{
		"Image": `C:\a\b.exe`, "TargetObject": `HKLM\SOFTWARE\x`, "Details": "text", "User": `CORP\alice`, "RuleName": "-",
	})
	names := []string{
		"process.name", "process.executable", "registry.path", "registry.hive", "registry.key", "registry.value", "registry.data.strings",
		"user.name", "user.domain", "user.id", "event.category", "event.type", "event.action", "event.code", "event.provider", "rule.name",
		"host.os.type", "host.id", "file.path", "winlog.event_data.Image", "winlog.event_data.RuleName",
	}
	r := newReader(names, func(s *event.Schema) event.Mapping { return ecs.New(s, ecs.Options{}) })
	n := testing.AllocsPerRun(1000, func() {
		r.doc.Reset(fields, time.Time{})
		r.view.Reset(r.doc)
		for slot := range names {
			r.view.Values(event.Slot(slot))
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

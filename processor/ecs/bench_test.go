package ecs_test

import (
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// networkConnection is a raw Sysmon 3 of our own making, as the winlog input
// hands it to processors.
func networkConnection() map[string]any {
	return map[string]any{
		"event": map[string]any{
			"action":   "Network connection detected (rule: NetworkConnect)",
			"code":     "3",
			"kind":     "event",
			"provider": "Microsoft-Windows-Sysmon",
		},
		"host": map[string]any{"name": "ws-17.corp.example", "id": "6f1c2d3e-0000-4a5b-8c9d-aabbccddeeff"},
		"log":  map[string]any{"level": "information"},
		"winlog": map[string]any{
			"channel":       "Microsoft-Windows-Sysmon/Operational",
			"computer_name": "ws-17.corp.example",
			"event_data": map[string]any{
				"DestinationHostname": "-",
				"DestinationIp":       "192.0.2.10",
				"DestinationIsIpv6":   "false",
				"DestinationPort":     "135",
				"DestinationPortName": "epmap",
				"Image":               `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`,
				"Initiated":           "true",
				"ProcessGuid":         "{6F1C2D3E-1234-65A0-0B01-000000000900}",
				"ProcessId":           "4711",
				"Protocol":            "tcp",
				"RuleName":            "-",
				"SourceHostname":      "ws-17.corp.example",
				"SourceIp":            "192.0.2.17",
				"SourceIsIpv6":        "false",
				"SourcePort":          "50123",
				"SourcePortName":      "-",
				"User":                `CORP\alice`,
				"UtcTime":             "2026-03-01 09:30:15.123",
			},
			"event_id":      "3",
			"opcode":        "Info",
			"process":       map[string]any{"pid": uint32(2044), "thread": map[string]any{"id": uint32(3100)}},
			"provider_guid": "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}",
			"provider_name": "Microsoft-Windows-Sysmon",
			"record_id":     uint64(815),
			"task":          "Network connection detected (rule: NetworkConnect)",
			"user":          map[string]any{"identifier": "S-1-5-18", "domain": "NT AUTHORITY", "name": "SYSTEM", "type": "User"},
			"version":       5,
		},
	}
}

var sevenFields = []string{
	"event.category", "host.id", "process.entity_id", "process.name", "destination.port", "destination.ip", "network.direction",
}

// BenchmarkSevenFields reads what one network rule reads of an event that
// matches it, classification included.
func BenchmarkSevenFields(b *testing.B) {
	schema := event.NewSchema()
	var slots []event.Slot
	for _, name := range sevenFields {
		slots = append(slots, schema.Slot(name))
	}
	mapping := ecs.New(schema, ecs.Options{})
	view := event.NewView(schema, mapping)
	doc := event.NewDocument(schema.Paths(), nil)
	fields, now := networkConnection(), time.Unix(1_700_000_000, 0)
	b.ReportAllocs()
	for b.Loop() {
		doc.Reset(fields, now)
		view.Reset(doc)
		for _, slot := range slots {
			if len(view.Values(slot)) == 0 {
				b.Fatal(schema.Field(slot))
			}
		}
	}
}

// BenchmarkSevenLookups is the yardstick for BenchmarkSevenFields: as many
// look-ups by names split beforehand, in the same event, without meaning.
func BenchmarkSevenLookups(b *testing.B) {
	names := [][]string{
		{"event", "code"}, {"host", "id"}, {"winlog", "event_data", "ProcessGuid"}, {"winlog", "event_data", "Image"},
		{"winlog", "event_data", "DestinationPort"}, {"winlog", "event_data", "DestinationIp"}, {"winlog", "event_data", "Initiated"},
	}
	fields := networkConnection()
	b.ReportAllocs()
	for b.Loop() {
		for _, parts := range names {
			var v any = fields
			for _, part := range parts {
				v = v.(map[string]any)[part]
			}
			if v == nil {
				b.Fatal(parts)
			}
		}
	}
}

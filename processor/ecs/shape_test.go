package ecs_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

func TestRawWindowsEventsAreRecognised(t *testing.T) {
	for _, c := range []struct{ name, fields, want string }{
		{"by provider and event id", `{"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":"7"}}`, "sysmon 7"},
		{"the event id may be a number", `{"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":7}}`, "sysmon 7"},
		{"event.code stands in for a missing id", `{"winlog":{"provider_name":"Microsoft-Windows-Sysmon"},"event":{"code":"7"}}`, "sysmon 7"},
		{"event.code may be a number", `{"winlog":{"provider_name":"Microsoft-Windows-Sysmon"},"event":{"code":7}}`, "sysmon 7"},
		{"dotted names count", `{"winlog.provider_name":"Microsoft-Windows-Sysmon","winlog.event_id":"7"}`, "sysmon 7"},
		{"the channel stands in for a missing provider", `{"winlog":{"channel":"Security","event_id":"4688"}}`, "security 4688"},
		{"a provider comes before the channel", `{"winlog":{"channel":"Security","provider_name":"PowerShell","event_id":"400"}}`, "powershell 400"},
		{"forwarded events keep their provider", `{"winlog":{"channel":"ForwardedEvents","provider_name":"Microsoft-Windows-Security-Auditing","event_id":"4624"}}`, "security 4624"},
		{"the log's own events are the Security log's", `{"winlog":{"provider_name":"Microsoft-Windows-Eventlog","event_id":"1102"}}`, "security 1102"},
		{"an id without rows has the provider's", `{"winlog":{"provider_name":"Microsoft-Windows-PowerShell","event_id":"53504"}}`, "powershell operational"},
		{"an absurd id has the provider's", `{"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":-99999999999}}`, "sysmon"},
		{"an unknown provider is Windows", `{"winlog":{"provider_name":"ESENT","event_id":"326"}}`, "windows"},
		{"a category makes an event one that has its fields", `{"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":"7"},"event":{"category":["process"]}}`, "as is"},
		{"Elastic Defend's events have their fields", `{"event":{"category":["library"],"code":"7"},"dll":{"name":"a.dll"}}`, "as is"},
		{"without winlog an event is no Windows event", `{"event":{"code":"7","provider":"Microsoft-Windows-Sysmon"}}`, "as is"},
		{"an event may be empty", `{}`, "as is"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var fields map[string]any
			if err := json.Unmarshal([]byte(c.fields), &fields); err != nil {
				t.Fatal(err)
			}
			schema := event.NewSchema()
			schema.Slot("process.name")
			mapping := ecs.New(schema, ecs.Options{})
			doc := event.NewDocument(schema.Paths(), nil)
			doc.Reset(fields, time.Time{})
			if got := mapping.Shape(doc).Name; got != c.want {
				t.Errorf("the shape is %q, not %q", got, c.want)
			}
			// A source that offers no single values gives the same answer.
			if got := mapping.Shape(plainSource{doc}).Name; got != c.want {
				t.Errorf("the shape of a plain source is %q, not %q", got, c.want)
			}
		})
	}
}

// plainSource is a source with the methods of event.Source alone.
type plainSource struct{ event.Source }

func TestHostID(t *testing.T) {
	for _, c := range []struct {
		name, fields string
		key          []string
		want         string
	}{
		{"is host.id", `{"host":{"id":"h1"},"winlog":{"computer_name":"c1"}}`, nil, `"h1"`},
		{"of a forwarded event is its computer", `{"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":"1","computer_name":"c1"}}`, nil, `"c1"`},
		{"falls back for events that have their fields too", `{"event":{"category":"process"},"winlog":{"computer_name":"c1"}}`, nil, `"c1"`},
		{"is never the collector's agent", `{"agent":{"id":"a1"}}`, nil, ``},
		{"of an empty text is missing", `{"host":{"id":""},"winlog":{"computer_name":"c1"}}`, nil, `"c1"`},
		{"may have no fallback", `{"winlog":{"computer_name":"c1"}}`, []string{"host.id"}, ``},
		{"is the first of the host key that has a value", `{"host":{"id":"h1","name":"n1"}}`, []string{"host.hostname", "host.name", "host.id"}, `"n1"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var fields map[string]any
			if err := json.Unmarshal([]byte(c.fields), &fields); err != nil {
				t.Fatal(err)
			}
			r := newReader([]string{"host.id"}, func(s *event.Schema) event.Mapping {
				return ecs.New(s, ecs.Options{HostKey: c.key})
			})
			r.reset(fields)
			if got := r.text("host.id"); got != c.want {
				t.Errorf("host.id is %s, not %s", got, c.want)
			}
		})
	}
}

func TestFieldsOfEveryRawEvent(t *testing.T) {
	check(t, "ESENT", []supplies{{
		name: "a provider without a table",
		code: "326",
		data: map[string]any{"param1": "svchost"},
		want: map[string]string{
			"host.os.type":             `"windows"`,
			"host.os.family":           `"windows"`,
			"event.code":               `"326"`,
			"event.provider":           `"ESENT"`,
			"event.action":             `"its task"`,
			"event.category":           ``,
			"winlog.event_data.param1": `"svchost"`,
		},
	}})
	t.Run("code and provider are filled in from winlog", func(t *testing.T) {
		expect(t, map[string]any{"winlog": map[string]any{"provider_name": "ESENT", "event_id": 326}},
			map[string]string{"event.code": `"326"`, "event.provider": `"ESENT"`})
	})
	t.Run("an operating system of the event's own stays", func(t *testing.T) {
		e := raw("ESENT", "326", nil)
		e["host"] = map[string]any{"os": map[string]any{"type": "other"}}
		expect(t, e, map[string]string{"host.os.type": `"other"`, "host.os.family": `"windows"`})
	})
	t.Run("events that have their fields get no operating system", func(t *testing.T) {
		expect(t, map[string]any{"event": map[string]any{"category": "process"}}, map[string]string{"host.os.type": ``})
	})
	t.Run("the timestamp is the event log's, not Sysmon's", func(t *testing.T) {
		r := newReader([]string{"@timestamp"}, mapped)
		r.doc.Reset(raw("Microsoft-Windows-Sysmon", "3", map[string]any{"UtcTime": "2020-01-01 00:00:00.000"}), time.Unix(1_700_000_000, 0))
		r.view.Reset(r.doc)
		if got, want := r.text("@timestamp"), "2023-11-14T22:13:20.000Z"; got != want {
			t.Errorf("@timestamp is %s, not %s", got, want)
		}
	})
}

func TestFixedValuesAreThoseOfEveryEvent(t *testing.T) {
	fields := []string{"event.category", "event.type", "event.code", "event.action", "host.os.type", "process.name", "dll.name", "host.id"}
	r := newReader(fields, func(s *event.Schema) event.Mapping { return ecs.New(s, ecs.Options{PIDAsEntity: true}) })
	fixed := 0
	for _, code := range []string{"1", "3", "5", "7", "8", "10", "11", "12", "13", "22", "255", "0"} {
		r.reset(raw("Microsoft-Windows-Sysmon", code, map[string]any{"Image": `C:\a.exe`, "ImageLoaded": `C:\b.dll`, "EventType": "SetValue"}))
		for _, field := range fields {
			slot, _ := r.schema.Lookup(field)
			values, ok := r.view.Shape().FixedValues(slot)
			if !ok {
				continue
			}
			fixed++
			if got := r.view.Values(slot); !slices.Equal(got, values) {
				t.Errorf("%s: %s is %v, not %v as of every event", r.view.Shape().Name, field, got, values)
			}
		}
	}
	if fixed < 24 {
		t.Errorf("only %d fields are fixed", fixed)
	}
}

func TestShapesHaveNumbersOfTheirOwn(t *testing.T) {
	r := newReader([]string{"event.category"}, func(s *event.Schema) event.Mapping { return ecs.New(s, ecs.Options{}) })
	names := make(map[int]string)
	for _, provider := range []string{"Microsoft-Windows-Sysmon", "Microsoft-Windows-Security-Auditing", "ESENT"} {
		for _, code := range []string{"1", "3", "7", "4624", "4688"} {
			r.reset(raw(provider, code, nil))
			shape := r.view.Shape()
			if other, known := names[shape.Number]; known && other != shape.Name {
				t.Errorf("%s and %s are both number %d", other, shape.Name, shape.Number)
			}
			names[shape.Number] = shape.Name
		}
	}
}

package ecs_test

import (
	"testing"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// A processor such as add_process_metadata may have given a raw event a name
// before. Elastic's pipelines keep it (`ctx.process?.name == null`).
func TestARawEventsOwnProcessNameComesFirst(t *testing.T) {
	r := newReader([]string{"process.name", "process.executable", "event.category"}, func(s *event.Schema) event.Mapping {
		m := ecs.New(s, ecs.Options{})
		for field, want := range map[string]bool{"process.name": true, "process.executable": false, "event.category": false} {
			if slot, _ := s.Lookup(field); m.TakesOwn(slot) != want {
				t.Errorf("every event's own %s comes first: %v", field, !want)
			}
		}
		return m
	})
	events := []struct {
		provider, code, data string
	}{
		{sysmon, "3", "Image"}, {sysmon, "10", "SourceImage"},
		{"Microsoft-Windows-Security-Auditing", "4688", "NewProcessName"}, {"Microsoft-Windows-Security-Auditing", "4624", "ProcessName"},
	}
	own := []struct {
		name   string
		fields map[string]any
		want   string
	}{
		{"none", map[string]any{}, `"derived.exe"`},
		{"nested", map[string]any{"process": map[string]any{"name": "own.exe"}}, `"own.exe"`},
		{"dotted", map[string]any{"process.name": "own.exe"}, `"own.exe"`},
		{"a list", map[string]any{"process": map[string]any{"name": []any{"own.exe", "other.exe"}}}, `"other.exe" "own.exe"`},
		{"null", map[string]any{"process": map[string]any{"name": nil}}, `"derived.exe"`},
		{"another field", map[string]any{"process": map[string]any{"pid": 1}}, `"derived.exe"`},
		{"no object", map[string]any{"process": "own.exe"}, `"derived.exe"`},
	}
	for _, e := range events {
		for _, o := range own {
			fields := raw(e.provider, e.code, map[string]any{e.data: `C:\x\derived.exe`})
			for name, value := range o.fields {
				fields[name] = value
			}
			r.reset(fields)
			if got := r.text("process.name"); got != o.want {
				t.Errorf("%s %s, %s: %s, want %s", e.provider, e.code, o.name, got, o.want)
			}
			if got := r.text("process.executable"); got != `"C:\x\derived.exe"` {
				t.Errorf("%s %s, %s: the executable is %s", e.provider, e.code, o.name, got)
			}
		}
	}
}

func TestARawEventsOwnNameOfTheParentComesFirst(t *testing.T) {
	r := newReader([]string{"process.parent.name"}, func(s *event.Schema) event.Mapping { return ecs.New(s, ecs.Options{}) })
	for code, data := range map[string]string{"1": "ParentImage", "4688": "ParentProcessName"} {
		provider := sysmon
		if code != "1" {
			provider = "Microsoft-Windows-Security-Auditing"
		}
		fields := raw(provider, code, map[string]any{data: `C:\x\derived.exe`})
		r.reset(fields)
		if got := r.text("process.parent.name"); got != `"derived.exe"` {
			t.Errorf("%s: %s without one of its own", code, got)
		}
		fields["process"] = map[string]any{"parent": map[string]any{"name": "own.exe"}}
		r.reset(fields)
		if got := r.text("process.parent.name"); got != `"own.exe"` {
			t.Errorf("%s: %s, want its own", code, got)
		}
	}
}

package ecs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// reader reads fields of decoded events through a mapping.
type reader struct {
	schema *event.Schema
	doc    *event.Document
	view   *event.View
}

func newReader(fields []string, mapping func(*event.Schema) event.Mapping) *reader {
	r := &reader{schema: event.NewSchema()}
	for _, field := range fields {
		r.schema.Slot(field)
	}
	m := mapping(r.schema)
	r.doc = event.NewDocument(r.schema.Paths(), nil)
	r.view = event.NewView(r.schema, m)
	return r
}

func (r *reader) reset(fields map[string]any) {
	r.doc.Reset(fields, time.Time{})
	r.view.Reset(r.doc)
}

// text returns a field's values with their types, in an order of their own.
func (r *reader) text(field string) string {
	slot, _ := r.schema.Lookup(field)
	var texts []string
	for _, v := range r.view.Values(slot) {
		text := v.Text()
		if v.Kind() == event.String {
			text = `"` + text + `"`
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return strings.Join(texts, " ")
}

// raw makes a raw event of a provider, an id and its winlog.event_data.
func raw(provider, code string, data map[string]any) map[string]any {
	return map[string]any{
		"event": map[string]any{"code": code, "kind": "event", "provider": provider, "action": "its task"},
		"winlog": map[string]any{
			"provider_name": provider,
			"event_id":      code,
			"computer_name": "ws-17.corp.example",
			"event_data":    data,
			"user":          map[string]any{"identifier": "S-1-5-18"},
		},
	}
}

// supplies is one event and what its fields must be, each as reader.text has
// it; "" means missing.
type supplies struct {
	name string
	code string
	data map[string]any
	want map[string]string
}

// check reads the fields of events of one provider.
func check(t *testing.T, provider string, cases []supplies) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			expect(t, raw(provider, c.code, c.data), c.want)
		})
	}
}

func expect(t *testing.T, fields map[string]any, want map[string]string) {
	t.Helper()
	var names []string
	for field := range want {
		names = append(names, field)
	}
	r := newReader(names, func(s *event.Schema) event.Mapping { return ecs.New(s, ecs.Options{}) })
	r.reset(fields)
	for field, text := range want {
		if got := r.text(field); got != text {
			t.Errorf("%s is %s, not %s", field, got, text)
		}
	}
}

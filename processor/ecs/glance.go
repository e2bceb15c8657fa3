package ecs

import "github.com/eqlbeat/eqlbeat/processor/event"

// Glance is what a look at an event's fields tells, without a Source and
// without memory.
type Glance uint8

const (
	// Unsure: something doesn't stand where it nearly always does.
	Unsure Glance = iota
	// Mapped: the event has a category, and so its fields already.
	Mapped
	// Raw: it has none, and is raw if it names a provider.
	Raw
)

// GlanceAt looks at an event's fields. about is the object `event` in them.
func GlanceAt(fields event.Object) (glance Glance, about event.Object) {
	about, ok := fields.Object("event")
	switch {
	case about.HasText("category"):
		return Mapped, about
	case !ok || about.Has("category") || fields.Has(categoryField):
		return Unsure, about
	}
	return Raw, about
}

// ShapeAt returns the shape of an event after a glance at it; nil where that
// can't be told without a Source.
func (m *Mapping) ShapeAt(fields event.Object, glance Glance, about event.Object) *event.Shape {
	if glance == Mapped {
		category, one := about.Text("category")
		return m.mapped.shape(category, !one)
	}
	if glance == Unsure || m.raw == nil {
		return nil
	}
	log, _ := fields.Object("winlog")
	name, _ := log.Text("provider_name")
	id, ok := log.Text("event_id")
	if name == "" || !ok {
		return nil
	}
	kinds := named(m.raw.byProvider, name)
	if kinds == nil {
		return m.raw.other
	}
	return kinds.shape(event.StringOf(id))
}

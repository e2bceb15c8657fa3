package ecs

import "github.com/eqlbeat/eqlbeat/processor/event"

// Sight is what a glance at an event's fields tells: a look without a Source and
// without memory.
type Sight uint8

const (
	// Unsure: something doesn't stand where it nearly always does.
	Unsure Sight = iota
	// Mapped: the event has a category, and so its fields already.
	Mapped
	// Raw: it has none, and is raw if it names a provider.
	Raw
)

// GlanceAt looks at an event's fields. about is the object `event` in them, and
// category what stands in it as the category.
func GlanceAt(fields event.Object) (seen Sight, about event.Object, category any) {
	about, ok := fields.Object("event")
	category, text, there := about.Begins("category")
	switch {
	case text:
		return Mapped, about, category
	case !ok || there || fields.Has(categoryField):
		return Unsure, about, nil
	}
	return Raw, about, nil
}

// AboutPath is the path of a field in the object `event`.
func (m *Mapping) AboutPath() *event.Path { return m.category }

// ShapeAt returns the shape of an event after a glance at it, given what that has
// told; nil where it can't be told without a Source. log is the object `winlog`;
// none where it has not been looked up.
func (m *Mapping) ShapeAt(fields event.Object, seen Sight, category any) (shape *event.Shape, log event.Object) {
	switch {
	case seen == Mapped:
		text, one := event.OneText(category)
		return m.mapped.shape(text, !one), log
	case seen == Unsure:
		return nil, log
	case m.raw == nil:
		return m.mapped.other, log
	}
	log, ok := fields.Object(LogObject)
	name, named := log.Text("provider_name")
	if !named || name == "" {
		if ok && !log.Has("provider_name") && !log.Has("channel") && !fields.Has("winlog.provider_name") && !fields.Has("winlog.channel") {
			return m.mapped.other, log
		}
		return nil, log
	}
	kinds := namedIn(m.raw.byProvider, name)
	if kinds == nil {
		return m.raw.other, log
	}
	if id, ok := log.Text("event_id"); ok {
		return kinds.shape(event.StringOf(id)), log
	}
	return nil, log
}

// LogObject is the object that raw events have most of their fields in.
const LogObject = "winlog"

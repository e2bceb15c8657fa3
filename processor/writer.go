package processor

import (
	"strings"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"
)

// writer puts fields into an event, all of them as PutValue does: where a name
// with dots stands in the event as it is, that gets the value, and what is no
// object stays what it is, so that fields of it can't be written.
type writer struct {
	event *beat.Event
	ok    bool // all fields could be written
	// dotted is set where a name with dots stands at the event's top; see
	// hasDotted.
	dotted bool
}

// newWriter returns a writer to an event, which must have fields.
func newWriter(e *beat.Event) writer {
	return writer{event: e, ok: true, dotted: hasDotted(e.Fields)}
}

// hasDotted reports whether an object has a name with dots.
func hasDotted(fields mapstr.M) bool {
	for name := range fields {
		if strings.IndexByte(name, '.') >= 0 {
			return true
		}
	}
	return false
}

// put writes a field.
func (w *writer) put(name string, value any) {
	if _, err := w.event.PutValue(name, value); err != nil {
		w.ok = false
	}
}

// copy writes a copy of an object, beside the fields that the event has of it.
func (w *writer) copy(p *prototype) {
	if _, free := w.at(p.name); free && !w.dotted { // Fast path: there is nothing to merge with
		w.event.Fields[p.name] = p.copy()
		return
	}
	w.putAll(p.all)
}

// fields writes fields of one object at the event's top.
func (w *writer) fields(object string, fields ...field) {
	if !w.dotted {
		if to := w.object(object); to != nil { // Fast path: it is looked for once
			for i := range fields {
				to[fields[i].name[len(object)+1:]] = fields[i].value
			}
			return
		}
	}
	w.putAll(fields)
}

func (w *writer) putAll(fields []field) {
	for i := range fields {
		w.put(fields[i].name, fields[i].value)
	}
}

// object returns an object at the event's top, a new one where there is none,
// and nil where something else is in its place.
func (w *writer) object(name string) mapstr.M {
	m, free := w.at(name)
	if free {
		m = mapstr.M{}
		w.event.Fields[name] = m
	}
	return m
}

// at returns the object that stands at the event's top under a name, nil where
// there is none. free is true where the name may take one: there is nothing
// else, or a nil object, which can't be written to.
func (w *writer) at(name string) (m mapstr.M, free bool) {
	there, taken := w.event.Fields[name]
	if !taken {
		return nil, true
	}
	switch there := there.(type) {
	case mapstr.M:
		return there, there == nil
	case map[string]any:
		return there, there == nil
	}
	return nil, false
}

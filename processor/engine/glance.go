package engine

import (
	"strings"
	"sync/atomic"
	"unsafe"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/match"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// Glance is what a look at an event's fields has told, so that it isn't looked
// up again when a session processes the event. The zero Glance tells nothing.
type Glance struct {
	engine *Engine      // whose slots and shapes the others are
	shape  *event.Shape // nil where the look didn't tell
	slot   event.Slot   // of a field that was read
	value  event.Value  // its one value; Null where none was read

	about event.Object // the object `event`
	inner event.Object // the mapped gate's
}

// lookout settles most events at a glance, where few rules run: one field, and
// what kind of event it is, often make sure that no step matches. With many
// rules some step may match nearly any event.
type lookout struct {
	schema  *event.Schema
	mapping *ecs.Mapping
	mapped  *mappedGate // nil where the steps have none in common
	// byShape are gates by the number of a shape; nil until one of its events
	// came.
	byShape []atomic.Pointer[gate]
}

// fewSteps is with how many steps a glance is worth its time.
const fewSteps = 16

// gate is what an event of a kind needs in order to match any step.
type gate struct {
	open    bool              // nothing is needed
	origin  *event.Origin     // of the one field that is needed; nil where no event of the kind matches
	inLog   bool              // the origin stands in ecs.LogObject
	literal match.Requirement // what the field's value may have to equal
}

// mappedGate is the gate of all events that have their fields already: of a
// field in an object.
type mappedGate struct {
	object, field string
	path          *event.Path // of both
	literal       match.Requirement
	all           bool // also that of raw events that have the field
}

// newLookout returns the lookout for some steps; nil where it is of no use.
func newLookout(steps []*step, schema *event.Schema, mapping *ecs.Mapping) *lookout {
	if len(steps) > fewSteps {
		return nil
	}
	l := &lookout{schema: schema, mapping: mapping, byShape: make([]atomic.Pointer[gate], mapping.Shapes())}
	requires := make([][]match.Requirement, len(steps))
	for i, s := range steps {
		requires[i] = s.requires
	}
	if g := newGate(requires, &event.Shape{}, schema); g.origin != nil && g.origin.Path.Depth() == 2 {
		object, field, _ := strings.Cut(g.origin.Path.Name(), ".")
		l.mapped = &mappedGate{object, field, g.origin.Path, g.literal, mapping.TakesOwn(g.literal.Slot)}
	}
	return l
}

// learn notes the gate of a shape, given the steps that its events may match.
func (l *lookout) learn(shape *event.Shape, some []*candidate) {
	requires := make([][]match.Requirement, len(some))
	for i, c := range some {
		requires[i] = c.requires
	}
	l.byShape[shape.Number].Store(newGate(requires, shape, l.schema))
}

// newGate returns the gate of events of a shape, given what each step that they
// may match requires.
func newGate(requires [][]match.Requirement, shape *event.Shape, schema *event.Schema) *gate {
	if len(requires) == 0 {
		return &gate{}
	}
	best := &gate{open: true}
	for _, r := range requires[0] {
		for _, others := range requires[1:] {
			r = r.Or(requirementOf(others, r.Slot))
		}
		if r.Keys == nil || !telling(schema.Field(r.Slot)) {
			continue
		}
		if from := originOf(shape, schema, r.Slot); from != nil && (best.open || from.Path.Depth() < best.origin.Path.Depth()) {
			best = &gate{origin: from, inLog: strings.HasPrefix(from.Path.Name(), ecs.LogObject+"."), literal: r}
		}
	}
	return best
}

// telling reports whether a field tells events of a kind apart. All events of a
// shipper are of one host, or of hosts that are alike, and each category has a
// shape of its own.
func telling(field string) bool {
	return field != rule.DefaultCategoryField && !strings.HasPrefix(field, "host.")
}

// requirementOf returns what is required of a field: any value or none, where
// nothing is.
func requirementOf(all []match.Requirement, slot event.Slot) match.Requirement {
	for _, r := range all {
		if r.Slot == slot {
			return r
		}
	}
	return match.Requirement{Slot: slot}
}

// originOf returns where a field comes from; nil where that may be several
// fields.
func originOf(shape *event.Shape, schema *event.Schema, slot event.Slot) *event.Origin {
	switch {
	case int(slot) < len(shape.Origins) && shape.Origins[slot] != nil:
		return shape.Origins[slot]
	case int(slot) < len(shape.Resolvers) && shape.Resolvers[slot] != nil, schema.Field(slot) == "@timestamp":
		return nil
	}
	return &event.Origin{Path: schema.Paths().Of(schema.Field(slot))}
}

// settles reports whether an event is sure to match no step. If not, it notes
// what it has seen.
func (l *lookout) settles(root event.Object, seen *Glance) bool {
	m := l.mapped
	var inner event.Object
	var text string
	var asked, unmet, missing bool
	if m != nil {
		inner, missing = root.Object(m.object)
		text, asked = inner.Text(m.field)
		// Fast path: what kind of event it is makes no difference.
		if unmet = asked && (m.literal.Excludes(text) || !m.literal.MetByText(text)); unmet && m.all {
			return true
		}
		missing = missing && !asked && root.LacksBelow(inner, m.path)
	}
	kind, about, category := ecs.GlanceAt(root)
	if kind == ecs.Mapped && (unmet || missing) {
		return true
	}
	if asked && (kind == ecs.Mapped || m.all) {
		seen.slot, seen.value = m.literal.Slot, event.StringOf(text)
	}
	shape, log := l.mapping.ShapeAt(root, kind, category)
	if shape == nil {
		return false
	}
	if at := l.byShape[shape.Number].Load(); at != nil && !at.open {
		switch {
		case at.origin == nil:
			return true
		case m != nil && at.literal.Slot == m.literal.Slot && (kind == ecs.Mapped || m.all && !missing):
			// It has been asked of all steps already.
		case at.origin.Own != nil && !(m != nil && at.origin.Own == m.path && missing) && !root.Lacks(at.origin.Own):
		case !at.admits(root, log, seen):
			return true
		}
	}
	seen.shape, seen.about, seen.inner = shape, about, inner
	return false
}

// admits reports whether the event may have one of the gate's literals. If so,
// it notes the value. log is the event's ecs.LogObject, where it has been looked
// up.
func (g *gate) admits(root, log event.Object, seen *Glance) bool {
	from, above := root, 0
	if g.inLog && !log.IsNone() {
		from, above = log, 1
	}
	text, ok := from.TextBelow(g.origin.Path, above)
	if !ok {
		return g.origin.Make != nil || !root.Lacks(g.origin.Path)
	}
	if g.origin.Make != nil {
		made, ok := g.origin.Make(event.StringOf(text))
		if !ok || made.Kind() != event.String {
			return true
		}
		text = made.Str()
	}
	if !g.literal.MetByText(text) {
		return false
	}
	seen.slot, seen.value = g.literal.Slot, event.StringOf(text)
	return true
}

// Settles reports whether an event is sure to match no step and to complete
// nothing; it has been counted then. If not, a session has to process it, which
// seen, zero before, is for. It allocates nothing and may be called by any
// goroutine. foreign may not be nil; see event.Foreign.
func (e *Engine) Settles(fields map[string]any, foreign event.Foreign, seen *Glance) bool {
	if e.lookout == nil {
		return false
	}
	if e.lookout.settles(event.ObjectOf(fields, foreign), seen) {
		e.seen[cellOfGoroutine()].n.Add(1)
		return true
	}
	seen.engine = e
	return false
}

// tell tells a document what objects a glance has come through.
func (e *Engine) tell(src event.Source, seen *Glance) {
	doc, ok := src.(*event.Document)
	if !ok {
		return
	}
	doc.Know(e.mapping.AboutPath(), seen.about)
	if e.lookout.mapped != nil {
		doc.Know(e.lookout.mapped.path, seen.inner)
	}
}

// cellOfGoroutine returns the number of a cell to count in that few other
// goroutines have: stacks lie in different places. It may change from call to
// call.
func cellOfGoroutine() uint64 {
	var onStack byte
	// Stacks are 2 KiB large at least, and most are a power of two, so that their
	// places have to be mixed.
	return uint64(uintptr(unsafe.Pointer(&onStack))) >> 11 * 0x9E3779B97F4A7C15 >> (64 - cellBits)
}

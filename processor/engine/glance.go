package engine

import (
	"strings"
	"sync/atomic"
	"unsafe"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/match"
)

// glance settles most events before a session is taken for them, where few
// rules run: one field, and what kind of event it is, often make sure that no
// step matches. With many rules some step may match nearly any event.
type glance struct {
	mapping *ecs.Mapping
	// mapped is the gate of all events that have their fields already; nil where
	// their steps have none in common.
	mapped *gate
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
	literal match.Requirement // what the field's value may have to equal
}

// newGlance returns the glance for some steps; nil where it is of no use.
func newGlance(steps []*step, schema *event.Schema, mapping *ecs.Mapping) *glance {
	if len(steps) > fewSteps {
		return nil
	}
	g := &glance{mapping: mapping, byShape: make([]atomic.Pointer[gate], mapping.Shapes())}
	requires := make([][]match.Requirement, len(steps))
	for i, s := range steps {
		requires[i] = s.requires
	}
	if mapped := newGate(requires, &event.Shape{}, schema); !mapped.open && mapped.origin != nil {
		g.mapped = mapped
	}
	return g
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
		// All events of a shipper are of one host, or of hosts that are alike.
		if r.Keys == nil || strings.HasPrefix(schema.Field(r.Slot), "host.") {
			continue
		}
		if from := originOf(shape, schema, r.Slot); from != nil && (best.open || from.Path.Depth() < best.origin.Path.Depth()) {
			best = &gate{origin: from, literal: r}
		}
	}
	return best
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

// settles reports whether an event is sure to match no step.
func (g *glance) settles(root event.Object) bool {
	look, about := ecs.GlanceAt(root)
	// Fast path: what kind of mapped event it is makes no difference.
	if look == ecs.Mapped && g.mapped != nil {
		return !g.mapped.admits(root)
	}
	shape := g.mapping.ShapeAt(root, look, about)
	if shape == nil {
		return false
	}
	at := g.byShape[shape.Number].Load()
	return at != nil && !at.open && (at.origin == nil || !at.admits(root))
}

// admits reports whether the event may have one of the gate's literals.
func (g *gate) admits(root event.Object) bool {
	text, ok := root.TextAt(g.origin.Path)
	if ok && g.origin.Make != nil {
		var made event.Value
		if made, ok = g.origin.Make(event.StringOf(text)); made.Kind() != event.String {
			return true
		}
		text = made.Str()
	}
	return !ok || g.literal.MetByText(text)
}

// Settles reports whether an event is sure to match no step and to complete
// nothing; it has been counted then. False means that a session has to process
// it. It allocates nothing and may be called by any goroutine. foreign may not
// be nil; see event.Foreign.
func (e *Engine) Settles(fields map[string]any, foreign event.Foreign) bool {
	if e.glance == nil || !e.glance.settles(event.ObjectOf(fields, foreign)) {
		return false
	}
	e.seen[cellOfGoroutine()].n.Add(1)
	return true
}

// cellOfGoroutine returns the number of a cell to count in that few other
// goroutines have: stacks lie in different places. It may change from call to
// call.
func cellOfGoroutine() uintptr {
	var onStack byte
	return uintptr(unsafe.Pointer(&onStack)) >> 11 % cellCount
}

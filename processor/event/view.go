package event

// Resolver supplies one field of one kind of event: it appends the field's
// values to dst and returns the extended slice. A field that src can't supply
// appends nothing. Resolvers are shared by goroutines.
type Resolver func(dst []Value, src Source) []Value

// Shape is how events of one kind supply the fields: a resolver for each slot.
// A nil resolver, and every slot beyond the slice, reads the field under its
// own name.
type Shape struct {
	Name      string // for people: "sysmon 3"
	Number    int    // among the shapes of its mapping, from 0
	Resolvers []Resolver
	// Fixed has the values of those fields that are the same for every event of
	// the kind, by slot: nil where they aren't, empty where no event of the kind
	// has the field. What reads the field otherwise finds the same.
	Fixed [][]Value
	// Origins says, by slot, where those fields come from that are mostly made
	// of one text of the event. It has nil for others, and may be short.
	Origins []*Origin
}

// Origin is where a field comes from: where the event has one text at Path and
// Make makes a value of it, that is the field's one value. Otherwise the field
// may have any. Where Make is nil, the field is what stands at Path.
type Origin struct {
	Path *Path
	Make func(Value) (Value, bool)
	// Own is the field itself, where that comes first: an event that has it has
	// it as it is. It is nil where it doesn't.
	Own *Path
}

// FixedValues returns the values that every event of the kind has in a field;
// ok is false where events differ.
func (s *Shape) FixedValues(slot Slot) (values []Value, ok bool) {
	if int(slot) >= len(s.Fixed) {
		return nil, false
	}
	return s.Fixed[slot], s.Fixed[slot] != nil
}

// Mapping recognises what kind of event a source holds.
type Mapping interface {
	// Shape never returns nil. It is called at most once per event, only for
	// events some field of which is read.
	Shape(src Source) *Shape
}

// AsIs is the mapping of events that have their fields already.
var AsIs Mapping = asIs{}

type asIs struct{}

var plainShape = &Shape{Name: "as is"}

func (asIs) Shape(Source) *Shape { return plainShape }

// View resolves the fields of one event at a time, each at most once, and only
// those asked for. It changes nothing in the event. A View is used by one
// goroutine at a time.
type View struct {
	schema  *Schema
	mapping Mapping
	src     Source
	shape   *Shape // nil until a field is read
	cells   []cell // by slot
	values  []Value
	room    int // of values, when cells were cleared last
	epoch   uint32
}

// cell has a slot's values: a part of View.values, or what is the same for every
// event of the shape.
type cell struct {
	values []Value
	epoch  uint32
}

// NewView returns a view of the schema's fields. The schema must not grow
// afterwards.
func NewView(schema *Schema, mapping Mapping) *View {
	return &View{schema: schema, mapping: mapping, cells: make([]cell, schema.Len())}
}

// Reset makes v the view of another event.
func (v *View) Reset(src Source) {
	v.Forget()
	v.src, v.shape = src, nil
	v.epoch++
	if v.epoch == 0 { // after 2³² events: old cells must not look new
		clear(v.cells)
		v.epoch = 1
	}
}

// Know tells the view, before it is read, what kind of event it is and the one
// value of a field; Null tells of no field.
func (v *View) Know(shape *Shape, slot Slot, value Value) {
	v.shape = shape
	if value.kind != Null {
		v.values = append(v.values, value)
		v.cells[slot] = cell{v.since(len(v.values) - 1), v.epoch}
	}
}

// Forget lets go of the event.
func (v *View) Forget() {
	v.src = nil
	if len(v.values) > 0 {
		clear(v.values)
		v.values = v.values[:0]
	}
	if cap(v.values) != v.room { // they have moved, and cells still hold the old ones
		clear(v.cells)
		v.room = cap(v.values)
	}
}

// Values returns the field's values: none where it is missing. They are valid
// until the next Reset, hold no Null and must not be changed.
func (v *View) Values(slot Slot) []Value {
	if c := &v.cells[slot]; c.epoch == v.epoch {
		return c.values
	}
	return v.resolve(slot)
}

// Shape returns what kind of event it is.
func (v *View) Shape() *Shape {
	if v.shape == nil {
		v.shape = v.mapping.Shape(v.src)
	}
	return v.shape
}

func (v *View) resolve(slot Slot) []Value {
	shape := v.Shape()
	first := len(v.values)
	c := &v.cells[slot]
	switch path := v.schema.fields[slot]; {
	case int(slot) < len(shape.Resolvers) && shape.Resolvers[slot] != nil:
		v.values = shape.Resolvers[slot](v.values, v.src)
	case int(slot) < len(shape.Fixed) && shape.Fixed[slot] != nil:
		*c = cell{shape.Fixed[slot], v.epoch}
		return c.values
	case path.id == timestamp:
		if nanos, ok := v.src.Timestamp(); ok {
			v.values = append(v.values, NanosOf(nanos))
		}
	default:
		v.values = v.src.Append(v.values, path)
	}
	*c = cell{v.since(first), v.epoch}
	return c.values
}

// since returns the values from a place on.
func (v *View) since(first int) []Value { return v.values[first:len(v.values):len(v.values)] }

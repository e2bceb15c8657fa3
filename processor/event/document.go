package event

import (
	"encoding/json"
	"time"
)

// Source is one event's fields. Implementations are used by one goroutine at
// a time.
type Source interface {
	// Append appends the values found at p, in no promised order, and returns
	// the extended slice. A missing field, null, an object and an empty array
	// append nothing; arrays, also arrays of objects on the way, append each of
	// their values.
	Append(dst []Value, p *Path) []Value

	// Timestamp is the event's @timestamp in nanoseconds since 1970; ok is
	// false where the event has none.
	Timestamp() (nanos int64, ok bool)
}

// Foreign turns a value of a type this package doesn't know into one it does:
// a map[string]any, a slice, a scalar or a time.Time. It returns nil for what
// has no value. It is called for each such value on each look-up, so it should
// be a type switch and allocate nothing.
type Foreign func(v any) any

// Document is a decoded event: a tree of maps and slices. It remembers the
// objects it has come through, so that fields of one object cost one map
// access each. A Document is reused: Reset starts a new event.
//
// Names may be nested ({"a":{"b":1}}), dotted ({"a.b":1}) or mixed. A field
// that stands nested in an event isn't looked for under a dotted name too.
type Document struct {
	foreign Foreign
	paths   *Paths
	root    map[string]any
	nanos   int64
	dated   bool
	objects []object // by PathID
	epoch   uint32   // which event the entries of objects belong to
}

// object is what is known of the value at a path on the way to a field.
type object struct {
	epoch uint32
	state objectState
	m     map[string]any
}

type objectState uint8

const (
	absent  objectState = iota // nothing under the nested name
	single                     // one object
	several                    // an array, or anything else that takes a full walk
)

// NewDocument returns a document for paths of ps. foreign may be nil.
func NewDocument(ps *Paths, foreign Foreign) *Document {
	if foreign == nil {
		foreign = func(any) any { return nil }
	}
	return &Document{foreign: foreign, paths: ps}
}

// Reset makes d the event with these fields. A zero timestamp means none. The
// fields are read until the next Reset or Forget and never changed.
func (d *Document) Reset(fields map[string]any, timestamp time.Time) {
	if n := d.paths.Len(); len(d.objects) < n {
		d.objects = make([]object, n)
		d.epoch = 0
	}
	d.epoch++
	if d.epoch == 0 { // after 2³² events: old entries must not look new
		clear(d.objects)
		d.epoch = 1
	}
	d.root = fields
	d.dated = !timestamp.IsZero()
	d.nanos = 0
	if d.dated {
		d.nanos = timestamp.UnixNano()
	}
}

// Know tells what object stands above a path, where it has been looked up by its
// nested name since; one without fields tells nothing.
func (d *Document) Know(p *Path, above Object) {
	if p.up != nil && above.fields != nil {
		d.objects[p.up.id] = object{d.epoch, single, above.fields}
	}
}

// Forget lets go of the fields: but for the last objects that it has come
// through, which go with the next event.
func (d *Document) Forget() { d.root = nil }

// Timestamp implements Source.
func (d *Document) Timestamp() (int64, bool) { return d.nanos, d.dated }

// Append implements Source.
func (d *Document) Append(dst []Value, p *Path) []Value {
	m := d.root
	if p.up != nil {
		switch o := d.object(p.up); o.state {
		case single:
			m = o.m
		case several:
			return d.walk(dst, d.root, p, 0, 0)
		default:
			return d.dotted(dst, p)
		}
	}
	// Fast path: the object is at hand, so its key is all that is left to look
	// up; the walk below would find the same value first.
	v, ok := m[p.leaf]
	if !ok {
		return d.dotted(dst, p)
	}
	if text, ok := v.(string); ok { // Fast path: most values
		return append(dst, StringOf(text))
	}
	return d.append(dst, v, 0)
}

// object returns the object at a path, resolving it once per event.
func (d *Document) object(p *Path) *object {
	o := &d.objects[p.id]
	if o.epoch != d.epoch {
		d.resolve(o, p)
	}
	return o
}

// resolve finds out what stands at a path.
func (d *Document) resolve(o *object, p *Path) {
	o.epoch, o.state = d.epoch, absent
	m := d.root
	if p.up != nil {
		parent := d.object(p.up)
		if parent.state != single {
			o.state = parent.state
			return
		}
		m = parent.m
	}
	v, ok := m[p.leaf]
	if !ok {
		return
	}
	// Fast path: an object of a type that is known here or to the caller.
	if m, ok := v.(map[string]any); ok {
		o.state, o.m = single, m
		return
	}
	switch v := d.known(v).(type) {
	case nil:
	case map[string]any:
		o.state, o.m = single, v
	default:
		o.state = several
	}
}

// dotted looks for a field some parts of whose name are joined in one key,
// after no nested one was found. The objects that stand above the field are at
// hand, so of what a walk looks up only the joined keys are left.
func (d *Document) dotted(dst []Value, p *Path) []Value {
	// Fast path: of a name of two parts, the only other spelling is the dotted one.
	if len(p.parts) == 2 {
		if v, ok := d.root[p.name]; ok {
			dst = d.append(dst, v, 0)
		}
		return dst
	}
	m := d.root
	for i, above := range p.above {
		for n, key := range p.joins[i][1:] {
			v, ok := m[key]
			if !ok {
				continue
			}
			if next := i + n + 2; next == len(p.parts) {
				dst = d.append(dst, v, 0)
			} else {
				dst = d.descend(dst, v, p, next, 0)
			}
		}
		o := d.object(above)
		if o.state != single {
			return dst
		}
		m = o.m
	}
	return dst
}

// maxDepth bounds how deep a walk follows arrays in arrays and objects in
// objects; deeper values are missing. Elasticsearch's own limit for objects is
// 20 (index.mapping.depth.limit).
const maxDepth = 64

// walk appends all values below m at the parts of p from number i on, under
// every way to spell them.
func (d *Document) walk(dst []Value, m map[string]any, p *Path, i, depth int) []Value {
	if depth > maxDepth {
		return dst
	}
	for n, key := range p.joins[i] {
		v, ok := m[key]
		if !ok {
			continue
		}
		if next := i + n + 1; next == len(p.parts) {
			dst = d.append(dst, v, depth+1)
		} else {
			dst = d.descend(dst, v, p, next, depth+1)
		}
	}
	return dst
}

// descend goes on with a walk inside v: an object, or an array of them.
func (d *Document) descend(dst []Value, v any, p *Path, i, depth int) []Value {
	if depth > maxDepth {
		return dst
	}
	switch v := d.known(v).(type) {
	case map[string]any:
		return d.walk(dst, v, p, i, depth)
	case []any:
		for _, e := range v {
			dst = d.descend(dst, e, p, i, depth+1)
		}
	case []map[string]any:
		for _, e := range v {
			dst = d.walk(dst, e, p, i, depth+1)
		}
	}
	return dst
}

// known returns v as a type that the switches here have a case for.
func (d *Document) known(v any) any {
	switch v.(type) {
	case nil, map[string]any, []any, []map[string]any, string:
		return v
	}
	return d.foreign(v)
}

// append appends the scalars of v.
func (d *Document) append(dst []Value, v any, depth int) []Value {
	switch v := v.(type) {
	case nil, map[string]any:
		return dst
	case string:
		return append(dst, StringOf(v))
	case bool:
		return append(dst, BoolOf(v))
	case int:
		return append(dst, IntOf(int64(v)))
	case int64:
		return append(dst, IntOf(v))
	case float64:
		return append(dst, FloatOf(v))
	case []string:
		for _, s := range v {
			dst = append(dst, StringOf(s))
		}
		return dst
	case []any:
		if depth > maxDepth {
			return dst
		}
		for _, e := range v {
			dst = d.append(dst, e, depth+1)
		}
		return dst
	case time.Time:
		return append(dst, TimeOf(v))
	case json.Number:
		return appendNumber(dst, string(v))
	}
	return d.appendRare(dst, v, depth)
}

// appendRare has the types that seldom stand in an event.
func (d *Document) appendRare(dst []Value, v any, depth int) []Value {
	switch v := v.(type) {
	case int8:
		return append(dst, IntOf(int64(v)))
	case int16:
		return append(dst, IntOf(int64(v)))
	case int32:
		return append(dst, IntOf(int64(v)))
	case uint:
		return append(dst, uintOf(uint64(v)))
	case uint8:
		return append(dst, IntOf(int64(v)))
	case uint16:
		return append(dst, IntOf(int64(v)))
	case uint32:
		return append(dst, IntOf(int64(v)))
	case uint64:
		return append(dst, uintOf(v))
	case float32:
		return append(dst, FloatOf(float64(v)))
	case []int:
		for _, i := range v {
			dst = append(dst, IntOf(int64(i)))
		}
		return dst
	case []int64:
		for _, i := range v {
			dst = append(dst, IntOf(i))
		}
		return dst
	case []float64:
		for _, f := range v {
			dst = append(dst, FloatOf(f))
		}
		return dst
	case []bool:
		for _, b := range v {
			dst = append(dst, BoolOf(b))
		}
		return dst
	case []map[string]any:
		return dst
	}
	if depth > maxDepth {
		return dst
	}
	if w := d.foreign(v); w != nil {
		// depth bounds a Foreign that hands back what it was given.
		return d.append(dst, w, depth+1)
	}
	return dst
}

// uintOf keeps numbers beyond int64 as floats, as a double field would.
func uintOf(u uint64) Value {
	if u > 1<<63-1 {
		return FloatOf(float64(u))
	}
	return IntOf(int64(u))
}

func appendNumber(dst []Value, text string) []Value {
	if v, ok := ParseNumber(text); ok {
		return append(dst, v)
	}
	return dst
}

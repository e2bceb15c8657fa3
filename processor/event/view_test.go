package event

import (
	"testing"
	"time"
)

// counting counts how often each field is looked up.
type counting struct {
	*Document
	lookups map[string]int
}

func (c counting) Append(dst []Value, p *Path) []Value {
	c.lookups[p.Name()]++
	return c.Document.Append(dst, p)
}

// oneShape maps every event the same way.
type oneShape struct {
	shape *Shape
	calls *int
}

func (m oneShape) Shape(Source) *Shape { *m.calls++; return m.shape }

func TestAFieldIsLookedUpOnceAndOnlyIfRead(t *testing.T) {
	schema := NewSchema()
	a, b, c := schema.Slot("a"), schema.Slot("b"), schema.Slot("c")
	calls := 0
	shape := &Shape{Resolvers: make([]Resolver, 3)}
	shape.Resolvers[b] = func(dst []Value, _ Source) []Value { return append(dst, StringOf("mapped"), IntOf(2)) }
	v := NewView(schema, oneShape{shape, &calls})
	src := counting{NewDocument(schema.Paths(), nil), map[string]int{}}
	src.Reset(map[string]any{"a": "own", "b": "own", "c": "own"}, time.Time{})
	v.Reset(src)
	for range 3 {
		if got := v.Values(a); len(got) != 1 || got[0].Str() != "own" {
			t.Errorf("a is %v", got)
		}
		if got := v.Values(b); len(got) != 2 || got[0].Str() != "mapped" || got[1].Int() != 2 {
			t.Errorf("b is %v", got)
		}
	}
	if src.lookups["a"] != 1 || src.lookups["b"] != 0 || src.lookups["c"] != 0 || calls != 1 {
		t.Errorf("look-ups %v, %d calls of the mapping", src.lookups, calls)
	}
	src.Reset(map[string]any{}, time.Time{})
	v.Reset(src)
	if got := v.Values(a); len(got) != 0 {
		t.Errorf("a of the next event is %v", got)
	}
	_ = c
}

func TestTimestampIsAField(t *testing.T) {
	schema := NewSchema()
	at := schema.Slot("@timestamp")
	v := NewView(schema, AsIs)
	d := NewDocument(schema.Paths(), nil)
	d.Reset(nil, time.Unix(3, 4))
	v.Reset(d)
	if got := v.Values(at); len(got) != 1 || got[0].Kind() != Time || got[0].Int() != 3_000_000_004 {
		t.Errorf("@timestamp is %v", got)
	}
	d.Reset(nil, time.Time{})
	v.Reset(d)
	if got := v.Values(at); len(got) != 0 {
		t.Errorf("@timestamp of an event without one is %v", got)
	}
}

func TestValuesStayValidWhileOthersAreRead(t *testing.T) {
	schema := NewSchema()
	first := schema.Slot("f0")
	fields := map[string]any{"f0": "kept"}
	for _, name := range []string{"f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9"} {
		schema.Slot(name)
		fields[name] = "other"
	}
	v := NewView(schema, AsIs)
	d := NewDocument(schema.Paths(), nil)
	d.Reset(fields, time.Time{})
	v.Reset(d)
	kept := v.Values(first)
	for slot := range Slot(schema.Len()) {
		v.Values(slot)
	}
	if kept[0].Str() != "kept" {
		t.Errorf("the value has become %q", kept[0].Str())
	}
}

package event

import (
	"strings"
	"time"
	"unsafe"
)

// Text is an event that is still JSON text. It is scanned once, and only where
// it stands between the fields that rules read; nothing is decoded that isn't
// asked for. A Text is reused: Reset starts a new event.
//
// It finds what a Document of the decoded text finds, but that a field spelt in
// several ways in one event has the values of all of them. Text that is no JSON
// object has no fields: see Valid.
type Text struct {
	paths *Paths
	root  *textNode
	known int // paths that are in the tree
	time  *Path

	text    string
	nanos   int64
	dated   bool
	scanned bool
	valid   bool

	values []textValue
	newest []int32 // by PathID: 1 + the index of its latest value; 0 none
	marked []PathID
	buffer []byte // strings with their escapes resolved
}

// textValue is where a value stands in the text.
type textValue struct {
	start, end int32
	before     int32 // 1 + the index of the path's value before; 0 none
}

// textNode is a part of field names: a tree of all paths.
type textNode struct {
	children map[string]*textNode
	plain    names  // children, but for names that JSON text has to escape
	id       PathID // noPath where no path ends with this part
}

const noPath PathID = -1

// index makes the tree ready to be searched.
func (n *textNode) index() {
	plain := make(map[string]*textNode)
	for name, child := range n.children {
		child.index()
		if strings.IndexByte(name, '\\') < 0 {
			plain[name] = child
		}
	}
	if len(plain) > 0 {
		n.plain = newNames(plain)
	}
}

// NewText returns a Text for paths of ps.
func NewText(ps *Paths) *Text { return &Text{paths: ps} }

// Reset makes t the event with this text. The timestamp is used where the text
// has none that can be read; zero means none. The text must not change until
// the next Reset.
func (t *Text) Reset(text string, timestamp time.Time) {
	if t.known != t.paths.Len() || t.root == nil {
		t.grow()
	}
	for _, id := range t.marked {
		t.newest[id] = 0
	}
	t.marked, t.values, t.buffer = t.marked[:0], t.values[:0], t.buffer[:0]
	t.text, t.scanned, t.valid = text, false, false
	t.dated = !timestamp.IsZero()
	t.nanos = 0
	if t.dated {
		t.nanos = timestamp.UnixNano()
	}
}

// grow builds the tree of all paths.
func (t *Text) grow() {
	t.time = t.paths.Of("@timestamp")
	t.root = &textNode{id: noPath}
	for _, p := range t.paths.all {
		at := t.root
		for _, part := range p.parts {
			next := at.children[part]
			if next == nil {
				next = &textNode{id: noPath}
				if at.children == nil {
					at.children = make(map[string]*textNode)
				}
				at.children[part] = next
			}
			at = next
		}
		at.id = p.id
	}
	t.root.index()
	t.known = t.paths.Len()
	t.newest = make([]int32, t.known)
	t.marked = t.marked[:0]
}

// Valid reports whether the text is a JSON object.
func (t *Text) Valid() bool {
	t.scan()
	return t.valid
}

// Timestamp implements Source: the text's own @timestamp, an ISO date or
// milliseconds since 1970, or that given to Reset.
func (t *Text) Timestamp() (int64, bool) {
	v, _ := t.First(t.time)
	switch v.Kind() {
	case String:
		if at, err := time.Parse(time.RFC3339Nano, v.str); err == nil {
			return at.UnixNano(), true
		}
	case Int:
		return v.Int() * int64(time.Millisecond), true
	}
	return t.nanos, t.dated
}

// Append implements Source.
func (t *Text) Append(dst []Value, p *Path) []Value {
	t.scan()
	for n := t.newest[p.id]; n != 0; n = t.values[n-1].before {
		if v := t.value(&t.values[n-1]); v.kind != Null {
			dst = append(dst, v)
		}
	}
	return dst
}

// First returns one of the values at p, or Null, and whether there are more.
func (t *Text) First(p *Path) (v Value, more bool) {
	t.scan()
	for n := t.newest[p.id]; n != 0; n = t.values[n-1].before {
		other := t.value(&t.values[n-1])
		switch {
		case other.kind == Null:
		case v.kind != Null:
			return v, true
		default:
			v = other
		}
	}
	return v, false
}

// value reads a scalar where it stands.
func (t *Text) value(at *textValue) Value {
	text := t.text[at.start:at.end]
	switch text[0] {
	case '"':
		return StringOf(t.unescape(text[1 : len(text)-1]))
	case 't':
		return BoolOf(true)
	case 'f':
		return BoolOf(false)
	case 'n':
		return Value{}
	}
	v, _ := ParseNumber(text)
	return v
}

// unescape resolves the escapes of a JSON string.
func (t *Text) unescape(s string) string {
	at := strings.IndexByte(s, '\\')
	if at < 0 {
		return s // Fast path: the text itself
	}
	start := len(t.buffer)
	t.buffer = appendUnescaped(append(t.buffer, s[:at]...), s[at:])
	if len(t.buffer) == start {
		return ""
	}
	// The bytes are not changed before the next Reset, and until then the
	// string is valid. Should the buffer grow, it leaves them behind for it.
	return unsafe.String(&t.buffer[start], len(t.buffer)-start)
}

// scan finds the values of all paths.
func (t *Text) scan() {
	if t.scanned {
		return
	}
	t.scanned = true
	s := scanner{text: t.text, found: t}
	if t.valid = s.document(t.root); !t.valid {
		for _, id := range t.marked {
			t.newest[id] = 0
		}
		t.marked, t.values = t.marked[:0], t.values[:0]
	}
}

// add notes a value of a path.
func (t *Text) add(id PathID, start, end int) {
	if t.newest[id] == 0 {
		t.marked = append(t.marked, id)
	}
	t.values = append(t.values, textValue{int32(start), int32(end), t.newest[id]})
	t.newest[id] = int32(len(t.values))
}

package event

// Object is an object of a decoded event that is looked at where most fields
// stand: nested, each name by itself. It is a Document for a glance: it
// remembers nothing and needs no memory. What stands otherwise it can't tell
// from what is missing.
type Object struct {
	fields  map[string]any
	foreign Foreign
}

// ObjectOf returns an event's fields. foreign may not be nil; see Foreign.
func ObjectOf(fields map[string]any, foreign Foreign) Object { return Object{fields, foreign} }

// Object returns the object of that name, one without fields where nothing has
// the name; ok is false where something else has.
func (o Object) Object(name string) (inner Object, ok bool) {
	v := o.fields[name]
	m, ok := v.(map[string]any)
	if !ok && v != nil {
		m, ok = o.foreign(v).(map[string]any)
	}
	return Object{m, o.foreign}, ok || v == nil
}

// IsNone reports whether there is no object, or one without fields.
func (o Object) IsNone() bool { return len(o.fields) == 0 }

// Has reports whether anything has that name.
func (o Object) Has(name string) bool {
	_, ok := o.fields[name]
	return ok
}

// Begins returns the field of that name as it stands, and whether it is a text,
// or a list that begins with one. there is false where nothing has the name.
func (o Object) Begins(name string) (v any, text, there bool) {
	v, there = o.fields[name]
	switch list := v.(type) {
	case string:
		text = true
	case []any:
		if len(list) > 0 {
			_, text = list[0].(string)
		}
	case []string:
		text = len(list) > 0
	}
	return v, text, there
}

// Text returns the field of that name where it is one text; ok is false where
// it is missing or anything else.
func (o Object) Text(name string) (text string, ok bool) { return OneText(o.fields[name]) }

// OneText returns the one text that a field's value is, or a list with nothing
// else; ok is false where it isn't.
func OneText(v any) (text string, ok bool) {
	if text, ok = v.(string); ok {
		return text, true
	}
	if list, _ := v.([]any); len(list) == 1 {
		text, ok = list[0].(string)
		return text, ok
	}
	if list, _ := v.([]string); len(list) == 1 {
		return list[0], true
	}
	return "", false
}

// Lacks reports whether an event, whose fields o are, is sure to have nothing at
// a path of two parts, however it is spelt. Of any other path it is never sure.
func (o Object) Lacks(p *Path) bool {
	if len(p.parts) != 2 {
		return false
	}
	above, ok := o.Object(p.parts[0])
	return ok && o.LacksBelow(above, p)
}

// LacksBelow is Lacks where the object above the path's last part is at hand.
func (o Object) LacksBelow(above Object, p *Path) bool { return !above.Has(p.leaf) && !o.Has(p.name) }

// TextBelow returns the text at a path that goes through the object; above is how
// many parts of the path lead to it. ok is false where Text's is.
func (o Object) TextBelow(p *Path, above int) (text string, ok bool) {
	for _, part := range p.parts[above : len(p.parts)-1] {
		o, _ = o.Object(part)
	}
	return o.Text(p.leaf)
}

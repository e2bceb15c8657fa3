package event

// First returns one of the values at p, or Null, and whether there are more. It
// is Append for callers that need to know no more than that, and have no slice
// at hand.
func (d *Document) First(p *Path) (v Value, more bool) {
	m := d.root
	if p.up != nil {
		o := d.object(p.up)
		switch o.state {
		case single:
			m = o.m
		case several:
			return firstOf(d.Append(nil, p))
		default:
			m = nil
		}
	}
	if v, ok := m[p.leaf]; ok {
		return d.first(v)
	}
	// Fast path: of a name of two parts, the only other spelling is the dotted
	// one; a walk would look up the nested one again.
	if len(p.parts) == 2 {
		return d.first(d.root[p.name])
	}
	return firstOf(d.dotted(nil, p))
}

// first allocates nothing for texts, lists of texts and the usual numbers.
func (d *Document) first(v any) (first Value, more bool) {
	// Fast path: what categories, providers and event ids are.
	if text, ok := v.(string); ok {
		return StringOf(text), false
	}
	if list, ok := v.([]any); ok && len(list) > 0 {
		if text, ok := list[0].(string); ok {
			if len(list) == 1 {
				return StringOf(text), false
			}
			if _, ok := list[1].(string); ok {
				return StringOf(text), true
			}
		}
	}
	switch v := v.(type) {
	case nil:
		return Value{}, false
	case []string:
		if len(v) == 0 {
			return Value{}, false
		}
		return StringOf(v[0]), len(v) > 1
	case int:
		return IntOf(int64(v)), false
	case int64:
		return IntOf(v), false
	case float64:
		return FloatOf(v), false
	}
	return firstOf(d.append(nil, v, 0))
}

func firstOf(values []Value) (first Value, more bool) {
	if len(values) == 0 {
		return Value{}, false
	}
	return values[0], len(values) > 1
}

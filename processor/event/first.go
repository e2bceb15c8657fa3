package event

// First returns one of the values at p, or Null. It is Append for callers that
// need to know one value, or whether there is any, and have no slice at hand.
func (d *Document) First(p *Path) Value {
	m := d.root
	if p.parent != noParent {
		o := d.object(p.parent)
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
func (d *Document) first(v any) Value {
	switch v := v.(type) {
	case nil:
		return Value{}
	case string:
		return StringOf(v)
	case int:
		return IntOf(int64(v))
	case int64:
		return IntOf(v)
	case float64:
		return FloatOf(v)
	case []string:
		if len(v) > 0 {
			return StringOf(v[0])
		}
		return Value{}
	case []any:
		if len(v) > 0 {
			if text, ok := v[0].(string); ok {
				return StringOf(text)
			}
		}
	}
	return firstOf(d.append(nil, v, 0))
}

func firstOf(values []Value) Value {
	if len(values) == 0 {
		return Value{}
	}
	return values[0]
}

package match

import "github.com/eqlbeat/eqlbeat/processor/eql"

// in makes the node of `x in (…)`. Null members are dropped; if all are null,
// or x is, it is null itself.
func (b *builder) in(e *eql.In) operand {
	x := b.operand(e.X)
	var members []value
	var at []eql.Span
	for _, m := range e.Members {
		c, constant := b.operand(m).(constantNode)
		switch {
		case !constant:
			b.refuse(m.Span(), `a value behind "in" has to be constant`, "")
		case c.v.kind == null:
		case e.Fold && c.v.kind != text:
			b.refuse(m.Span(), `"in~" compares strings`, "in")
		default:
			members = append(members, c.v)
			at = append(at, m.Span())
		}
	}
	if isNull(x) || members == nil {
		return constantNode{}
	}
	f, isField := x.(fieldNode)
	switch {
	case isField && e.Fold:
		return testNode{i: f.i, test: b.textTest(b.fields[f.i], textsOf(members), at, func(texts []string) test {
			return newPatternSet(texts, true)
		})}
	case isField:
		return testNode{i: f.i, test: b.equalTest(b.fields[f.i], members, at)}
	}
	return b.fold(e, &inNode{x: x, members: members, fold: e.Fold}, x)
}

func textsOf(values []value) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.str
	}
	return texts
}

// inNode is `x in (…)` for an expression x; null of null.
type inNode struct {
	x       operand
	members []value
	fold    bool
}

func (n *inNode) eval(s *State) value {
	x := n.x.eval(s)
	if x.kind == null {
		return value{}
	}
	for _, m := range n.members {
		if n.fold {
			if equalIgnoringCase(s.asText(x), m.str) {
				return boolOf(true)
			}
		} else if compareValues(eql.Equal, x, m).is(true) {
			return boolOf(true)
		}
	}
	return boolOf(false)
}

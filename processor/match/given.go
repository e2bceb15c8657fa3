package match

import (
	"slices"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// Known returns a field's values; ok is false where they aren't known. An empty
// result with ok means that the field is missing.
type Known func(event.Slot) (values []event.Value, ok bool)

// Given returns what is left of a condition for events some of whose fields are
// known: of all such events it is true of the same ones. It is c itself where
// nothing is decided. It uses the leaves that c uses, so a State serves both,
// and it may be made while States are in use.
func (c *Condition) Given(known Known) *Condition {
	if left := c.whole.given(known, &State{}); left != c.whole {
		return &Condition{whole: left}
	}
	return c
}

// given is Given for a clause: c itself where nothing is decided.
func (c *clause) given(known Known, s *State) *clause {
	switch c.op {
	case clauseLeaf:
		if matches, ok := c.leaf.given(known, s); ok {
			return constantClause(boolOf(matches))
		}
		return c
	case clauseNot, clauseAnd, clauseOr:
		var kids []*clause // nil while nothing is decided
		for i, kid := range c.kids {
			left := kid.given(known, s)
			if kids == nil && left != kid {
				kids = slices.Clone(c.kids)
			}
			if kids != nil {
				kids[i] = left
			}
		}
		if kids == nil {
			return c
		}
		return joined(c.op, kids)
	}
	return c
}

// joined makes one clause of some, none of which is null; clauseNot has one.
func joined(op clauseOp, kids []*clause) *clause {
	if op == clauseNot {
		return notClause(kids[0])
	}
	decides, leaves := clauseFalse, clauseTrue // what one operand decides, and what makes no difference
	if op == clauseOr {
		decides, leaves = leaves, decides
	}
	var rest []*clause
	for _, kid := range kids {
		switch kid.op {
		case decides:
			return kid
		case leaves:
		case op:
			rest = append(rest, kid.kids...)
		default:
			rest = append(rest, kid)
		}
	}
	switch len(rest) {
	case 0:
		return &clause{op: leaves}
	case 1:
		return rest[0]
	}
	return &clause{op: op, kids: rest}
}

// given says whether the leaf is true where its field is known. Expressions are
// left to be evaluated: they may fail, which is counted.
func (l *leaf) given(known Known, s *State) (matches, ok bool) {
	if l.kind == leafExpression {
		return false, false
	}
	values, ok := known(l.slot)
	if !ok {
		return false, false
	}
	if l.kind == leafMissing {
		return len(values) == 0, true
	}
	for _, v := range values {
		if l.test.pass(s, v) {
			return true, true
		}
	}
	return false, true
}

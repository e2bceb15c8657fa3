package match

import (
	"slices"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// clause is a condition between the query's tree and the program: leaves, and
// what joins them, folded as far as constants go.
type clause struct {
	op   clauseOp
	leaf *leaf     // of clauseLeaf
	kids []*clause // of clauseNot one, of clauseAnd and clauseOr at least two
}

type clauseOp uint8

const (
	clauseNull clauseOp = iota // matches nothing, and nor does its negation
	clauseFalse
	clauseTrue
	clauseLeaf
	clauseNot
	clauseAnd
	clauseOr
)

func constantClause(v value) *clause {
	switch {
	case v.is(true):
		return &clause{op: clauseTrue}
	case v.is(false):
		return &clause{op: clauseFalse}
	}
	return &clause{op: clauseNull}
}

func leafClause(l *leaf) *clause { return &clause{op: clauseLeaf, leaf: l} }

// notClause returns the complement of c: true exactly where c is not. Null
// stays null.
func notClause(c *clause) *clause {
	switch c.op {
	case clauseNull:
		return c
	case clauseFalse:
		return &clause{op: clauseTrue}
	case clauseTrue:
		return &clause{op: clauseFalse}
	case clauseNot:
		return c.kids[0]
	}
	return &clause{op: clauseNot, kids: []*clause{c}}
}

// andClause folds as §2.2 and §2.3 of the reference say: a null operand makes
// the whole null unless the other is false.
func andClause(a, b *clause) *clause {
	switch {
	case a.op == clauseFalse || b.op == clauseFalse:
		return &clause{op: clauseFalse}
	case a.op == clauseNull || b.op == clauseNull:
		return &clause{op: clauseNull}
	case a.op == clauseTrue:
		return b
	case b.op == clauseTrue:
		return a
	}
	return chain(clauseAnd, a, b)
}

// orClause drops operands that are false or null.
func orClause(a, b *clause) *clause {
	switch {
	case a.op == clauseTrue || b.op == clauseTrue:
		return &clause{op: clauseTrue}
	case a.op == clauseNull:
		if b.op == clauseFalse {
			return a
		}
		return b
	case a.op == clauseFalse:
		return b
	case b.op == clauseFalse || b.op == clauseNull:
		return a
	}
	return chain(clauseOr, a, b)
}

// chain makes one clause of operands joined by the same operator.
func chain(op clauseOp, a, b *clause) *clause {
	var kids []*clause
	for _, c := range []*clause{a, b} {
		if c.op == op {
			kids = append(kids, c.kids...)
		} else {
			kids = append(kids, c)
		}
	}
	return &clause{op: op, kids: kids}
}

// program writes the clause as nodes that jump to yes where it is true and to
// no where it isn't, and returns where to start. Nodes are written last first,
// as each has to know where the next ones are.
func (c *clause) program(nodes []node, yes, no int32) ([]node, int32) {
	switch c.op {
	case clauseTrue:
		return nodes, yes
	case clauseNull, clauseFalse:
		return nodes, no
	case clauseNot:
		return c.kids[0].program(nodes, no, yes)
	case clauseAnd:
		kids, _ := c.ordered()
		for _, kid := range slices.Backward(kids) {
			nodes, yes = kid.program(nodes, yes, no)
		}
		return nodes, yes
	case clauseOr:
		kids, _ := c.ordered()
		for _, kid := range slices.Backward(kids) {
			nodes, no = kid.program(nodes, yes, no)
		}
		return nodes, no
	}
	return append(nodes, node{leaf: c.leaf.id, yes: yes, no: no}), int32(len(nodes))
}

// fields appends the fields the clause reads, in order of first appearance.
func (c *clause) fields(dst []event.Slot) []event.Slot {
	if c.op == clauseLeaf {
		for _, slot := range c.leaf.slots {
			if !slices.Contains(dst, slot) {
				dst = append(dst, slot)
			}
		}
	}
	for _, kid := range c.kids {
		dst = kid.fields(dst)
	}
	return dst
}

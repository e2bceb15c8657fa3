package match

import "github.com/eqlbeat/eqlbeat/processor/eql"

// comparison makes the node of a comparison: `x == null` asks for a missing
// value, any other comparison with null is null itself, one of a field and a
// constant is a test.
func (b *builder) comparison(e *eql.Comparison) operand {
	left, right := b.operand(e.Left), b.operand(e.Right)
	op, at := e.Op, e.Right.Span()
	if _, constant := left.(constantNode); constant && !isNull(right) {
		left, right, op, at = right, left, flip(op), e.Left.Span()
	}
	c, constant := right.(constantNode)
	switch {
	case constant && c.v.kind == null && op == eql.Equal:
		return b.missing(left)
	case constant && c.v.kind == null, isNull(left):
		return constantNode{}
	}
	if f, ok := left.(fieldNode); ok && constant {
		return testNode{i: f.i, test: b.comparisonTest(b.fields[f.i], op, c.v, at)}
	}
	return b.fold(e, &comparisonNode{op: op, left: left, right: right}, left, right)
}

// missing makes `x == null`, folded where x is constant.
func (b *builder) missing(x operand) operand {
	switch x := x.(type) {
	case constantNode:
		return constantNode{boolOf(x.v.kind == null)}
	case fieldNode:
		return missingNode{x.i}
	}
	return isNullNode{x}
}

// comparisonNode compares two expressions.
type comparisonNode struct {
	op          eql.CompareOp
	left, right operand
}

func (n *comparisonNode) eval(s *State) value {
	return compareValues(n.op, n.left.eval(s), n.right.eval(s))
}

// compareValues compares two values of expressions: null where one is null, or
// they are of types that don't compare.
func compareValues(op eql.CompareOp, a, b value) value {
	switch {
	case a.isNumber() && b.isNumber():
		order, ok := a.number().compare(b.number())
		return boolOf(ok && holds(op, order))
	case a.kind != b.kind:
	case a.kind == text && op == eql.Equal:
		return boolOf(a.str == b.str)
	case a.kind == text:
		return boolOf(holds(op, compareUnits(a.str, b.str)))
	case a.kind == boolean && op == eql.Equal:
		return boolOf(a.bool() == b.bool())
	}
	return value{}
}

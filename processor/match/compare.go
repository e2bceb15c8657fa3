package match

import (
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// comparison makes the node of a comparison: `x == null` asks for a missing
// value, any other comparison with null is null itself, one of a field and a
// constant is a test.
func (b *builder) comparison(e *eql.Comparison) evaluator {
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
func (b *builder) missing(x evaluator) evaluator {
	switch x := x.(type) {
	case constantNode:
		return constantNode{boolOf(x.v.kind == null)}
	case fieldNode:
		return missingNode{x.i}
	}
	return isNullNode{x}
}

// comparisonTest makes the test of a field and a constant that isn't null.
func (b *builder) comparisonTest(field string, op eql.CompareOp, c value, at eql.Span) test {
	if op == eql.Equal {
		return b.equalTest(field, []value{c}, []eql.Span{at})
	}
	switch event.TypeOf(field) {
	case event.Date:
		if r, ok := b.date(field, c, at); ok {
			return newDateTest(op, []dateRange{r})
		}
		return exists{}
	case event.IP:
		if limit, ok := parseAddress(c.str); ok {
			return &addressOrder{op: op, limit: limit}
		}
	}
	switch {
	case c.kind == text:
		return newTextOrder(op, c.str)
	case c.isNumber():
		return &numberOrder{op: op, limit: c.number()}
	}
	b.refuse(at, "only numbers, strings, dates and addresses have an order", "==")
	return exists{}
}

// equalTest makes the test of `==` and `in`: the field has one of the values,
// none of which is null.
func (b *builder) equalTest(field string, members []value, at []eql.Span) test {
	if event.TypeOf(field) == event.Date {
		return b.dateSet(field, members, at)
	}
	var (
		texts   []string
		numbers []number
		bools   []bool
		blocks  []block
		tests   []test
	)
	for i, m := range members {
		switch {
		case m.kind == text && event.TypeOf(field) == event.IP:
			if parsed, ok := b.block(m.str, at[i]); ok {
				blocks = append(blocks, parsed)
			} else {
				texts = append(texts, m.str)
			}
		case m.kind == text:
			texts = append(texts, m.str)
		case m.kind == boolean:
			bools = append(bools, m.bool())
		default:
			numbers = append(numbers, m.number())
		}
	}
	if texts != nil {
		tests = append(tests, newTextSet(texts))
	}
	if numbers != nil {
		tests = append(tests, newNumberSet(numbers))
	}
	if bools != nil {
		tests = append(tests, newBoolSet(bools))
	}
	if blocks != nil {
		tests = append(tests, newAddressSet(blocks))
	}
	return join(tests)
}

// block parses a constant for a field that, by its name, holds addresses. Text
// that is neither address nor block is compared as such, as the name is all
// that is known of the field; a block with an impossible length is a mistake.
func (b *builder) block(s string, at eql.Span) (block, bool) {
	parsed, ok := parseBlock(s)
	if prefix, _, slash := strings.Cut(s, "/"); !ok && slash {
		if _, address := parseAddress(prefix); address {
			b.refuse(at, "this is no block of IP addresses", `"10.0.0.0/8"`)
		}
	}
	return parsed, ok
}

func (b *builder) dateSet(field string, members []value, at []eql.Span) test {
	var ranges []dateRange
	for i, m := range members {
		if r, ok := b.date(field, m, at[i]); ok {
			ranges = append(ranges, r)
		}
	}
	if ranges == nil {
		return exists{}
	}
	return newDateTest(eql.Equal, ranges)
}

// date parses a constant for a date field.
func (b *builder) date(field string, c value, at eql.Span) (dateRange, bool) {
	r, ok := dateOf(c)
	if !ok {
		b.refuse(at, field+" is a date, and this is none", `"2024-05-06T07:08:09Z", or milliseconds since 1970`)
	}
	return r, ok
}

// comparisonNode compares two expressions: null if either is null, or both are
// of types that don't compare.
type comparisonNode struct {
	op          eql.CompareOp
	left, right evaluator
}

func (n *comparisonNode) eval(s *State) value {
	left, right := n.left.eval(s), n.right.eval(s)
	if left.kind == null || right.kind == null {
		return value{}
	}
	return compareValues(n.op, left, right)
}

// compareValues compares two values that aren't null. A field's text meets a
// number, a boolean or a date as what it spells.
func compareValues(op eql.CompareOp, a, b value) value {
	switch {
	case a.kind == text && b.kind == text:
		if op == eql.Equal {
			return boolOf(a.str == b.str)
		}
		return boolOf(holds(op, compareUnits(a.str, b.str)))
	case a.kind == boolean || b.kind == boolean:
		x, xOK := boolValue(a)
		y, yOK := boolValue(b)
		if op != eql.Equal || !xOK || !yOK {
			return value{}
		}
		return boolOf(x == y)
	case a.kind == instant || b.kind == instant:
		x, xOK := dateOf(a)
		y, yOK := dateOf(b)
		if !xOK || !yOK {
			return value{}
		}
		return boolOf(holds(op, compareOrdered(x.first, y.first)))
	}
	x, xOK := numberOf(a.eventValue())
	y, yOK := numberOf(b.eventValue())
	if !xOK || !yOK {
		return value{}
	}
	order, ok := x.compare(y)
	return boolOf(ok && holds(op, order))
}

func boolValue(v value) (b, ok bool) {
	if v.kind == text {
		return parseBool(v.str)
	}
	return v.bool(), v.kind == boolean
}

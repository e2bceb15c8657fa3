package match

import (
	"slices"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// builder turns one condition's tree into clauses. The tree has passed the
// checker; what the checker couldn't see is reported here.
type builder struct {
	errs   eql.Errors
	fields []string // of the leaf being built, in order of first appearance
}

// refuse reports an error and stands in for what is wrong.
func (b *builder) refuse(at eql.Span, message, hint string) operand {
	b.errs = append(b.errs, &eql.Error{Span: at, Message: message, Hint: hint})
	return constantNode{}
}

// condition turns `and`, `or` and `not` into clauses, everything else into
// leaves.
func (b *builder) condition(e eql.Expr) *clause {
	switch e := e.(type) {
	case *eql.Logical:
		left, right := b.condition(e.Left), b.condition(e.Right)
		if e.Op == eql.And {
			return andClause(left, right)
		}
		return orClause(left, right)
	case *eql.Not:
		return notClause(b.condition(e.X))
	case *eql.Comparison:
		if x, want, ok := b.againstBool(e); ok {
			c := b.condition(x)
			if want {
				return c
			}
			return notClause(c)
		}
	}
	return b.leaf(e)
}

// againstBool recognises `x == true` and `x == false` where x is a condition
// and no field: they are x and `not x`, so that the second is true of an event
// without x's field.
func (b *builder) againstBool(e *eql.Comparison) (x eql.Expr, want, ok bool) {
	if e.Op != eql.Equal || eql.TypeOf(e.Left) != eql.BoolType || eql.TypeOf(e.Right) != eql.BoolType {
		return nil, false, false
	}
	for _, side := range [][2]eql.Expr{{e.Left, e.Right}, {e.Right, e.Left}} {
		if eql.IsConstant(side[0]) || !eql.IsConstant(side[1]) {
			continue
		}
		c, constant := b.operand(side[1]).(constantNode)
		return side[0], c.v.bool(), constant && c.v.kind == boolean
	}
	return nil, false, false
}

// leaf makes the leaf of a condition without `and`, `or` and `not` at its top.
func (b *builder) leaf(e eql.Expr) *clause {
	b.fields = nil
	l := &leaf{kind: leafTest}
	var field int // of a leaf with one field: the others have been folded away
	switch n := b.operand(e).(type) {
	case constantNode:
		if n.v.kind != null && n.v.kind != boolean {
			b.refuse(e.Span(), "a constant is no condition", "")
		}
		return constantClause(n.v)
	case fieldNode:
		field, l.test = n.i, newBoolSet([]bool{true})
	case missingNode:
		field, l.kind = n.i, leafMissing
	case testNode:
		field, l.test = n.i, n.test
	default:
		l.kind, l.expression = leafExpression, &expression{root: n, key: eql.Print(e)}
		l.fields = b.fields
		return leafClause(l)
	}
	l.fields = b.fields[field : field+1 : field+1]
	return leafClause(l)
}

// operand makes a node of any expression; a constantNode of one whose value
// doesn't depend on the event.
func (b *builder) operand(e eql.Expr) operand {
	switch e := e.(type) {
	case *eql.Literal:
		return constantNode{literalValue(e)}
	case *eql.Field:
		return b.field(e)
	case *eql.Negation:
		x := b.operand(e.X)
		return b.fold(e, negationNode{x}, x)
	case *eql.Arithmetic:
		left, right := b.operand(e.Left), b.operand(e.Right)
		if isNull(left) || isNull(right) {
			return constantNode{}
		}
		return b.fold(e, &arithmeticNode{op: e.Op, left: left, right: right}, left, right)
	case *eql.Comparison:
		return b.comparison(e)
	case *eql.In:
		return b.in(e)
	case *eql.Pattern:
		return b.pattern(e)
	case *eql.Call:
		return b.call(e)
	case *eql.Not:
		x := b.operand(e.X)
		return b.fold(e, notNode{x}, x)
	case *eql.Logical:
		left, right := b.operand(e.Left), b.operand(e.Right)
		return b.fold(e, &logicalNode{op: e.Op, left: left, right: right}, left, right)
	}
	return b.refuse(e.Span(), "this can't stand in a condition", "")
}

func literalValue(l *eql.Literal) value {
	switch l.Kind {
	case eql.BoolLiteral:
		return boolOf(l.Bool)
	case eql.IntLiteral:
		return wholeOf(l.Int)
	case eql.FloatLiteral:
		return doubleOf(l.Float)
	case eql.StringLiteral:
		return textOf(l.Str)
	}
	return value{}
}

// field makes the node of a field. An optional field is like any other: every
// field counts as mapped.
func (b *builder) field(f *eql.Field) operand {
	i := slices.Index(b.fields, f.Name)
	if i < 0 {
		i = len(b.fields)
		b.fields = append(b.fields, f.Name)
	}
	return fieldNode{i}
}

// fold replaces n by its value where all operands are constant.
func (b *builder) fold(e eql.Expr, n operand, operands ...operand) operand {
	for _, o := range operands {
		if _, constant := o.(constantNode); !constant {
			return n
		}
	}
	s := &State{}
	v := n.eval(s)
	if s.failure != "" {
		return b.refuse(e.Span(), s.failure, "")
	}
	v.str = strings.Clone(v.str) // out of the arena
	return constantNode{v}
}

func isNull(n operand) bool {
	c, ok := n.(constantNode)
	return ok && c.v.kind == null
}

// notNode is `not` inside a leaf: null of null.
type notNode struct{ x operand }

func (n notNode) eval(s *State) value {
	x, ok := evalBool(s, n.x)
	if !ok {
		return value{}
	}
	return boolOf(!x)
}

// logicalNode is `and` or `or` inside a leaf: null where the operands that
// aren't null leave it open.
type logicalNode struct {
	op          eql.LogicalOp
	left, right operand
}

func (n *logicalNode) eval(s *State) value {
	decided := n.op == eql.Or // the operand that decides alone
	left, leftOK := evalBool(s, n.left)
	if leftOK && left == decided {
		return boolOf(decided)
	}
	right, rightOK := evalBool(s, n.right)
	switch {
	case rightOK && right == decided:
		return boolOf(decided)
	case leftOK && rightOK:
		return boolOf(!decided)
	}
	return value{}
}

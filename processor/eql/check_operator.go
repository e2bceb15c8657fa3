package eql

import (
	"fmt"
	"strconv"
)

// comparison checks operands that are valid themselves.
func (c *checker) comparison(e *Comparison) {
	left, right := TypeOf(e.Left), TypeOf(e.Right)
	switch {
	case !IsConstant(e.Left) && !IsConstant(e.Right):
		c.add(e.Pos, "one side of a comparison has to be constant, here both have a field", twoFieldsHint(e))
	case !left.fits(right):
		c.add(e.Pos, fmt.Sprintf("%s cannot be compared with %s", left.article(), right.article()), comparisonHint(e))
	case e.Op != Equal && (left == BoolType || right == BoolType):
		c.add(e.Pos, "true and false have no order", "==")
	}
}

// twoFieldsHint moves both fields to one side, which only numbers allow.
func twoFieldsHint(e *Comparison) string {
	difference := &Arithmetic{Op: Subtract, Left: e.Left, Right: e.Right}
	for _, operand := range []Expr{e.Left, e.Right} {
		if !TypeOf(operand).fits(NumberType) {
			return ""
		}
	}
	moved := &Comparison{Op: e.Op, Left: difference, Right: &Literal{Kind: IntLiteral}}
	return clip(Print(moved)) + ", if both are numbers"
}

// comparisonHint guesses the cause of a comparison of different types.
func comparisonHint(e *Comparison) string {
	for _, operands := range [][2]Expr{{e.Left, e.Right}, {e.Right, e.Left}} {
		value, isLiteral := operands[1].(*Literal)
		if !isLiteral || value.Kind != StringLiteral {
			continue
		}
		if name := hyphenated(operands[0]); name != "" {
			return clip(quoteName(name)) + ", if that is one field"
		}
		if hint := literalHint(value, TypeOf(operands[0])); hint != "" {
			return hint
		}
	}
	return ""
}

// literalHint returns a string literal without its quotes, if that makes it
// what is wanted.
func literalHint(e Expr, want Type) string {
	l, ok := e.(*Literal)
	if !ok || l.Kind != StringLiteral {
		return ""
	}
	_, err := strconv.ParseFloat(l.Str, 64)
	if want == NumberType && err == nil || want == BoolType && (l.Str == "true" || l.Str == "false") {
		return clip(l.Str)
	}
	return ""
}

// hyphenated returns the name that a subtraction of two fields may be meant to
// be, or "".
func hyphenated(e Expr) string {
	a, ok := e.(*Arithmetic)
	if !ok || a.Op != Subtract {
		return ""
	}
	right, ok := a.Right.(*Field)
	if !ok {
		return ""
	}
	if left, ok := a.Left.(*Field); ok {
		return left.Name + "-" + right.Name
	}
	if left := hyphenated(a.Left); left != "" {
		return left + "-" + right.Name
	}
	return ""
}

// in checks `x in (…)`. All members have to be of one type, since the field
// has only one.
func (c *checker) in(e *In) {
	want, from := AnyType, ""
	if c.valid(e.X) {
		want, from = TypeOf(e.X), `the value before "in"`
	}
	if e.Fold {
		if !want.fits(StringType) {
			c.add(e.X.Span(), `"in~" compares strings, this is `+want.article(), "in")
		}
		want = StringType
	}
	for i, m := range e.Members {
		if !c.valid(m) {
			continue
		}
		found := TypeOf(m)
		switch {
		case !IsConstant(m):
			c.add(m.Span(), `a value behind "in" has to be constant, this has a field`, memberHint(m))
		case found.fits(want):
		case e.Fold:
			c.add(m.Span(), `"in~" compares strings, this is `+found.article(), "in")
		default:
			c.add(m.Span(), fmt.Sprintf("%s is %s, this is %s", from, want.article(), found.article()), literalHint(m, want))
		}
		if want == AnyType || want == NullType {
			want, from = found, fmt.Sprintf(`value %d behind "in"`, i+1)
		}
	}
}

// memberHint quotes what may be meant as a string.
func memberHint(e Expr) string {
	if f, ok := e.(*Field); ok && !f.Optional {
		return clip(quote(f.Name))
	}
	return ""
}

// pattern checks `x : "…"` and the other operators with patterns.
func (c *checker) pattern(e *Pattern) {
	if found := TypeOf(e.X); c.valid(e.X) && !found.fits(StringType) {
		c.add(e.X.Span(), fmt.Sprintf("%q needs a string before it, this is %s", e.Op, found.article()), "")
	}
	for _, l := range e.Patterns {
		if l.Kind == StringLiteral {
			continue
		}
		hint := ""
		if len(e.Patterns) == 1 {
			hint = clip(Print(&Comparison{Op: Equal, Left: e.X, Right: l}))
		}
		c.add(l.Pos, fmt.Sprintf("%q needs strings behind it, this is %s", e.Op, TypeOf(l).article()), hint)
	}
}

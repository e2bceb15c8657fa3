package eql

import "fmt"

// Check refuses what parses but is no valid query, as far as that can be said
// without knowing the types of fields: unknown functions, wrong arguments,
// comparisons that can never hold, terms that do not fit together. The error,
// if any, is of type Errors and holds every error found.
//
// It lets samples and pipes pass, which are valid; whether they can be answered
// is for the engine to say.
func Check(q *Query) error {
	c := &checker{}
	switch body := q.Body.(type) {
	case *EventQuery:
		c.event(body)
	case *Sequence:
		c.sequence(body)
	case *Sample:
		c.sample(body)
	case *Join:
		c.add(head(body.Pos, "join"), "join is not supported", "sequence, where the order of the events is known")
	}
	return c.err()
}

// checker collects what is wrong with a tree.
type checker struct {
	reports
}

func (c *checker) event(e *EventQuery) {
	if !c.valid(e.Condition) {
		return
	}
	if found := TypeOf(e.Condition); !found.fits(BoolType) {
		c.add(e.Condition.Span(), `behind "where" a condition has to stand, this is `+found.article(), conditionHint(e.Condition))
	}
}

// valid checks e and returns whether nothing is wrong with it. Where something
// is, nothing can be said about its place in the tree. Once there are more
// errors than will be shown nothing is checked any more, or counts as valid.
func (c *checker) valid(e Expr) bool {
	errors := len(c.found)
	if errors > maxErrors {
		return false
	}
	c.expr(e)
	return len(c.found) == errors
}

// expr checks e and everything below it.
func (c *checker) expr(e Expr) {
	switch e := e.(type) {
	case *Logical:
		c.operand(e.Op.String(), e.Left, conditionHint)
		c.operand(e.Op.String(), e.Right, func(Expr) string { return alternativeHint(e) })
	case *Not:
		c.operand("not", e.X, conditionHint)
	case *Comparison:
		left, right := c.valid(e.Left), c.valid(e.Right)
		if left && right {
			c.comparison(e)
		}
	case *Arithmetic:
		c.number(e.Op.String(), e.Left, func() string { return sumHint(e) })
		c.number(e.Op.String(), e.Right, func() string { return sumHint(e) })
	case *Negation:
		c.number("-", e.X, func() string { return signHint(e) })
	case *In:
		c.in(e)
	case *Pattern:
		c.pattern(e)
	case *Call:
		c.call(e)
	case *Field:
		c.field(e)
	}
}

// operand checks an operand of and, or, not. The hint is made from it only
// where it is needed.
func (c *checker) operand(operator string, e Expr, hint func(Expr) string) {
	if !c.valid(e) {
		return
	}
	if found := TypeOf(e); !found.fits(BoolType) {
		c.add(e.Span(), fmt.Sprintf("%q needs conditions, this is %s", operator, found.article()), hint(e))
	}
}

// conditionHint makes a condition of a value that is none.
func conditionHint(e Expr) string {
	if IsConstant(e) {
		return ""
	}
	if TypeOf(e) == NumberType {
		return clip(Print(e)) + " > 0"
	}
	return clip(Print(e)) + ` == "…"`
}

// alternativeHint is conditionHint for the right operand of a Logical, where
// `x == "a" or "b"` is common.
func alternativeHint(e *Logical) string {
	value, isLiteral := e.Right.(*Literal)
	if left, ok := e.Left.(*Comparison); ok && isLiteral && e.Op == Or && left.Op == Equal {
		list := &In{X: left.Left, Members: []Expr{left.Right, value}}
		return clip(Print(list))
	}
	return conditionHint(e.Right)
}

// number checks an operand of + - * / % or of a sign.
func (c *checker) number(operator string, e Expr, hint func() string) {
	if !c.valid(e) {
		return
	}
	if found := TypeOf(e); !found.fits(NumberType) {
		c.add(e.Span(), fmt.Sprintf("%q needs numbers, this is %s", operator, found.article()), hint())
	}
}

// sumHint guesses what is meant by arithmetic with what is no number.
func sumHint(e *Arithmetic) string {
	if e.Op == Add && (TypeOf(e.Left) == StringType || TypeOf(e.Right) == StringType) {
		return clip("concat(" + Print(e.Left) + ", " + Print(e.Right) + ")")
	}
	return predicateHint(e.Right, func(x Expr) Expr { return &Arithmetic{Op: e.Op, Left: e.Left, Right: x} })
}

// signHint guesses what is meant by a sign before what is no number.
func signHint(e *Negation) string {
	return predicateHint(e.X, func(x Expr) Expr { return &Negation{X: x} })
}

// predicateHint says how to look for a whole value: `in` binds more tightly
// than any operator, so that `a + b in (1, 2)` looks for b only.
func predicateHint(e Expr, whole func(Expr) Expr) string {
	switch e := e.(type) {
	case *In:
		return clip(Print(&In{X: whole(e.X), Fold: e.Fold, Members: e.Members}))
	case *Not:
		if in, ok := e.X.(*In); ok && isSugar(e) {
			return clip(Print(&Not{Sugar: true, X: &In{X: whole(in.X), Fold: in.Fold, Members: in.Members}}))
		}
	}
	return ""
}

// field refuses an array index; hint is the field without it.
func (c *checker) field(f *Field) {
	if f.IndexPos != (Span{}) {
		c.add(f.IndexPos, "array indexes are not supported; a condition holds if any value of the field satisfies it",
			clip(Print(&Field{Name: f.Name, Optional: f.Optional})))
	}
}

// head returns the span of the keyword a body begins with.
func head(body Span, keyword string) Span {
	return Span{Start: body.Start, End: body.Start + len(keyword)}
}

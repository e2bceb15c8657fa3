package eql

import "slices"

// Equal reports whether two queries have the same tree, and so the same
// meaning. Positions, white space, parentheses that group nothing, quotes and
// the choice between `a != b` and `not a == b` make no difference; the order
// of operands does.
func (q *Query) Equal(other *Query) bool {
	return slices.EqualFunc(q.Pipes, other.Pipes, equalPipes) && equalBodies(q.Body, other.Body)
}

func equalPipes(a, b *Pipe) bool { return a.Name == b.Name && a.Count == b.Count }

func equalBodies(a, b Body) bool {
	switch a := a.(type) {
	case *EventQuery:
		b, ok := b.(*EventQuery)
		return ok && equalEvents(a, b)
	case *Sequence:
		b, ok := b.(*Sequence)
		return ok && equalKeys(a.By, b.By) && equalMaxspans(a.Maxspan, b.Maxspan) &&
			slices.EqualFunc(a.Terms, b.Terms, equalTerms) && equalTerms(a.Until, b.Until)
	case *Sample:
		b, ok := b.(*Sample)
		return ok && equalKeys(a.By, b.By) && slices.EqualFunc(a.Terms, b.Terms, equalTerms)
	case *Join:
		b, ok := b.(*Join)
		return ok && equalKeys(a.By, b.By) && slices.EqualFunc(a.Terms, b.Terms, equalTerms) &&
			equalTerms(a.Until, b.Until)
	}
	return false
}

func equalEvents(a, b *EventQuery) bool {
	return a.Category.Any == b.Category.Any && a.Category.Name == b.Category.Name &&
		EqualExpr(a.Condition, b.Condition)
}

func equalMaxspans(a, b *Maxspan) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Duration == b.Duration
}

func equalTerms(a, b *Term) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Missing == b.Missing && a.Runs == b.Runs && equalKeys(a.By, b.By) && equalEvents(a.Event, b.Event)
}

func equalKeys(a, b []*Field) bool { return slices.EqualFunc(a, b, equalFields) }

func equalFields(a, b *Field) bool {
	return a.Name == b.Name && a.Optional == b.Optional && (a.IndexPos == Span{}) == (b.IndexPos == Span{})
}

// EqualExpr reports whether two conditions are equal in the sense of Query.Equal.
func EqualExpr(a, b Expr) bool {
	switch a := a.(type) {
	case *Logical:
		b, ok := b.(*Logical)
		return ok && a.Op == b.Op && EqualExpr(a.Left, b.Left) && EqualExpr(a.Right, b.Right)
	case *Not:
		b, ok := b.(*Not)
		return ok && EqualExpr(a.X, b.X)
	case *Comparison:
		b, ok := b.(*Comparison)
		return ok && a.Op == b.Op && EqualExpr(a.Left, b.Left) && EqualExpr(a.Right, b.Right)
	case *Arithmetic:
		b, ok := b.(*Arithmetic)
		return ok && a.Op == b.Op && EqualExpr(a.Left, b.Left) && EqualExpr(a.Right, b.Right)
	case *Negation:
		b, ok := b.(*Negation)
		return ok && EqualExpr(a.X, b.X)
	case *In:
		b, ok := b.(*In)
		return ok && a.Fold == b.Fold && EqualExpr(a.X, b.X) && slices.EqualFunc(a.Members, b.Members, EqualExpr)
	case *Pattern:
		b, ok := b.(*Pattern)
		return ok && a.Op == b.Op && EqualExpr(a.X, b.X) && slices.EqualFunc(a.Patterns, b.Patterns, equalLiterals)
	case *Call:
		b, ok := b.(*Call)
		return ok && a.Name == b.Name && a.Fold == b.Fold && slices.EqualFunc(a.Args, b.Args, EqualExpr)
	case *Field:
		b, ok := b.(*Field)
		return ok && equalFields(a, b)
	case *Literal:
		b, ok := b.(*Literal)
		return ok && equalLiterals(a, b)
	}
	return a == b // both nil
}

func equalLiterals(a, b *Literal) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case BoolLiteral:
		return a.Bool == b.Bool
	case IntLiteral:
		return a.Int == b.Int
	case FloatLiteral:
		return a.Float == b.Float
	case StringLiteral:
		return a.Str == b.Str
	}
	return true
}

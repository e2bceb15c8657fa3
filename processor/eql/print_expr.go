package eql

import (
	"strconv"
	"strings"
)

// expr writes e where only what binds at least as tightly as lowest can stand
// without parentheses.
func (w *printer) expr(e Expr, lowest int) {
	own := precedence(e)
	if own < lowest {
		w.word("(")
		defer w.word(")")
	}
	switch e := e.(type) {
	case *Logical:
		w.binary(e.Left, e.Op.String(), e.Right, own, own+1)
	case *Comparison:
		w.binary(e.Left, e.Op.String(), e.Right, own+1, own+1)
	case *Arithmetic:
		w.binary(e.Left, e.Op.String(), e.Right, own, own+1)
	case *Not:
		w.not(e)
	case *Negation:
		w.word("-")
		w.expr(e.X, precedenceSign)
	case *In:
		w.in(e, "in")
	case *Pattern:
		w.pattern(e)
	case *Call:
		w.call(e)
	case *Field:
		w.field(e)
	case *Literal:
		w.literal(e)
	}
}

// precedence returns how tightly e binds as it is written.
func precedence(e Expr) int {
	switch e := e.(type) {
	case *Logical:
		if e.Op == Or {
			return precedenceOr
		}
		return precedenceAnd
	case *Not:
		if isSugar(e) {
			return precedence(e.X)
		}
		return precedenceNot
	case *Comparison:
		return precedenceComparison
	case *Arithmetic:
		if e.Op == Add || e.Op == Subtract {
			return precedenceSum
		}
		return precedenceProduct
	case *Negation:
		return precedenceSign
	case *In, *Pattern:
		return precedencePredicate
	case *Literal:
		// The sign is part of the literal, but an operator of the text.
		if e.Kind == IntLiteral && e.Int < 0 || e.Kind == FloatLiteral && strings.HasPrefix(formatFloat(e.Float), "-") {
			return precedenceSign
		}
	}
	return precedencePrimary
}

func (w *printer) binary(left Expr, op string, right Expr, lowestLeft, lowestRight int) {
	w.expr(left, lowestLeft)
	w.word(" ", op, " ")
	w.expr(right, lowestRight)
}

// isSugar reports whether e is written as `!=` or `not in`.
func isSugar(e *Not) bool {
	switch x := e.X.(type) {
	case *Comparison:
		return e.Sugar && x.Op == Equal
	case *In:
		return e.Sugar
	}
	return false
}

func (w *printer) not(e *Not) {
	if !isSugar(e) {
		w.word("not ")
		w.expr(e.X, precedenceNot)
		return
	}
	switch x := e.X.(type) {
	case *Comparison:
		w.binary(x.Left, "!=", x.Right, precedenceComparison+1, precedenceComparison+1)
	case *In:
		w.in(x, "not in")
	}
}

func (w *printer) in(e *In, operator string) {
	w.expr(e.X, precedencePrimary)
	w.word(" ", operator)
	if e.Fold {
		w.word("~")
	}
	w.word(" ")
	w.list(e.Members)
}

func (w *printer) pattern(e *Pattern) {
	w.expr(e.X, precedencePrimary)
	w.word(" ", e.Op.String(), " ")
	if !e.List && len(e.Patterns) == 1 {
		w.literal(e.Patterns[0])
		return
	}
	w.word("(")
	for i, l := range e.Patterns {
		if i > 0 {
			w.word(", ")
		}
		w.literal(l)
	}
	w.word(")")
}

func (w *printer) call(e *Call) {
	w.word(e.Name)
	if e.Fold {
		w.word("~")
	}
	w.list(e.Args)
}

func (w *printer) list(list []Expr) {
	w.word("(")
	for i, e := range list {
		if i > 0 {
			w.word(", ")
		}
		w.expr(e, precedenceNone)
	}
	w.word(")")
}

func (w *printer) field(f *Field) {
	if f.Optional {
		w.word("?")
	}
	if f.Quoted != "" {
		w.word(f.Quoted)
		return
	}
	for part := range strings.SplitSeq(f.Name, ".") {
		if !isIdentifier(part) {
			w.word(quoteName(f.Name))
			return
		}
	}
	w.word(f.Name)
}

func (w *printer) literal(l *Literal) {
	switch l.Kind {
	case NullLiteral:
		w.word("null")
	case BoolLiteral:
		w.word(strconv.FormatBool(l.Bool))
	case IntLiteral:
		w.word(strconv.FormatInt(l.Int, 10))
	case FloatLiteral:
		w.word(formatFloat(l.Float))
	case StringLiteral:
		w.word(quote(l.Str))
	}
}

// formatFloat writes f so that it reads back as the same number and not as an
// integer.
func formatFloat(f float64) string {
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if strings.ContainsAny(s, ".e") {
		return s
	}
	return s + ".0"
}

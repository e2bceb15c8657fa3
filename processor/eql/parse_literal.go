package eql

import (
	"math"
	"strconv"
	"strings"
)

// literal reads a constant. It returns nil if something else stands here.
func (p *parser) literal() Expr {
	t := p.peek()
	l := &Literal{Pos: t.span}
	switch t.kind {
	case kindNull:
	case kindTrue, kindFalse:
		l.Kind, l.Bool = BoolLiteral, t.kind == kindTrue
	case kindString:
		l.Kind, l.Str = StringLiteral, t.text
	case kindInteger, kindDecimal:
		p.number(l, t)
	default:
		return nil
	}
	p.next()
	return l
}

// number gives l the value of t: an integer if it is written as one and fits
// 64 bits.
func (p *parser) number(l *Literal, t token) {
	if t.kind == kindInteger {
		if n, err := strconv.ParseInt(t.text, 10, 64); err == nil {
			l.Kind, l.Int = IntLiteral, n
			return
		}
	}
	f, err := strconv.ParseFloat(t.text, 64)
	if err != nil {
		p.report(t.span, "this number is too large", "")
	}
	l.Kind, l.Float = FloatLiteral, f
}

// signed returns x with the sign t before it. A sign before a number belongs
// to the number, so that the smallest integer can be written.
func (p *parser) signed(t token, x Expr) Expr {
	at := p.since(t.span.Start)
	if t.kind == kindPlus {
		if found := TypeOf(x); !found.fits(NumberType) {
			p.report(t.span, `"+" needs numbers, this is `+found.article(), "")
		}
		if l, ok := x.(*Literal); ok {
			signed := *l
			signed.Pos = at
			return &signed
		}
		return x
	}
	l, ok := x.(*Literal)
	if !ok || l.Kind != IntLiteral && l.Kind != FloatLiteral {
		return &Negation{Pos: at, X: x}
	}
	negative := &Literal{Pos: at, Kind: l.Kind, Int: -l.Int, Float: -l.Float}
	switch {
	case l.Kind == IntLiteral && l.Int == math.MinInt64:
		negative.Kind, negative.Float = FloatLiteral, -float64(math.MinInt64)
	case l.Kind == FloatLiteral && p.isMinInt64(l):
		negative.Kind, negative.Int = IntLiteral, math.MinInt64
	}
	return negative
}

// isMinInt64 reports whether l was written as 9223372036854775808, which only
// fits 64 bits with its sign.
func (p *parser) isMinInt64(l *Literal) bool {
	return strings.TrimLeft(l.Pos.in(p.text), "0") == "9223372036854775808"
}

// patterns reads what stands behind a pattern operator: one constant, or
// several in parentheses.
func (p *parser) patterns(to *Pattern) {
	to.List = p.accept(kindLeftParen)
	for more := true; more; more = to.List && p.accept(kindComma) {
		l, ok := p.literal().(*Literal)
		if !ok {
			p.noPattern(to)
		}
		to.Patterns = append(to.Patterns, l)
	}
	if to.List && !p.accept(kindRightParen) {
		p.unexpected(nextInList)
	}
}

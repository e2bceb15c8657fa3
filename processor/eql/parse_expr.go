package eql

import (
	"fmt"
	"strings"
)

// expression reads a condition or value.
func (p *parser) expression() Expr { return p.binary(precedenceOr) }

// binary reads operands and the operators between them that bind at least as
// tightly as lowest.
func (p *parser) binary(lowest int) Expr {
	start := p.start()
	left := p.prefix(lowest)
	for !p.failed {
		t := p.peek()
		if t.kind == kindAssign && lowest <= precedenceComparison {
			p.report(t.span, `"=" is no comparison`, "==")
			t.kind = kindEqual
		}
		op := &binaryOperators[t.kind]
		if op.build == nil || op.precedence < lowest {
			break
		}
		p.next()
		right := p.binary(op.precedence + 1)
		left = op.build(p.since(start), left, right)
		if op.precedence == precedenceComparison {
			p.refuseChain(start)
		}
	}
	return left
}

// refuseChain reports `a == b == c`; start is where the first comparison
// begins.
func (p *parser) refuseChain(start int) {
	t := p.peek()
	if binaryOperators[t.kind].precedence == precedenceComparison || t.kind == kindAssign {
		p.fail(p.since(start).To(t.span), "comparisons cannot be chained", "a < b and b < c")
	}
}

// prefix reads `not`, a sign, or an operand with its predicate.
func (p *parser) prefix(lowest int) Expr {
	t := p.peek()
	switch t.kind {
	case kindNot:
		if lowest > precedenceNot {
			p.fail(t.span, `"not" cannot stand here without parentheses`, "(not …)")
			return nil
		}
		p.next()
		p.enter()
		x := p.binary(precedenceNot)
		p.leave()
		return &Not{Pos: p.since(t.span.Start), X: x}
	case kindPlus, kindMinus:
		p.next()
		p.enter()
		x := p.binary(precedenceSign)
		p.leave()
		return p.signed(t, x)
	}
	start := p.start()
	return p.predicate(start, p.primary())
}

// predicate reads `in (…)`, `: "…"` and so on behind the operand x, which
// begins at start; or nothing.
func (p *parser) predicate(start int, x Expr) Expr {
	negated := p.at(kindNot)
	t := p.peek()
	if negated {
		t = p.peekAt(1)
	}
	op, isPattern := patternOperator(t.kind)
	switch {
	case t.kind == kindIn || t.kind == kindInFold:
		if negated {
			p.next()
		}
		p.next()
		in := &In{X: x, Fold: t.kind == kindInFold, Members: p.members()}
		in.Pos = p.since(start)
		if negated {
			return &Not{Pos: in.Pos, Sugar: true, X: in}
		}
		return in
	case isPattern:
		if negated {
			p.report(p.peek().span.To(t.span), fmt.Sprintf(`there is no "not %s"; "not" stands before the field`, op),
				fmt.Sprintf("not %s %s …", clip(p.since(start).in(p.text)), op))
			p.next()
		}
		p.next()
		pattern := &Pattern{Op: op, X: x}
		p.patterns(pattern)
		pattern.Pos = p.since(start)
		return pattern
	}
	return x
}

// members reads what stands behind `in`.
func (p *parser) members() []Expr {
	p.expect(kindLeftParen, `"("`, "in (…)")
	if t := p.peek(); t.kind == kindRightParen {
		p.fail(t.span, `"in" needs at least one value`, "")
	}
	return p.list()
}

// list reads expressions up to and with the closing parenthesis.
func (p *parser) list() []Expr {
	var list []Expr
	p.enter()
	for more := true; more; more = p.accept(kindComma) {
		if t := p.peek(); t.kind == kindRightParen || t.kind == kindComma {
			p.fail(t.span, "a value is missing here", "")
		}
		list = append(list, p.expression())
	}
	p.leave()
	if !p.accept(kindRightParen) {
		p.unexpected(nextInList)
	}
	return list
}

// primary reads a constant, call, field or an expression in parentheses.
func (p *parser) primary() Expr {
	t := p.peek()
	switch t.kind {
	case kindLeftParen:
		p.next()
		p.enter()
		x := p.expression()
		p.leave()
		if !p.accept(kindRightParen) {
			p.unexpected(endOfParentheses)
		}
		return x
	case kindName:
		switch p.peekAt(1).kind {
		case kindLeftParen:
			return p.call()
		case kindOf:
			p.fail(t.span.To(p.peekAt(1).span), fmt.Sprintf(`"%s of" is not supported`, clip(t.text)), "sequence by …")
			return nil
		}
		return p.field()
	case kindFoldName:
		if p.peekAt(1).kind != kindLeftParen {
			p.fail(t.span, `"~" can only stand behind "in", "like", "regex" and the name of a function`, "like~")
		}
		return p.call()
	case kindQuoted, kindQuestion:
		return p.field()
	}
	if literal := p.literal(); literal != nil {
		return literal
	}
	p.noOperand(t)
	return nil
}

// call reads `name(…)` or `name~(…)`. A known name gets its usual spelling.
func (p *parser) call() Expr {
	t := p.next()
	p.next() // (
	c := &Call{Name: t.text, NamePos: t.span, Fold: t.kind == kindFoldName}
	if f, ok := LookupFunction(t.text); ok {
		c.Name = f.Name
	}
	if !p.accept(kindRightParen) {
		c.Args = p.list()
	}
	c.Pos = p.since(t.span.Start)
	return c
}

// field reads a name with its dots.
func (p *parser) field() Expr {
	start := p.start()
	f := &Field{Optional: p.accept(kindQuestion)}
	first := p.namePart()
	names, written, plain := []string{first.name}, []string{first.written}, !first.quoted
	for !p.failed {
		if p.at(kindLeftBracket) && p.peekAt(1).kind == kindInteger && p.peekAt(2).kind == kindRightBracket {
			opening := p.next()
			index := p.next()
			f.IndexPos = opening.span.To(p.next().span)
			written = append(written, "[", index.text, "]")
			plain = false
			continue
		}
		if t := p.peek(); t.kind == kindDecimal && strings.HasPrefix(t.text, ".") && t.span.Start == p.since(start).End {
			p.fail(t.span, "a part of a name that begins with a digit has to stand in back quotes",
				clip("`"+strings.Join(names, ".")+t.text+"`"))
			break
		}
		if !p.accept(kindDot) {
			break
		}
		part := p.namePart()
		names = append(names, part.name)
		written = append(written, ".", part.written)
		plain = plain && !part.quoted
	}
	f.Pos = p.since(start)
	f.Name = strings.Join(names, ".")
	if !plain {
		f.Quoted = strings.Join(written, "")
	}
	if p.at(kindLeftParen) {
		p.notACall(f)
	}
	return f
}

// namePart is one part of a field's name, as meant and as written.
type namePart struct {
	name, written string
	quoted        bool
}

func (p *parser) namePart() namePart {
	t := p.peek()
	switch {
	case t.kind == kindName || t.kind == kindQuoted:
		p.next()
	case t.keyword():
		p.fail(t.span, fmt.Sprintf("%q is a keyword and has to stand in back quotes as part of a name", t.text), "`"+t.text+"`")
	default:
		p.failAt(t, "expected the name of a field, found "+p.describe(t), "")
	}
	return namePart{name: t.text, written: p.source(t), quoted: t.kind == kindQuoted}
}

package eql

import (
	"fmt"
	"strings"
)

// Only diagnosis here: what the parser says about a token it cannot use. The
// cases are what people write who come from other languages, or from the EQL
// before Elasticsearch's.

// What can follow something complete, as a message says it.
const (
	endOfQuery       = `"and", "or" or the end of the query`
	endOfTerm        = `"and", "or" or "]"`
	endOfParentheses = `"and", "or" or ")"`
	nextInList       = `"," or ")"`
	nextTerm         = "a term in brackets"
)

// unexpected fails at the next token, which follows something complete.
func (p *parser) unexpected(expected string) {
	t := p.peek()
	message := fmt.Sprintf("expected %s, found %s", expected, p.describe(t))
	if p.failed {
		return
	}
	outside := expected == endOfQuery || expected == nextTerm
	switch {
	case t.kind == kindName:
		p.unexpectedWord(t, message)
	case t.kind == kindRightParen && (outside || expected == endOfTerm),
		t.kind == kindRightBracket && outside:
		p.fail(t.span, fmt.Sprintf("this %q closes nothing", p.source(t)), "")
	case t.kind == kindBy && expected == endOfTerm:
		p.fail(t.span, `"by" has to stand behind the "]" of its term`, "[…] by …")
	case t.kind == kindWith && expected == endOfTerm:
		p.fail(t.span, `"with" has to stand behind the "]" of its term`, "[…] with runs=…")
	case (t.kind == kindBy || t.kind == kindWith || t.kind == kindUntil) && expected == endOfQuery:
		p.fail(t.span, fmt.Sprintf("%q belongs to a sequence", p.source(t)), "sequence by …")
	default:
		p.failAt(t, message, "")
	}
}

// unexpectedWord fails at a name; often it is meant to be an operator.
func (p *parser) unexpectedWord(t token, message string) {
	word := strings.ToLower(t.text)
	if word != t.text && keywords[word] != kindEnd {
		p.fail(t.span, fmt.Sprintf("unknown word %q: keywords are written in lower case", t.text), word)
		return
	}
	foreign := map[string]string{
		"contains":   `: "*…*"`,
		"startswith": `: "…*"`,
		"endswith":   `: "*…"`,
		"matches":    "like",
		"wildcard":   "like",
		"is":         "==",
	}
	if hint := foreign[word]; hint != "" {
		p.fail(t.span, fmt.Sprintf("%q is no operator", t.text), hint)
		return
	}
	p.fail(t.span, message, nearest(t.text, []string{"and", "or", "in", "like", "regex", "until", "with"}))
}

// noOperand fails at t, which stands where a value is expected.
func (p *parser) noOperand(t token) {
	hint := ""
	if t.keyword() {
		next := p.peekAt(1).kind
		if next == kindDot || next == kindIn || next == kindColon || binaryOperators[next].precedence >= precedenceComparison {
			hint = "`" + t.text + "`"
		}
	}
	p.failAt(t, "expected a field or value, found "+p.describe(t), hint)
}

// noPattern fails at what stands where a pattern is expected.
func (p *parser) noPattern(to *Pattern) {
	t := p.peek()
	start := p.start()
	if t.kind == kindName || t.kind == kindFoldName || t.kind == kindQuoted || t.kind == kindQuestion {
		found := p.primary()
		if p.failed {
			return // found is incomplete
		}
		switch e := found.(type) {
		case *Field:
			p.fail(p.since(start), fmt.Sprintf("behind %q only constant strings can stand, this is a field", to.Op),
				clip(quote(e.Name)))
		case *Call:
			p.noPatternCall(p.since(start), to, e)
		}
	}
	p.failAt(t, fmt.Sprintf("expected a constant string behind %q, found %s", to.Op, p.describe(t)), "")
}

// noPatternCall fails at a call, which may be one of a method: `x:length()`.
func (p *parser) noPatternCall(at Span, to *Pattern, c *Call) {
	if _, known := LookupFunction(c.Name); known && to.Op == Colon && !to.List {
		function := &Call{Name: c.Name, Fold: c.Fold, Args: append([]Expr{to.X}, c.Args...)}
		p.fail(at, "a function cannot be called behind a value", clip(Print(function)))
		return
	}
	p.fail(at, fmt.Sprintf("behind %q only constant strings can stand, this is a function", to.Op), "")
}

// notACall fails at a field with a parenthesis behind its name.
func (p *parser) notACall(f *Field) {
	dot := strings.LastIndexByte(f.Name, '.')
	if dot >= 0 && f.Quoted == "" {
		if function, ok := LookupFunction(f.Name[dot+1:]); ok {
			p.fail(f.Pos, "a function cannot be called behind a field",
				clip(fmt.Sprintf("%s(%s)", function.Name, f.Name[:dot])))
			return
		}
	}
	p.fail(f.Pos, fmt.Sprintf("%s cannot be the name of a function", show(f.Pos.in(p.text))), "")
}

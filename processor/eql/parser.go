package eql

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits of a query. They keep the recursion of every pass over a tree within
// a stack that needs no thought; the largest published rule has 47 KiB and
// five levels.
const (
	MaxBytes = 256 << 10 // length of a query's text
	MaxDepth = 500       // parentheses, calls, signs and `not` inside each other
)

// Parse reads a query. The error, if any, is of type Errors and holds every
// error found, one for each broken term of a sequence; the query is nil then.
// A query that parses has still to pass Check.
func Parse(text string) (*Query, error) {
	if err := readable(text); err != nil {
		return nil, Errors{err}
	}
	tokens, reports := lex(text)
	p := &parser{reports: *reports, text: text, tokens: tokens}
	q := p.query()
	if err := p.err(); err != nil {
		return nil, err
	}
	return q, nil
}

// readable refuses text that is too long or no text.
func readable(text string) *Error {
	if len(text) > MaxBytes {
		return &Error{Message: fmt.Sprintf("the query has %d bytes, at most %d can be read", len(text), MaxBytes)}
	}
	for i, r := range text {
		if r != utf8.RuneError || strings.HasPrefix(text[i:], string(utf8.RuneError)) {
			continue
		}
		return &Error{Span: Span{Start: i, End: i + 1}, Message: fmt.Sprintf("byte 0x%02x is no UTF-8", text[i])}
	}
	return nil
}

// parser builds the tree from the tokens, by recursive descent.
//
// After fail it sees nothing but the end of the query, so that every loop ends
// and nothing more is reported, until recover moves it to a token behind the
// error from where reading on makes sense. Nodes made in between may be
// incomplete; they never leave Parse.
type parser struct {
	reports
	text   string
	tokens []token
	pos    int
	depth  int // of the nesting MaxDepth limits
	failed bool
}

// peek returns the next token without moving.
func (p *parser) peek() token { return p.peekAt(0) }

// peekAt returns the token n behind the next one.
func (p *parser) peekAt(n int) token {
	if p.failed {
		return p.tokens[len(p.tokens)-1]
	}
	return p.tokens[min(p.pos+n, len(p.tokens)-1)]
}

func (p *parser) at(k kind) bool { return p.peek().kind == k }

// next returns the next token and moves behind it.
func (p *parser) next() token {
	t := p.peek()
	if !p.failed && p.pos < len(p.tokens)-1 {
		p.pos++
	}
	return t
}

// accept moves behind the next token if it is a k.
func (p *parser) accept(k kind) bool {
	if !p.at(k) {
		return false
	}
	p.next()
	return true
}

// start returns where the next token begins: the start of the node it opens.
func (p *parser) start() int { return p.peek().span.Start }

// since returns the span from start to the end of the token read last.
func (p *parser) since(start int) Span {
	end := start
	if p.pos > 0 {
		end = max(start, p.tokens[p.pos-1].span.End)
	}
	return Span{Start: start, End: end}
}

// source returns the text of a token as it was written.
func (p *parser) source(t token) string { return p.text[t.span.Start:t.span.End] }

// report records an error that leaves no doubt how to read on.
func (p *parser) report(at Span, message, hint string) {
	if !p.failed {
		p.add(at, message, hint)
	}
}

// fail records an error and stops reading up to the next recover.
func (p *parser) fail(at Span, message, hint string) {
	p.report(at, message, hint)
	p.failed = true
}

// failAt is fail for a token that should not stand where it does. What the
// lexer has reported already is not reported again.
func (p *parser) failAt(t token, message, hint string) {
	if t.kind == kindBad {
		p.failed = true
		return
	}
	p.fail(t.span, message, hint)
}

// expect moves behind a k, or fails because something else stands there.
func (p *parser) expect(k kind, what, hint string) {
	if p.accept(k) {
		return
	}
	t := p.peek()
	p.failAt(t, fmt.Sprintf("expected %s, found %s", what, p.describe(t)), hint)
}

// enter guards a recursion; leave ends it.
func (p *parser) enter() {
	p.depth++
	if p.depth > MaxDepth {
		p.fail(p.peek().span, fmt.Sprintf("nested deeper than %d levels", MaxDepth), "")
	}
}

func (p *parser) leave() { p.depth-- }

// describe names a token in a message.
func (p *parser) describe(t token) string {
	switch t.kind {
	case kindEnd:
		return "the end of the query"
	case kindString:
		return "the string " + clip(quote(t.text))
	case kindInteger, kindDecimal:
		return "the number " + clip(t.text)
	}
	return show(p.source(t))
}

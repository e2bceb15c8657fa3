package eql

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// query reads the whole text.
func (p *parser) query() *Query {
	q := &Query{Text: p.text}
	switch p.peek().kind {
	case kindEnd:
		p.failAt(p.peek(), "the query is empty", "any where true")
	case kindSequence:
		q.Body = p.sequence()
	case kindSample:
		q.Body = p.sample()
	case kindJoin:
		q.Body = p.join()
	default:
		q.Body = p.event()
	}
	p.endOfPart()
	for p.at(kindPipe) {
		q.Pipes = append(q.Pipes, p.pipe())
		p.endOfPart()
	}
	return q
}

// endOfPart makes sure that a pipe or the end of the query comes next, and
// moves there if it does not.
func (p *parser) endOfPart() {
	if !p.failed && !p.at(kindPipe) && !p.at(kindEnd) {
		p.unexpected(endOfQuery)
	}
	if !p.failed {
		return
	}
	p.failed = false
	for !p.at(kindPipe) && !p.at(kindEnd) {
		p.next()
	}
}

// event reads `category where condition`.
func (p *parser) event() *EventQuery {
	start := p.start()
	e := &EventQuery{}
	if name := p.unquotedCategory(); name != (Span{}) {
		p.report(name, "this event category has to stand in quotes", clip(quote(name.in(p.text))))
		e.Category = Category{Pos: name, Name: name.in(p.text)}
	} else {
		t := p.peek()
		e.Category = p.category(t)
		p.where(t)
	}
	e.Condition = p.expression()
	e.Pos = p.since(start)
	return e
}

// unquotedCategory reads a category that is no name, such as `my-events` or
// `3com`, and its `where`. It returns the zero Span, and reads nothing, if
// something else stands here.
func (p *parser) unquotedCategory() Span {
	const maxTokens = 10 // more is no category that somebody forgot to quote
	at := p.peek().span
	n := 1
	for ; n < maxTokens; n++ {
		t := p.peekAt(n)
		if t.span.Start != at.End || t.keyword() || t.kind == kindEnd {
			break
		}
		at = at.To(t.span)
	}
	if n == 1 || p.peekAt(n).kind != kindWhere {
		return Span{}
	}
	p.pos += n + 1
	return at
}

func (p *parser) category(t token) Category {
	c := Category{Pos: t.span, Name: t.text}
	switch t.kind {
	case kindName, kindString:
	case kindAny:
		c.Any, c.Name = true, ""
	case kindQuoted:
		p.report(t.span, "an event category cannot stand in back quotes", clip(quote(t.text)))
	case kindWhere:
		p.fail(t.span, `the event category before "where" is missing`, "any where …")
	default:
		hint := "any where …"
		if t.keyword() {
			hint = quote(t.text)
		}
		p.failAt(t, "expected an event category, found "+p.describe(t), hint)
	}
	p.next()
	return c
}

// where reads the keyword behind the category t.
func (p *parser) where(category token) {
	if p.failed || p.accept(kindWhere) {
		return
	}
	t := p.peek()
	switch {
	case t.kind == kindName && strings.EqualFold(t.text, "where"):
		p.report(t.span, fmt.Sprintf("unknown word %q: keywords are written in lower case", t.text), "where")
		p.next()
	case t.kind == kindBy, t.kind == kindWith, t.kind == kindLeftBracket:
		p.fail(category.span, `expected "sequence", "sample" or an event category, found `+p.describe(category),
			nearest(category.text, []string{"sequence", "sample"}))
	case continuesField(t.kind):
		p.fail(category.span, `an event category and "where" have to stand before a condition`, "any where …")
	default:
		name := clip(p.source(category))
		p.failAt(t, fmt.Sprintf(`expected "where" behind the event category, found %s`, p.describe(t)), name+" where …")
	}
}

// continuesField reports whether k can stand behind the first word of a
// condition but not behind a category.
func continuesField(k kind) bool {
	_, isPattern := patternOperator(k)
	return isPattern || binaryOperators[k].build != nil ||
		k == kindDot || k == kindLeftParen || k == kindAssign || k == kindIn || k == kindInFold
}

// pipe reads `| name number`.
func (p *parser) pipe() *Pipe {
	start := p.next().span.Start
	t := p.peek()
	pipe := &Pipe{Name: t.text}
	switch {
	case t.kind != kindName:
		p.failAt(t, "expected a pipe, found "+p.describe(t), "head 10")
	case t.text == "head" || t.text == "tail":
		p.next()
		pipe.Count = p.pipeCount(t.text)
	case slices.Contains([]string{"count", "unique", "unique_count", "filter", "sort"}, t.text):
		p.fail(t.span, fmt.Sprintf("the pipe %q is not supported, only head and tail are", t.text), "")
	default:
		p.fail(t.span, fmt.Sprintf("unknown pipe %s, there are only head and tail", show(t.text)),
			nearest(t.text, []string{"head", "tail"}))
	}
	pipe.Pos = p.since(start)
	return pipe
}

// pipeCount reads the number behind head or tail.
func (p *parser) pipeCount(pipe string) int {
	t := p.peek()
	count, err := strconv.ParseInt(t.text, 10, 32)
	if t.kind != kindInteger || err != nil {
		p.failAt(t, fmt.Sprintf("%s takes one whole number from 0 to %d, found %s",
			pipe, math.MaxInt32, p.describe(t)), pipe+" 10")
	}
	p.next()
	return int(count)
}

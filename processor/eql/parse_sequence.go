package eql

import "fmt"

// sequence reads from `sequence` to the end of `until`.
func (p *parser) sequence() *Sequence {
	start := p.next().span.Start
	s := &Sequence{By: p.keys()}
	if p.at(kindWith) {
		s.Maxspan = p.maxspan()
		if p.at(kindBy) {
			p.report(p.peek().span, `"by" has to stand before "with maxspan"`, "by … with maxspan=…")
			s.By = p.keys()
		}
	}
	s.Terms = p.terms()
	s.Until = p.until()
	s.Pos = p.since(start)
	return s
}

// sample reads a sample.
func (p *parser) sample() *Sample {
	start := p.next().span.Start
	s := &Sample{By: p.keys()}
	if at := p.peek(); at.kind == kindWith {
		p.report(at.span, "a sample takes no maxspan", "sequence by …")
		p.maxspan()
	}
	s.Terms = p.terms()
	p.plain("sample", s.Terms)
	if at := p.peek(); at.kind == kindUntil {
		p.report(at.span, "a sample takes no until", "sequence by …")
		p.until()
	}
	s.Pos = p.since(start)
	return s
}

// join reads a join, which no check lets pass.
func (p *parser) join() *Join {
	start := p.next().span.Start
	j := &Join{By: p.keys()}
	j.Terms = p.terms()
	p.plain("join", j.Terms)
	j.Until = p.until()
	j.Pos = p.since(start)
	return j
}

// plain reports what only the terms of a sequence can have.
func (p *parser) plain(body string, terms []*Term) {
	for _, t := range terms {
		if t.Missing {
			p.report(Span{Start: t.Pos.Start, End: t.Pos.Start + 2}, fmt.Sprintf("a %s takes no missing events", body), "")
		}
		if t.RunsPos != (Span{}) {
			p.report(t.RunsPos, fmt.Sprintf("a %s takes no runs", body), "")
		}
	}
}

// terms reads all terms up to `until`, a pipe or the end of the query. Behind
// a broken term it goes on with the next one.
func (p *parser) terms() []*Term {
	var terms []*Term
	errors := len(p.found)
	for {
		p.recoverToTerm()
		switch t := p.peek(); t.kind {
		case kindLeftBracket, kindMissing:
			terms = append(terms, p.term())
		case kindUntil, kindPipe, kindEnd:
			if len(terms) == 0 && len(p.found) == errors {
				p.failAt(t, "expected a term, found "+p.describe(t), "[any where true]")
			}
			return terms
		default:
			p.unexpected(nextTerm)
		}
	}
}

// recoverToTerm ends the state after fail: it moves behind the `]` of the
// broken term, or to what can only stand behind that.
func (p *parser) recoverToTerm() {
	if !p.failed {
		return
	}
	p.failed = false
	for {
		switch p.peek().kind {
		case kindEnd, kindUntil, kindPipe, kindMissing:
			return
		case kindRightBracket:
			p.next()
			return
		case kindLeftBracket:
			if p.peekAt(2).kind == kindWhere {
				return
			}
			if p.peekAt(2).kind == kindRightBracket {
				p.pos += 2 // an array index
			}
		}
		p.next()
	}
}

// term reads `[event] by keys with runs=N`, or `![event] …`.
func (p *parser) term() *Term {
	opening := p.next()
	t := &Term{Missing: opening.kind == kindMissing, Runs: 1}
	t.Event = p.event()
	if !p.accept(kindRightBracket) {
		p.unexpected(endOfTerm)
	}
	t.By = p.keys()
	if p.at(kindWith) {
		t.Runs, t.RunsPos = p.runs()
		if p.at(kindBy) {
			p.report(p.peek().span, `"by" has to stand before "with runs"`, "by … with runs=…")
			t.By = p.keys()
		}
	}
	t.Pos = p.since(opening.span.Start)
	return t
}

// until reads `until [event] by keys`, or nothing.
func (p *parser) until() *Term {
	if !p.accept(kindUntil) {
		return nil
	}
	switch t := p.peek(); t.kind {
	case kindLeftBracket:
	case kindMissing:
		p.report(t.span, "until cannot be a missing event", "until […]")
	default:
		p.failAt(t, "expected a term behind until, found "+p.describe(t), "until [any where true]")
	}
	term := p.term()
	if term.RunsPos != (Span{}) {
		p.report(term.RunsPos, "until takes no runs", "")
	}
	if t := p.peek(); t.kind == kindLeftBracket || t.kind == kindMissing {
		p.fail(t.span, "no term can follow until", "")
	}
	return term
}

// keys reads `by field, field`, or nothing.
func (p *parser) keys() []*Field {
	if !p.accept(kindBy) {
		return nil
	}
	var keys []*Field
	for more := true; more; more = p.accept(kindComma) {
		if t := p.peek(); t.keyword() {
			p.namePart() // fails with what to write instead
		}
		start := p.start()
		switch e := p.expression().(type) {
		case *Field:
			keys = append(keys, e)
		default:
			p.report(p.since(start), "a join key has to be a field", "")
		}
	}
	return keys
}

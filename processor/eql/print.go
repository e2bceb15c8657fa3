package eql

import (
	"strconv"
	"strings"
)

// String writes the query in the package's layout: an event query on one line,
// each term of a sequence and each pipe on a line of its own. Parse reads it
// back as an equal tree.
func (q *Query) String() string {
	var w printer
	switch body := q.Body.(type) {
	case *EventQuery:
		w.event(body)
	case *Sequence:
		w.word("sequence")
		w.keys(body.By)
		if body.Maxspan != nil {
			w.word(" with maxspan=", formatDuration(body.Maxspan.Duration))
		}
		w.terms(body.Terms, body.Until)
	case *Sample:
		w.word("sample")
		w.keys(body.By)
		w.terms(body.Terms, nil)
	case *Join:
		w.word("join")
		w.keys(body.By)
		w.terms(body.Terms, body.Until)
	}
	for _, p := range q.Pipes {
		w.word("\n| ", p.Name, " ", strconv.Itoa(p.Count))
	}
	return w.String()
}

// Print writes a condition or value on one line.
func Print(e Expr) string {
	var w printer
	w.expr(e, precedenceNone)
	return w.String()
}

// printer writes a tree as text.
type printer struct {
	strings.Builder
}

func (w *printer) word(words ...string) {
	for _, s := range words {
		w.WriteString(s)
	}
}

func (w *printer) event(e *EventQuery) {
	switch {
	case e.Category.Any:
		w.word("any")
	case isIdentifier(e.Category.Name):
		w.word(e.Category.Name)
	default:
		w.word(quote(e.Category.Name))
	}
	w.word(" where ")
	w.expr(e.Condition, precedenceNone)
}

func (w *printer) keys(keys []*Field) {
	for i, f := range keys {
		if i == 0 {
			w.word(" by ")
		} else {
			w.word(", ")
		}
		w.field(f)
	}
}

func (w *printer) terms(terms []*Term, until *Term) {
	for _, t := range terms {
		w.word("\n  ")
		w.term(t)
	}
	if until != nil {
		w.word("\nuntil\n  ")
		w.term(until)
	}
}

func (w *printer) term(t *Term) {
	if t.Missing {
		w.word("!")
	}
	w.word("[")
	w.event(t.Event)
	w.word("]")
	w.keys(t.By)
	if t.Runs != 1 {
		w.word(" with runs=", strconv.Itoa(t.Runs))
	}
}

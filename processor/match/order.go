package match

import (
	"strconv"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// numberOrder passes for numbers on one side of a constant: `<` `<=` `>` `>=`.
// Text counts as the number it spells, a point in time as its milliseconds
// since 1970.
type numberOrder struct {
	op    eql.CompareOp
	limit number
}

func (t *numberOrder) pass(_ *State, v event.Value) bool {
	n, ok := numberOrMillis(v)
	if !ok {
		return false
	}
	order, ok := n.compare(t.limit)
	return ok && holds(t.op, order)
}

func (t *numberOrder) key() string {
	return "order " + strconv.Itoa(int(t.op)) + " " + t.limit.key()
}

func (t *numberOrder) demand() demand { return demand{} }

// textOrder passes for text on one side of a constant, byte by byte. A number
// is compared as such if the constant spells one, and a point in time as such
// if it spells a date: the value shows what Elasticsearch's field would be.
type textOrder struct {
	op     eql.CompareOp
	limit  string
	number *number
	date   *dateTest
}

func newTextOrder(op eql.CompareOp, limit string) *textOrder {
	t := &textOrder{op: op, limit: limit}
	if n, ok := parseNumber(limit); ok {
		t.number = &n
	}
	if first, last, ok := parseDate(limit); ok {
		t.date = newDateTest(op, []dateRange{{first, last}})
	}
	return t
}

func (t *textOrder) pass(s *State, v event.Value) bool {
	switch v.Kind() {
	case event.Int, event.Float:
		if t.number != nil {
			n, _ := numberOf(v)
			order, ok := n.compare(*t.number)
			return ok && holds(t.op, order)
		}
	case event.Time:
		if t.date != nil {
			return t.date.pass(s, v)
		}
	}
	return holds(t.op, compareOrdered(s.text(v), t.limit))
}

func (t *textOrder) key() string {
	return "text-order " + strconv.Itoa(int(t.op)) + " " + strconv.Quote(t.limit)
}

func (t *textOrder) demand() demand { return demand{} }

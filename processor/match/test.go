package match

import (
	"unsafe"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// test is one operator with its constants, compiled for one field. Tests are
// shared by goroutines; what they need to work in is the State's.
type test interface {
	// pass says whether a value, never Null, satisfies the test.
	pass(s *State, v event.Value) bool
	// key says what the test tests: equal keys, equal tests.
	key() string
	// demand says what a value that passes has to be.
	demand() demand
}

// anyOf passes where one of its tests does: a list with members of several
// kinds.
type anyOf []test

func (t anyOf) pass(s *State, v event.Value) bool {
	for _, one := range t {
		if one.pass(s, v) {
			return true
		}
	}
	return false
}

func (t anyOf) key() string {
	parts := make([]string, len(t))
	for i, one := range t {
		parts[i] = one.key()
	}
	return "any" + listKey(parts)
}

func (t anyOf) demand() demand {
	all := t[0].demand()
	for _, one := range t[1:] {
		all = all.or(one.demand())
	}
	return all
}

// join makes one test of one or several.
func join(tests []test) test {
	if len(tests) == 1 {
		return tests[0]
	}
	return anyOf(tests)
}

// exists passes for every value: `x : "*"`.
type exists struct{}

func (exists) pass(*State, event.Value) bool { return true }
func (exists) key() string                   { return "exists" }
func (exists) demand() demand                { return demand{} }

// text returns v as text. What it returns for any kind but String is good
// until the next call only, so that nothing has to be allocated.
func (s *State) text(v event.Value) string {
	if v.Kind() == event.String {
		return v.Str()
	}
	s.scratch = appendText(s.scratch[:0], v)
	return stringOver(s.scratch)
}

// stringOver is a string over the bytes of b, which must not change while it
// is in use.
func stringOver(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// holds says whether a comparison's outcome (-1, 0, 1) is what op asks for.
func holds(op eql.CompareOp, order int) bool {
	switch op {
	case eql.Equal:
		return order == 0
	case eql.Less:
		return order < 0
	case eql.LessEqual:
		return order <= 0
	case eql.Greater:
		return order > 0
	}
	return order >= 0
}

// flip returns the operator that says the same with the sides exchanged.
func flip(op eql.CompareOp) eql.CompareOp {
	switch op {
	case eql.Less:
		return eql.Greater
	case eql.LessEqual:
		return eql.GreaterEqual
	case eql.Greater:
		return eql.Less
	case eql.GreaterEqual:
		return eql.LessEqual
	}
	return op
}

package match

import (
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// leaf is what a condition asks of an event without `and`, `or` and `not`: one
// comparison, one predicate or one call. It is true or not; unknown is not.
type leaf struct {
	kind leafKind
	slot event.Slot // of leafMissing and leafTest
	id   int32      // within the Compiler, once interned
	uses int        // how often it stands in conditions

	test       test        // of leafTest
	demand     demand      // the test's
	expression *expression // of leafExpression

	fields []string // the fields it reads, in order of first appearance
	slots  []event.Slot
}

type leafKind uint8

const (
	leafMissing    leafKind = iota // the field has no value: `x == null`
	leafTest                       // some value of the field passes a test
	leafExpression                 // everything else
)

// key says what the leaf asks: equal keys, equal leaves.
func (l *leaf) key() string {
	switch l.kind {
	case leafMissing:
		return "missing " + l.fields[0]
	case leafTest:
		return "test " + l.fields[0] + " " + l.test.key()
	}
	return "expression " + l.expression.key
}

// matches says whether the event satisfies the leaf: true where any value of
// its field does.
func (l *leaf) matches(s *State) bool {
	switch l.kind {
	case leafTest:
		for _, v := range s.view.Values(l.slot) {
			if l.test.pass(s, v) {
				return true
			}
		}
		return false
	case leafMissing:
		return len(s.view.Values(l.slot)) == 0
	}
	return l.expression.matches(s, l.slots)
}

// requirements returns what has to be so for the leaf to be true or, where
// want is false, not to be.
func (l *leaf) requirements(want bool) []Requirement {
	switch {
	case l.kind == leafTest && want:
		return []Requirement{{l.slot, l.demand.keys, l.demand.outlines, l.demand.words}}
	case l.kind == leafMissing && !want:
		return []Requirement{{Slot: l.slot}}
	}
	return nil
}

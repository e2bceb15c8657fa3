package match

import "github.com/eqlbeat/eqlbeat/processor/event"

// expression is a leaf that is more than one field and constants: calls,
// arithmetic, conditions used as values. It is evaluated with three values;
// null at the top is no match.
type expression struct {
	root operand
	key  string // its text with everything equal written the same way
}

// operand is a node of an expression. Operands are shared by goroutines.
type operand interface {
	// eval returns the node's value. Text in it is good until the State
	// evaluates another leaf. An error makes the value null and is noted in
	// the State.
	eval(s *State) value
}

// maxCombinations is how many combinations of the values of an expression's
// fields are tried. An event with more counts as a failure, unless one of the
// first matches.
const maxCombinations = 10_000

// expressionState is what expressions work in.
type expressionState struct {
	current []event.Value   // by field of the expression under evaluation: its value in this combination
	choices [][]event.Value // by field: all its values
	chosen  []int           // by field: which of them is current
	failure string          // why this combination can't be evaluated, "" if it can
	arena   []byte          // text made on the way; only grows during one evaluation, so strings may point into it
}

func (x *expressionState) reserve(leaves []leaf) {
	most := 0
	for i := range leaves {
		if leaves[i].kind == leafExpression {
			most = max(most, len(leaves[i].slots))
		}
	}
	x.current = make([]event.Value, most)
	x.choices = make([][]event.Value, most)
	x.chosen = make([]int, most)
}

// fail notes why the combination can't be evaluated; the first reason stays.
func (s *State) fail(why string) value {
	if s.failure == "" {
		s.failure = why
	}
	return value{}
}

// matches evaluates the expression once for each combination of its fields'
// values, one value of a field throughout, a missing field as null. It is
// true where any combination is.
func (x *expression) matches(s *State, slots []event.Slot) bool {
	failed := false
	for i, slot := range slots {
		s.choices[i] = s.view.Values(slot)
		s.chosen[i] = 0
	}
	matched := false
	for n := 0; ; n++ {
		if n == maxCombinations {
			failed = true
			break
		}
		for i := range slots {
			s.current[i] = event.Value{}
			if len(s.choices[i]) > 0 {
				s.current[i] = s.choices[i][s.chosen[i]]
			}
		}
		s.failure = ""
		s.arena = s.arena[:0]
		outcome := x.root.eval(s)
		failed = failed || s.failure != ""
		if s.failure == "" && outcome.is(true) {
			matched = true
			break
		}
		if !s.next(len(slots)) {
			break
		}
	}
	if failed && !matched {
		s.Failures++
	}
	return matched
}

// next goes on to the next combination; false after the last.
func (x *expressionState) next(fields int) bool {
	for i := range fields {
		if x.chosen[i]+1 < len(x.choices[i]) {
			x.chosen[i]++
			return true
		}
		x.chosen[i] = 0
	}
	return false
}

// constantNode is a constant among what is none.
type constantNode struct{ v value }

func (n constantNode) eval(*State) value { return n.v }

// fieldNode is the value of the expression's i-th field.
type fieldNode struct{ i int }

func (n fieldNode) eval(s *State) value { return valueOf(s.current[n.i]) }

// missingNode is `field == null` as a value; never null itself.
type missingNode struct{ i int }

func (n missingNode) eval(s *State) value {
	return boolOf(s.current[n.i].Kind() == event.Null)
}

// testNode is a test of one field as a value; null where the field is missing.
type testNode struct {
	i    int
	test test
}

func (n testNode) eval(s *State) value {
	if s.current[n.i].Kind() == event.Null {
		return value{}
	}
	return boolOf(n.test.pass(s, s.current[n.i]))
}

// isNullNode is `x == null` for an expression x. An error in x stays one.
type isNullNode struct{ x operand }

func (n isNullNode) eval(s *State) value { return boolOf(n.x.eval(s).kind == null) }

// evalText evaluates x as text; ok is false where it is null. What is not
// text can only come from a field, and is what a keyword field would hold.
func evalText(s *State, x operand) (str string, ok bool) {
	v := x.eval(s)
	switch v.kind {
	case text:
		return v.str, true
	case null:
		return "", false
	}
	return s.asText(v), true
}

// asText returns v, which is not null, as text in the arena.
func (s *State) asText(v value) string {
	if v.kind == text {
		return v.str
	}
	start := len(s.arena)
	s.arena = appendText(s.arena, v.eventValue())
	return stringOver(s.arena[start:])
}

// evalNumber evaluates x as a number; ok is false where it is null. Text can
// only come from a field, where it counts as a number that was sent as text;
// any other kind is no value of a numeric field and so null.
func evalNumber(s *State, x operand) (v value, ok bool) {
	v = x.eval(s)
	if v.isNumber() {
		return v, true
	}
	if v.kind == text {
		if n, ok := parseNumber(v.str); ok {
			return numberValue(n), true
		}
	}
	return value{}, false
}

// evalBool evaluates x as a boolean; ok is false where it is null or, coming
// from a field, no boolean.
func evalBool(s *State, x operand) (b, ok bool) {
	v := x.eval(s)
	if v.kind == text {
		return parseBool(v.str)
	}
	return v.bool(), v.kind == boolean
}

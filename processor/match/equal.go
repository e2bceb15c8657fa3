package match

import (
	"slices"
	"strconv"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// textSet passes for values that are, as text, one of a set of strings: `==`
// and `in` with strings, and `in~`, `:`, `like` as far as they have no
// wildcards. Numbers and booleans count as their text, as in a keyword field.
type textSet struct {
	set *stringSet
	// dates passes for points in time that a member names; nil where none does,
	// and where case is folded: patterns see text only.
	dates *dateTest
}

// newTextSet makes the test of `==` and `in`.
func newTextSet(members []string) *textSet {
	t := &textSet{set: newStringSet(members, false)}
	var ranges []dateRange
	for _, m := range t.set.members {
		if first, last, ok := parseDate(m); ok {
			ranges = append(ranges, dateRange{first, last})
		}
	}
	if len(ranges) > 0 {
		t.dates = newDateTest(eql.Equal, ranges)
	}
	return t
}

// newPatternSet makes the test of a pattern operator with patterns that have
// no wildcards, and of `in~`.
func newPatternSet(members []string, fold bool) *textSet {
	return &textSet{set: newStringSet(members, fold)}
}

func (t *textSet) pass(s *State, v event.Value) bool {
	// Fast path: a string is its text and no date.
	if v.Kind() == event.String {
		return t.set.has(v.Str())
	}
	if v.Kind() == event.Time && t.dates != nil && t.dates.pass(s, v) {
		return true
	}
	return t.set.has(s.text(v))
}

func (t *textSet) key() string {
	key := "text "
	if t.dates != nil {
		key = "text-or-date "
	}
	if t.set.fold {
		key += "~"
	}
	return key + listKey(t.set.members)
}

func (t *textSet) demand() demand {
	literals := make([]event.Value, len(t.set.members))
	for i, m := range t.set.members {
		literals[i] = event.StringOf(m)
	}
	return demandOf(literals)
}

// numberSet passes for numbers equal to one of several: `==` and `in` with
// numbers. Text counts as the number it spells, a point in time as its
// milliseconds since 1970.
type numberSet struct {
	members []number
	whole   map[int64]bool // the whole members, where there are many
}

// fewNumbers is how many numbers are sooner compared than hashed.
const fewNumbers = 8

func newNumberSet(members []number) *numberSet {
	t := &numberSet{}
	for _, m := range members {
		if m.whole && len(members) > fewNumbers {
			if t.whole == nil {
				t.whole = make(map[int64]bool)
			}
			t.whole[m.i] = true
		}
		t.members = append(t.members, m)
	}
	return t
}

func (t *numberSet) pass(_ *State, v event.Value) bool {
	n, ok := numberOrMillis(v)
	if !ok {
		return false
	}
	if t.whole != nil && n.whole && t.whole[n.i] {
		return true
	}
	for _, m := range t.members {
		if t.whole != nil && n.whole && m.whole {
			continue
		}
		if order, ok := n.compare(m); ok && order == 0 {
			return true
		}
	}
	return false
}

func (t *numberSet) key() string {
	parts := make([]string, len(t.members))
	for i, m := range t.members {
		parts[i] = m.key()
	}
	return "number " + listKey(parts)
}

func (t *numberSet) demand() demand {
	literals := make([]event.Value, len(t.members))
	for i, m := range t.members {
		literals[i] = numberValue(m).eventValue()
	}
	return demandOf(literals)
}

func (n number) key() string {
	if n.whole {
		return strconv.FormatInt(n.i, 10)
	}
	return "f" + strconv.FormatFloat(n.f, 'g', -1, 64)
}

// numberOrMillis is numberOf for a field that may turn out to hold dates.
func numberOrMillis(v event.Value) (number, bool) {
	if v.Kind() == event.Time {
		return number{whole: true, i: floorMillis(v.Int())}, true
	}
	return numberOf(v)
}

// boolSet passes for booleans, and the text "true" and "false", as a boolean
// field takes them.
type boolSet struct{ yes, no bool }

func newBoolSet(members []bool) boolSet {
	return boolSet{yes: slices.Contains(members, true), no: slices.Contains(members, false)}
}

func (t boolSet) pass(_ *State, v event.Value) bool {
	b, ok := v.Bool(), v.Kind() == event.Bool
	if v.Kind() == event.String {
		b, ok = parseBool(v.Str())
	}
	return ok && (b && t.yes || !b && t.no)
}

func (t boolSet) key() string {
	return "bool " + strconv.FormatBool(t.yes) + strconv.FormatBool(t.no)
}

func (t boolSet) demand() demand {
	var literals []event.Value
	if t.yes {
		literals = append(literals, event.BoolOf(true))
	}
	if t.no {
		literals = append(literals, event.BoolOf(false))
	}
	return demandOf(literals)
}

func parseBool(s string) (b, ok bool) {
	return s == "true", s == "true" || s == "false"
}

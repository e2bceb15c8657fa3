package match

import (
	"math"
	"slices"
	"strconv"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// dateRange is what a constant means as a date, in milliseconds since 1970.
type dateRange struct{ first, last int64 }

// dateTest compares points in time at millisecond precision: `==` and `in`
// with any of several ranges, the order operators with one.
type dateTest struct {
	op     eql.CompareOp
	ranges []dateRange // sorted; for Equal at least one, else one
}

func newDateTest(op eql.CompareOp, ranges []dateRange) *dateTest {
	ranges = slices.Clone(ranges)
	slices.SortFunc(ranges, func(a, b dateRange) int {
		if c := compareOrdered(a.first, b.first); c != 0 {
			return c
		}
		return compareOrdered(a.last, b.last)
	})
	return &dateTest{op: op, ranges: slices.Compact(ranges)}
}

func (t *dateTest) pass(_ *State, v event.Value) bool {
	millis, ok := millisOf(v)
	return ok && t.holds(millis)
}

func (t *dateTest) holds(millis int64) bool {
	r := t.ranges[0]
	switch t.op {
	case eql.Less:
		return millis < r.first
	case eql.LessEqual:
		return millis <= r.last
	case eql.Greater:
		return millis > r.last
	case eql.GreaterEqual:
		return millis >= r.first
	}
	for _, r := range t.ranges {
		if r.first <= millis && millis <= r.last {
			return true
		}
	}
	return false
}

func (t *dateTest) key() string {
	key := "date " + strconv.Itoa(int(t.op))
	for _, r := range t.ranges {
		key += " " + strconv.FormatInt(r.first, 10) + "-" + strconv.FormatInt(r.last, 10)
	}
	return key
}

func (t *dateTest) demand() demand { return demand{} }

// millisOf returns what a date field holds of a value: text is a date or, as
// numbers are, milliseconds since 1970.
func millisOf(v event.Value) (millis int64, ok bool) {
	switch v.Kind() {
	case event.Time:
		return floorMillis(v.Int()), true
	case event.String:
		first, _, ok := parseDate(v.Str())
		if ok {
			return first, true
		}
	}
	n, ok := numberOf(v)
	switch {
	case !ok:
		return 0, false
	case n.whole:
		return n.i, true
	case math.Abs(n.f) < 1<<62:
		return int64(math.Floor(n.f)), true
	}
	return 0, false
}

func floorMillis(nanos int64) int64 {
	millis := nanos / 1_000_000
	if nanos%1_000_000 < 0 {
		millis--
	}
	return millis
}

// dateOf returns what a constant means as a date; ok is false where it is
// none.
func dateOf(c value) (r dateRange, ok bool) {
	if c.kind == text {
		if first, last, ok := parseDate(c.str); ok {
			return dateRange{first, last}, true
		}
	}
	if c.kind == text || c.isNumber() {
		millis, ok := millisOf(c.eventValue())
		return dateRange{millis, millis}, ok
	}
	return dateRange{}, false
}

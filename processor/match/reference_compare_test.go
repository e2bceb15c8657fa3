package match

import (
	"math"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

func holdsFor(op eql.CompareOp, order int) bool {
	return map[eql.CompareOp]bool{
		eql.Equal: order == 0, eql.Less: order < 0, eql.LessEqual: order <= 0,
		eql.Greater: order > 0, eql.GreaterEqual: order >= 0,
	}[op]
}

// compareNumbersExactly returns nil if either is NaN.
func compareNumbersExactly(a, b any) any {
	exact := func(v any) *big.Float {
		if f, ok := v.(float64); ok {
			return new(big.Float).SetPrec(2000).SetFloat64(f)
		}
		return new(big.Float).SetPrec(2000).SetInt64(asInt(v))
	}
	if math.IsNaN(asFloat(a)) || math.IsNaN(asFloat(b)) {
		return nil
	}
	return exact(a).Cmp(exact(b))
}

func referenceComparison(e *eql.Comparison, chosen map[string]any) any {
	x, y, op := e.Left, e.Right, e.Op
	null := func(e eql.Expr) bool { fixed, v := fixedValue(e); return fixed && v == nil }
	if op == eql.Equal && (null(x) || null(y)) {
		return evaluate(x, chosen) == nil && evaluate(y, chosen) == nil
	}
	if eql.IsConstant(x) {
		x, y, op = y, x, flip(op)
	}
	a, b := evaluate(x, chosen), evaluate(y, chosen)
	if a == nil || b == nil {
		return nil
	}
	if f, ok := x.(*eql.Field); ok {
		return fieldCompares(f.Name, op, a, b)
	}
	return valuesCompare(op, a, b)
}

// fieldCompares compares a field's value with a constant.
func fieldCompares(field string, op eql.CompareOp, a, c any) bool {
	if _, isBool := c.(bool); isBool {
		b, ok := asBool(a)
		return ok && op == eql.Equal && b == c
	}
	if event.TypeOf(field) == event.Date {
		return datesCompare(op, a, c)
	}
	text, isText := c.(string)
	if !isText {
		if t, ok := a.(time.Time); ok {
			return holdsFor(op, compareNumbersExactly(millis(t), c).(int))
		}
		n := asNumber(a)
		if n == nil {
			return false
		}
		order := compareNumbersExactly(n, c)
		return order != nil && holdsFor(op, order.(int))
	}
	if event.TypeOf(field) == event.IP {
		if in, ok := addressesCompare(op, a, text); ok {
			return in
		}
	}
	if _, isTime := a.(time.Time); isTime && validDate(text) {
		return datesCompare(op, a, text) || op == eql.Equal && asText(a) == text
	}
	if _, isString := a.(string); !isString && op != eql.Equal {
		if n, m := asNumber(a), asNumber(text); n != nil && m != nil {
			order := compareNumbersExactly(n, m)
			return order != nil && holdsFor(op, order.(int))
		}
	}
	return holdsFor(op, strings.Compare(asText(a), text))
}

func millis(t time.Time) int64 { return t.UnixMilli() }

var datePrecisions = []struct {
	layout string
	spans  time.Duration
}{
	{"2006-01-02T15:04:05.999999999Z07:00", time.Second}, {"2006-01-02T15:04:05.999999999", time.Second},
	{"2006-01-02T15:04Z07:00", time.Minute}, {"2006-01-02T15:04", time.Minute},
	{"2006-01-02T15Z07:00", time.Hour}, {"2006-01-02T15", time.Hour},
	{"2006-01-02", 24 * time.Hour}, {"2006-01", 24 * time.Hour}, {"2006", 24 * time.Hour},
}

// dateMeaning returns the first and last millisecond a date means.
func dateMeaning(v any) (first, last int64, ok bool) {
	switch v := v.(type) {
	case time.Time:
		return millis(v), millis(v), true
	case string:
		for _, p := range datePrecisions {
			if t, err := time.Parse(p.layout, v); err == nil {
				spans := p.spans
				if spans == time.Second && strings.Contains(v, ".") {
					spans = time.Millisecond
				}
				return millis(t), millis(t) + spans.Milliseconds() - 1, true
			}
		}
	}
	switch n := asNumber(v).(type) {
	case int32, int64:
		return asInt(n), asInt(n), true
	case float64:
		return int64(math.Floor(n)), int64(math.Floor(n)), math.Abs(n) < 1e15
	}
	return 0, 0, false
}

func validDate(text string) bool {
	if asNumber(text) != nil && len(text) != 4 {
		return false
	}
	_, _, ok := dateMeaning(text)
	return ok
}

func datesCompare(op eql.CompareOp, a, c any) bool {
	at, _, ok := dateMeaning(a)
	if !ok {
		return false
	}
	first, last, _ := dateMeaning(c)
	switch op {
	case eql.Less:
		return at < first
	case eql.LessEqual:
		return at <= last
	case eql.Greater:
		return at > last
	case eql.GreaterEqual:
		return at >= first
	}
	return first <= at && at <= last
}

// addressesCompare compares an address with an address or block; ok is false
// where the constant is neither.
func addressesCompare(op eql.CompareOp, a any, c string) (holds, ok bool) {
	text, _ := a.(string)
	address, err := netip.ParseAddr(text)
	if err != nil {
		address = netip.IPv6Unspecified()
	}
	if limit, wrong := netip.ParseAddr(c); wrong == nil {
		a, b := address.As16(), limit.As16()
		return err == nil && holdsFor(op, slices.Compare(a[:], b[:])), true
	}
	if _, wrong := netip.ParsePrefix(c); wrong == nil && op == eql.Equal {
		return err == nil && inBlock(c, address), true
	}
	return false, false
}

// valuesCompare compares two values neither of which is a plain field against
// a constant.
func valuesCompare(op eql.CompareOp, a, b any) any {
	x, xText := a.(string)
	y, yText := b.(string)
	if xText && yText {
		if op == eql.Equal {
			return x == y
		}
		return holdsFor(op, slices.Compare(utf16.Encode([]rune(x)), utf16.Encode([]rune(y))))
	}
	_, aBool := a.(bool)
	_, bBool := b.(bool)
	if aBool || bBool {
		p, pOK := asBool(a)
		q, qOK := asBool(b)
		if !pOK || !qOK || op != eql.Equal {
			return nil
		}
		return p == q
	}
	n, m := asNumber(a), asNumber(b)
	if n == nil || m == nil {
		return nil
	}
	order := compareNumbersExactly(n, m)
	return order != nil && holdsFor(op, order.(int))
}

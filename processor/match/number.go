package match

import (
	"math"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// number is a whole number or a double, compared exactly: no whole number is
// rounded to a double first.
type number struct {
	whole bool
	i     int64   // of a whole number
	f     float64 // else
}

// numberOf returns the value as a numeric field would hold it; ok is false for
// what is no number. Text is parsed, as Elasticsearch does with numbers sent
// as strings.
func numberOf(v event.Value) (n number, ok bool) {
	switch v.Kind() {
	case event.Int:
		return number{whole: true, i: v.Int()}, true
	case event.Float:
		return number{f: v.Float()}, true
	case event.String:
		return parseNumber(v.Str())
	}
	return number{}, false
}

// parseNumber parses a decimal number. It allocates nothing: text that is no
// number doesn't get as far as strconv's error values.
func parseNumber(text string) (n number, ok bool) {
	if !isDecimal(text) {
		return number{}, false
	}
	v, ok := event.ParseNumber(text)
	if !ok {
		return number{}, false
	}
	return numberOf(v)
}

// isDecimal reports whether text is digits with an optional sign, decimal
// point and exponent.
func isDecimal(text string) bool {
	i := 0
	if i < len(text) && (text[i] == '-' || text[i] == '+') {
		i++
	}
	start := i
	i = skipDigits(text, i)
	digits := i - start
	if i < len(text) && text[i] == '.' {
		start = i + 1
		i = skipDigits(text, start)
		digits += i - start
	}
	if digits == 0 {
		return false
	}
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		i++
		if i < len(text) && (text[i] == '-' || text[i] == '+') {
			i++
		}
		start = i
		i = skipDigits(text, i)
		if i == start {
			return false
		}
	}
	return i == len(text)
}

func skipDigits(text string, i int) int {
	for i < len(text) && '0' <= text[i] && text[i] <= '9' {
		i++
	}
	return i
}

// compare returns -1, 0 or 1; ok is false where either is NaN, which compares
// with nothing.
func (n number) compare(m number) (order int, ok bool) {
	switch {
	case n.whole && m.whole:
		return compareOrdered(n.i, m.i), true
	case n.whole:
		return compareMixed(n.i, m.f)
	case m.whole:
		order, ok = compareMixed(m.i, n.f)
		return -order, ok
	case n.f != n.f || m.f != m.f:
		return 0, false
	}
	return compareOrdered(n.f, m.f), true
}

func compareOrdered[T int64 | float64 | uint64 | string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// compareMixed compares a whole number with a double.
func compareMixed(i int64, f float64) (order int, ok bool) {
	switch {
	case f != f:
		return 0, false
	case f >= 1<<63:
		return -1, true
	case f < -1<<63:
		return 1, true
	}
	floor := math.Floor(f)
	if order := compareOrdered(i, int64(floor)); order != 0 {
		return order, true
	}
	if f > floor {
		return -1, true
	}
	return 0, true
}

// float returns the number as a double, rounded where it has to be.
func (n number) float() float64 {
	if n.whole {
		return float64(n.i)
	}
	return n.f
}

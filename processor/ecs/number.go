package ecs

import (
	"math"
	"strconv"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// toLong makes a whole number: of a decimal text, of a hexadecimal one after
// 0x, as the Security log writes process ids, or of a number that has no
// fraction.
var toLong = conversion{name: "as a number", one: long}

func long(v event.Value) (event.Value, bool) {
	switch v.Kind() {
	case event.Int:
		return v, true
	case event.Float:
		f := v.Float()
		if f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return event.Value{}, false
		}
		return event.IntOf(int64(f)), true
	case event.String:
		// Fast path: a port, a process id, an event id.
		if n, ok := shortDecimal(v.Str()); ok {
			return event.IntOf(n), true
		}
		if hex, ok := cutHexPrefix(v.Str()); ok {
			return parseHex(hex)
		}
		n, ok := event.ParseNumber(v.Str())
		return n, ok && n.Kind() == event.Int
	}
	return event.Value{}, false
}

// shortDecimal reads up to nine digits.
func shortDecimal(s string) (n int64, ok bool) {
	if s == "" || len(s) > 9 {
		return 0, false
	}
	for i := 0; i < len(s); i++ {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + int64(d)
	}
	return n, true
}

func cutHexPrefix(s string) (digits string, ok bool) {
	if len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		return s[2:], true
	}
	return s, false
}

// parseHex reads up to 16 hexadecimal digits.
func parseHex(digits string) (event.Value, bool) {
	if digits == "" || len(digits) > 16 {
		return event.Value{}, false
	}
	var n uint64
	for i := 0; i < len(digits); i++ {
		d, ok := hexDigit(digits[i])
		if !ok {
			return event.Value{}, false
		}
		n = n<<4 | uint64(d)
	}
	return event.IntOf(int64(n)), n <= math.MaxInt64
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}

// toBool makes a boolean of "true" and "false", in any case.
var toBool = conversion{name: "as a boolean", one: func(v event.Value) (event.Value, bool) {
	switch {
	case v.Kind() == event.Bool:
		return v, true
	case strings.EqualFold(v.Str(), "true"):
		return event.BoolOf(true), true
	case strings.EqualFold(v.Str(), "false"):
		return event.BoolOf(false), true
	}
	return event.Value{}, false
}}

// toText makes text of a number.
var toText = conversion{name: "as text", one: func(v event.Value) (event.Value, bool) {
	switch v.Kind() {
	case event.String:
		return v, true
	case event.Int:
		return event.StringOf(strconv.FormatInt(v.Int(), 10)), true
	}
	return event.Value{}, false
}}

// equals is a conversion to true where the text is the one given, and to false
// or to nothing where it isn't.
func equals(text string, otherwise bool) conversion {
	name := "true if " + text
	if otherwise {
		name += ", else false"
	}
	return conversion{name: name, one: func(v event.Value) (event.Value, bool) {
		same := v.Str() == text
		return event.BoolOf(same), same || otherwise
	}}
}

// meaning is what a text stands for.
type meaning struct{ of, is string }

// oneOf is a conversion by a short list of texts and what each stands for.
func oneOf(name string, meanings ...meaning) conversion {
	c := conversion{name: name, one: func(v event.Value) (event.Value, bool) {
		for i := range meanings {
			if meanings[i].of == v.Str() {
				return event.StringOf(meanings[i].is), true
			}
		}
		return event.Value{}, false
	}}
	for _, m := range meanings {
		c.values = append(c.values, m.is)
	}
	return c
}

package match

import (
	"math"
	"strconv"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// kind is the type of a value inside an expression. It is finer than an
// event's: arithmetic on two 32-bit numbers overflows at 32 bits.
type kind uint8

const (
	null kind = iota
	boolean
	integer // 32 bits
	long    // 64 bits; what a field's whole numbers are
	double
	text
	instant // a point in time
)

// value is the outcome of an expression. Text points into the event, into the
// query or into the State's arena.
type value struct {
	str  string
	bits uint64 // boolean: 0 or 1; integer, long: the int64; double: its IEEE bits; instant: nanoseconds since 1970
	kind kind
}

func textOf(s string) value    { return value{kind: text, str: s} }
func doubleOf(f float64) value { return value{kind: double, bits: math.Float64bits(f)} }
func longOf(i int64) value     { return value{kind: long, bits: uint64(i)} }
func integerOf(i int) value    { return value{kind: integer, bits: uint64(int64(i))} }
func (v value) int() int64     { return int64(v.bits) }
func (v value) float() float64 { return math.Float64frombits(v.bits) }
func (v value) bool() bool     { return v.bits != 0 }
func (v value) isNumber() bool { return v.kind == integer || v.kind == long || v.kind == double }
func (v value) is(b bool) bool { return v.kind == boolean && v.bool() == b }
func fits32(i int64) bool      { return i == int64(int32(i)) }

func numberValue(n number) value {
	if n.whole {
		return longOf(n.i)
	}
	return doubleOf(n.f)
}

func boolOf(b bool) value {
	if b {
		return value{kind: boolean, bits: 1}
	}
	return value{kind: boolean}
}

// wholeOf returns i as the type that EQL gives a literal of that size.
func wholeOf(i int64) value {
	if fits32(i) {
		return value{kind: integer, bits: uint64(i)}
	}
	return longOf(i)
}

// number returns a number's value.
func (v value) number() number {
	if v.kind == double {
		return number{f: v.float()}
	}
	return number{whole: true, i: v.int()}
}

// valueOf returns an event's value as expressions see it.
func valueOf(v event.Value) value {
	switch v.Kind() {
	case event.String:
		return textOf(v.Str())
	case event.Int:
		return longOf(v.Int())
	case event.Float:
		return doubleOf(v.Float())
	case event.Bool:
		return boolOf(v.Bool())
	case event.Time:
		return value{kind: instant, bits: uint64(v.Int())}
	}
	return value{}
}

// eventValue is the reverse of valueOf.
func (v value) eventValue() event.Value {
	switch v.kind {
	case boolean:
		return event.BoolOf(v.bool())
	case integer, long:
		return event.IntOf(v.int())
	case double:
		return event.FloatOf(v.float())
	case text:
		return event.StringOf(v.str)
	case instant:
		return event.NanosOf(v.int())
	}
	return event.Value{}
}

// appendText appends v as text: what a keyword field would hold of it. Null
// appends nothing.
func appendText(dst []byte, v event.Value) []byte {
	if v.Kind() == event.Float {
		return appendDouble(dst, v.Float())
	}
	return v.AppendText(dst)
}

// appendDouble writes a double as Java's Double.toString does: always with a
// decimal point, and with an exponent outside of 10⁻³ to 10⁷.
func appendDouble(dst []byte, f float64) []byte {
	abs := math.Abs(f)
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 0):
		if f < 0 {
			dst = append(dst, '-')
		}
		return append(dst, "Infinity"...)
	case abs == 0 || 1e-3 <= abs && abs < 1e7:
		start := len(dst)
		dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
		return withPoint(dst, start)
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
	e := len(dst) - 1
	for dst[e] != 'e' {
		e--
	}
	exponent, _ := strconv.Atoi(string(dst[e+1:]))
	dst = withPoint(dst[:e], start)
	dst = append(dst, 'E')
	return strconv.AppendInt(dst, int64(exponent), 10)
}

func withPoint(dst []byte, start int) []byte {
	for _, c := range dst[start:] {
		if c == '.' {
			return dst
		}
	}
	return append(dst, ".0"...)
}

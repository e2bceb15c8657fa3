// Package event gives the engine typed, lazily resolved fields of an event,
// whatever shape the event came in. It knows neither the language nor what the
// fields mean; package ecs says how raw events map to fields, and the caller
// says what types its events hold.
package event

import (
	"math"
	"strconv"
	"time"
)

// Kind is the type of a Value.
type Kind uint8

// The kinds. Null is the zero Value; resolved fields hold none: a field whose
// value is null is missing.
const (
	Null Kind = iota
	Bool
	Int
	Float
	String
	Time
)

// Value is one scalar of an event. It is small, copied freely and holds no
// reference into the event but, for strings, the string's own bytes.
type Value struct {
	str  string
	bits uint64 // Bool: 0 or 1; Int and Time: the int64; Float: its IEEE bits
	kind Kind
}

// StringOf, IntOf, FloatOf, BoolOf and TimeOf make values.
func StringOf(s string) Value   { return Value{kind: String, str: s} }
func IntOf(i int64) Value       { return Value{kind: Int, bits: uint64(i)} }
func FloatOf(f float64) Value   { return Value{kind: Float, bits: math.Float64bits(f)} }
func TimeOf(t time.Time) Value  { return Value{kind: Time, bits: uint64(t.UnixNano())} }
func NanosOf(nanos int64) Value { return Value{kind: Time, bits: uint64(nanos)} }

// BoolOf makes a boolean value.
func BoolOf(b bool) Value {
	v := Value{kind: Bool}
	if b {
		v.bits = 1
	}
	return v
}

// Kind returns the value's type; Null for the zero Value.
func (v Value) Kind() Kind { return v.kind }

// Str returns a String's bytes, and "" for every other kind.
func (v Value) Str() string { return v.str }

// Int returns an Int's number or a Time's nanoseconds since 1970. It has no
// meaning for other kinds.
func (v Value) Int() int64 { return int64(v.bits) }

// Float returns a Float's number. It has no meaning for other kinds.
func (v Value) Float() float64 { return math.Float64frombits(v.bits) }

// Bool returns a Bool's value. It has no meaning for other kinds.
func (v Value) Bool() bool { return v.bits != 0 }

// Any returns the value as Go has it: a bool, int64, float64, string or
// time.Time; nil for Null.
func (v Value) Any() any {
	switch v.kind {
	case Bool:
		return v.Bool()
	case Int:
		return v.Int()
	case Float:
		return v.Float()
	case String:
		return v.str
	case Time:
		return time.Unix(0, v.Int()).UTC()
	}
	return nil
}

// AppendText appends the value as text: what a keyword field would hold.
// Null appends nothing. It allocates only to grow dst.
func (v Value) AppendText(dst []byte) []byte {
	switch v.kind {
	case Bool:
		return strconv.AppendBool(dst, v.Bool())
	case Int:
		return strconv.AppendInt(dst, v.Int(), 10)
	case Float:
		return strconv.AppendFloat(dst, v.Float(), 'g', -1, 64)
	case String:
		return append(dst, v.str...)
	case Time:
		return time.Unix(0, v.Int()).UTC().AppendFormat(dst, "2006-01-02T15:04:05.000Z07:00")
	}
	return dst
}

// Text returns the value as text. It allocates for every kind but String.
func (v Value) Text() string {
	if v.kind == String {
		return v.str
	}
	var room [32]byte // enough for every other kind
	return string(v.AppendText(room[:0]))
}

// AnyOf turns a field's values into what libbeat's outputs write: one value as
// it is, unless the field is a list, and several as a list.
func AnyOf(values []Value, list bool) any {
	if len(values) == 1 && !list {
		return values[0].Any()
	}
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = v.Any()
	}
	return all
}

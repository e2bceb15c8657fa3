package match

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// Key returns a number that a value shares with every literal it can equal:
// case is folded, 135, 135.0 and "135" are one. Different values may share a
// key too. ok is false for a value that may equal literals of any key, a point
// in time.
func Key(v event.Value) (key uint64, ok bool) {
	switch v.Kind() {
	case event.String:
		return keyOfText(v.Str()), true
	case event.Int:
		return keyOfNumber(float64(v.Int())), true
	case event.Float:
		if f := v.Float(); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return keyOfNumber(f), true
		}
		return keyOfText(string(appendDouble(nil, v.Float()))), true
	case event.Bool:
		return keyOfText(strconv.FormatBool(v.Bool())), true
	}
	return 0, false
}

func keyOfText(s string) uint64 {
	if s == "" || s[0] > '9' { // Fast path: numbers begin with a digit, a sign or a point
		return hash(s, true)
	}
	if n, ok := parseNumber(s); ok {
		return keyOfNumber(n.float())
	}
	return hash(s, true)
}

func keyOfNumber(f float64) uint64 {
	if f == 0 {
		f = 0 // -0 too
	}
	return mix(math.Float64bits(f)^0x8ebc6af09c88c6e3, 0x589965cc75374cc3)
}

// demand is what a value has to be for a test to pass.
type demand struct {
	keys     []uint64 // sorted; nil where any value will do
	outlines uint64   // see Requirement
	words    []string // the literals behind keys as they are written, for people; sorted
}

// demandOf returns the demand for one of these literals.
func demandOf(literals []event.Value) demand {
	d := demand{}
	for _, l := range literals {
		key, _ := Key(l) // no literal is a point in time
		d.keys = append(d.keys, key)
		d.outlines |= outlinesOf(l)
		d.words = append(d.words, wordOf(l))
	}
	return demand{keys: union(d.keys, nil), outlines: d.outlines, words: union(d.words, nil)}
}

// outlinesOf returns the outlines of the texts that a literal may equal: folding
// leaves a text its outline, but numbers have many spellings.
func outlinesOf(l event.Value) uint64 {
	if l.Kind() == event.String && !isDecimal(l.Str()) {
		return Outline(l.Str())
	}
	return ^uint64(0)
}

func wordOf(l event.Value) string {
	if l.Kind() == event.String {
		return strconv.Quote(l.Str())
	}
	return string(appendText(nil, l))
}

// or returns the demand of a value that meets d or e.
func (d demand) or(e demand) demand {
	if d.keys == nil || e.keys == nil {
		return demand{}
	}
	return demand{keys: union(d.keys, e.keys), outlines: d.outlines | e.outlines, words: union(d.words, e.words)}
}

// union returns what is in a or b, sorted, each once.
func union[T cmp.Ordered](a, b []T) []T {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// listKey returns a key for a list in which order and repetition mean nothing.
func listKey(parts []string) string {
	parts = slices.Clone(parts)
	slices.Sort(parts)
	parts = slices.Compact(parts)
	var key []byte
	for _, p := range parts {
		key = append(strconv.AppendInt(key, int64(len(p)), 10), ':')
		key = append(key, p...)
	}
	return string(key)
}

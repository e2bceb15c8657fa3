package match

import (
	"slices"
	"unicode/utf8"
)

// charset is a set of code points: ranges in ascending order that neither
// overlap nor touch.
type charset []runeRange

// runeRange is a range of code points, both ends included.
type runeRange struct{ lo, hi rune }

var anyRune = charset{{0, utf8.MaxRune}}

func (c charset) has(r rune) bool {
	for _, x := range c {
		if r <= x.hi {
			return r >= x.lo
		}
	}
	return false
}

// newCharset sorts and joins ranges.
func newCharset(ranges []runeRange) charset {
	ranges = slices.Clone(ranges)
	slices.SortFunc(ranges, func(a, b runeRange) int { return int(a.lo - b.lo) })
	var c charset
	for _, r := range ranges {
		if n := len(c); n > 0 && r.lo <= c[n-1].hi+1 {
			c[n-1].hi = max(c[n-1].hi, r.hi)
			continue
		}
		c = append(c, r)
	}
	return c
}

func (c charset) union(d charset) charset {
	return newCharset(append(slices.Clone(c), d...))
}

func (c charset) complement() charset {
	var out charset
	next := rune(0)
	for _, r := range c {
		if next < r.lo {
			out = append(out, runeRange{next, r.lo - 1})
		}
		next = r.hi + 1
	}
	if next <= utf8.MaxRune {
		out = append(out, runeRange{next, utf8.MaxRune})
	}
	return out
}

// alphabet divides the code points into classes no charset of a regular
// expression tells apart.
type alphabet struct {
	ascii   [utf8.RuneSelf]uint8
	starts  []rune  // where each interval of code points starts, ascending from 0
	classes []uint8 // by interval
	samples []rune  // by class: one code point of it
}

// newAlphabet returns the classes of these charsets; ok is false if there are
// more than 256.
func newAlphabet(sets []charset) (a *alphabet, ok bool) {
	a = &alphabet{starts: []rune{0}}
	for _, set := range sets {
		for _, r := range set {
			a.starts = append(a.starts, r.lo)
			if r.hi < utf8.MaxRune {
				a.starts = append(a.starts, r.hi+1)
			}
		}
	}
	slices.Sort(a.starts)
	a.starts = slices.Compact(a.starts)
	bySignature := make(map[string]uint8)
	signature := make([]byte, len(sets))
	for _, start := range a.starts {
		for i, set := range sets {
			signature[i] = 0
			if set.has(start) {
				signature[i] = 1
			}
		}
		class, known := bySignature[string(signature)]
		if !known {
			if len(a.samples) == 256 {
				return nil, false
			}
			class = uint8(len(a.samples))
			bySignature[string(signature)] = class
			a.samples = append(a.samples, start)
		}
		a.classes = append(a.classes, class)
	}
	for r := range rune(utf8.RuneSelf) {
		a.ascii[r] = a.class(r)
	}
	return a, true
}

// class returns the class of any code point.
func (a *alphabet) class(r rune) uint8 {
	at, found := slices.BinarySearch(a.starts, r)
	if !found {
		at--
	}
	return a.classes[at]
}

package match

import "unicode/utf8"

// The language counts text in UTF-16 code units, as Java does: a code point
// beyond U+FFFF is two. A byte that is no UTF-8 counts as one, U+FFFD.

// isASCII reports whether every byte of s is one unit.
func isASCII(s string) bool {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		if load8(s, i)&0x8080808080808080 != 0 {
			return false
		}
	}
	for ; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// units returns the length of s in code units.
func units(s string) int {
	if isASCII(s) {
		return len(s)
	}
	n := 0
	for _, r := range s {
		n += unitsOf(r)
	}
	return n
}

func unitsOf(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// slice returns the code units of str from unit `from` up to unit `to`, both
// within str. Half of a code point becomes U+FFFD, as UTF-8 has no halves.
func (s *State) slice(str string, from, to int) string {
	if isASCII(str) {
		return str[from:to]
	}
	start := len(s.arena)
	unit := 0
	for i, r := range str {
		width := unitsOf(r)
		inside := min(unit+width, to) - max(unit, from)
		switch {
		case unit >= to:
			return stringOver(s.arena[start:])
		case inside == width:
			_, size := utf8.DecodeRuneInString(str[i:])
			s.arena = append(s.arena, str[i:i+size]...)
		case inside > 0:
			s.arena = utf8.AppendRune(s.arena, utf8.RuneError)
		}
		unit += width
	}
	return stringOver(s.arena[start:])
}

// byteOf returns where in str, in bytes, the first code point starts that lies
// at or behind a unit; len(str) if none does.
func byteOf(str string, unit int) int {
	if isASCII(str) {
		return min(unit, len(str))
	}
	at := 0
	for i, r := range str {
		if at >= unit {
			return i
		}
		at += unitsOf(r)
	}
	return len(str)
}

// compareUnits compares two texts by code units, which is the order of bytes
// but for code points beyond U+FFFF: their surrogates come before U+E000.
func compareUnits(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	if i == len(a) || i == len(b) || a[i] < 0xee || b[i] < 0xee {
		return compareOrdered(a[i:], b[i:])
	}
	// From 0xee on, a lead byte is of U+E000 to U+FFFF, or from 0xf0 on of what
	// takes surrogates.
	aPair, bPair := a[i] >= 0xf0, b[i] >= 0xf0
	switch {
	case aPair == bPair:
		return compareOrdered(a[i:], b[i:])
	case aPair:
		return -1
	}
	return 1
}

package event

import (
	"math/bits"
	"strings"
)

// Strings are looked through eight bytes at a time: most are too short for what
// a call of strings.IndexByte costs.

const (
	lowBits  = 0x0101010101010101 // the lowest bit of each byte
	highBits = 0x8080808080808080 // the highest
)

// load8 reads s[i:i+8], the first byte lowest. The compiler makes one load of it.
func load8(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// equal marks the bytes of a word that are c by their highest bits. The lowest
// mark is right; those above may be wrong, but none is left out.
func equal(word uint64, c byte) uint64 {
	x := word ^ uint64(c)*lowBits
	return (x - lowBits) &^ x & highBits
}

// shortString is up to which length, in bytes, strings are looked through by
// words.
const shortString = 64

// pastString goes through a string, whose first character is at a place. Its
// escapes are checked when it is read; control characters, which JSON wants
// escaped, pass as they do in most producers.
func pastString(text string, at int) int {
	at++
	for long := at + shortString; at <= len(text)-8; at += 8 {
		if marks := equal(load8(text, at), '"'); marks != 0 {
			end := at + bits.TrailingZeros64(marks)>>3
			if text[end-1] != '\\' || !isEscaped(text, end) {
				return end + 1
			}
			at = end + 1 - 8 // goes on behind it
		}
		if at >= long {
			break
		}
	}
	for {
		n := strings.IndexByte(text[at:], '"')
		if n < 0 {
			return none
		}
		if at += n + 1; !isEscaped(text, at-1) {
			return at
		}
	}
}

// isEscaped reports whether the character at a place is escaped, which stands in
// a string: behind an odd number of backslashes.
func isEscaped(text string, at int) bool {
	slashes := 0
	for text[at-slashes-1] == '\\' {
		slashes++
	}
	return slashes%2 == 1
}

// nameEnd goes through a string, whose first character is past, to the quote at
// its end. odd says that there may be a backslash or a dot in it.
func nameEnd(text string, at int) (end int, odd bool) {
	start, seen := at, uint64(0)
	for ; at <= len(text)-8; at += 8 {
		word := load8(text, at)
		special := equal(word, '\\') | equal(word, '.')
		marks := equal(word, '"')
		if marks == 0 {
			seen |= special
			continue
		}
		end := at + bits.TrailingZeros64(marks)>>3
		if text[end-1] == '\\' && isEscaped(text, end) {
			break
		}
		return end, seen|special&(marks&-marks-1) != 0
	}
	// At the end of the text, or with an escaped quote, which few names have.
	if at = pastString(text, start-1); at == none {
		return none, false
	}
	return at - 1, true
}

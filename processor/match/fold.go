package match

import "math/bits"

// Case on fields is ASCII's alone, as with Lucene's case_insensitive: 'A' to
// 'Z' fold to 'a' to 'z', every other byte is itself. A folded string is as
// long as its original, so strings are compared without building anything.

// lower maps each byte to its folded form.
var lower = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			t[i] += 'a' - 'A'
		}
	}
	return t
}()

// foldASCII returns s folded. It allocates where s has upper-case letters.
func foldASCII(s string) string {
	for i := range len(s) {
		if lower[s[i]] != s[i] {
			b := []byte(s)
			for j := i; j < len(b); j++ {
				b[j] = lower[b[j]]
			}
			return string(b)
		}
	}
	return s
}

// fold8 folds eight bytes at once: the top bit of each byte of upper is set
// where the byte of x is an upper-case letter, and moved to 0x20 it turns that
// letter into the lower-case one.
func fold8(x uint64) uint64 {
	const ones = 0x0101010101010101
	low := x & (0x7f * ones)
	fromA := low + (0x80-'A')*ones
	beyondZ := low + (0x7f-'Z')*ones
	upper := (fromA ^ beyondZ) &^ x & (0x80 * ones)
	return x | upper>>2
}

// load8 reads s[i:i+8]. The compiler makes one load of it.
func load8(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// loadTail reads the last bytes of s from i on, fewer than eight.
func loadTail(s string, i int) uint64 {
	// Fast path: the eight bytes that end s hold them, shifted up.
	if len(s) >= 8 {
		return load8(s, len(s)-8) >> (8 * uint(8-(len(s)-i)))
	}
	var x uint64
	for j := len(s) - 1; j >= i; j-- {
		x = x<<8 | uint64(s[j])
	}
	return x
}

// Outline returns one bit of 64, by a text's length and first letter. Texts that
// are equal but for the case of letters have the same one; few others do, so
// that most texts which are no member of a set are known by it.
func Outline(s string) uint64 { return 1 << OutlineNumber(s) }

// OutlineNumber returns the number of an outline's bit, from 0 to 63.
func OutlineNumber(s string) uint {
	if s == "" {
		return 0
	}
	return (uint(len(s)) + uint(s[0]|0x20)<<3) % 64
}

// equalFold reports whether s folds to folded.
func equalFold(s, folded string) bool {
	if len(s) != len(folded) {
		return false
	}
	i := 0
	for ; i+8 <= len(s); i += 8 {
		if fold8(load8(s, i)) != load8(folded, i) {
			return false
		}
	}
	return i == len(s) || fold8(loadTail(s, i)) == loadTail(folded, i)
}

// hasPrefixFold reports whether s, folded, starts with folded.
func hasPrefixFold(s, folded string) bool {
	return len(s) >= len(folded) && equalFold(s[:len(folded)], folded)
}

// hasSuffixFold reports whether s, folded, ends with folded.
func hasSuffixFold(s, folded string) bool {
	return len(s) >= len(folded) && equalFold(s[len(s)-len(folded):], folded)
}

// hash returns a hash of s, of its folded form where fold is true. It is no
// defence against made-up collisions: tables are made of literals only, and a
// value that collides costs one comparison.
func hash(s string, fold bool) uint64 {
	const k0, k1 = 0x9e3779b97f4a7c15, 0xa0761d6478bd642f
	h := uint64(len(s)) * k1
	i := 0
	for ; i+8 <= len(s); i += 8 {
		x := load8(s, i)
		if fold {
			x = fold8(x)
		}
		h = mix(h^x, k0)
	}
	if i < len(s) {
		x := loadTail(s, i)
		if fold {
			x = fold8(x)
		}
		h = mix(h^x, k0)
	}
	return mix(h, k1)
}

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

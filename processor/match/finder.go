package match

import "strings"

// finder finds one literal in texts, exactly or folded.
type finder struct {
	literal string // folded where fold is true; not empty
	fold    bool
	rare    int // offset of the byte looked for first
	letter  bool
}

func newFinder(literal string, fold bool) *finder {
	f := &finder{literal: literal, fold: fold}
	for i := range len(literal) {
		if rarity(literal[i]) > rarity(literal[f.rare]) {
			f.rare = i
		}
	}
	c := literal[f.rare]
	f.letter = 'a' <= c && c <= 'z'
	return f
}

// rarity orders bytes by how seldom they stand in paths and command lines;
// what isn't a letter can be looked for without folding.
func rarity(c byte) int {
	switch {
	case c == ' ' || c == '\\' || c == '/' || c == '.' || c == '-':
		return 2
	case '0' <= c && c <= '9':
		return 4
	case c == 'j' || c == 'q' || c == 'x' || c == 'z' || c == 'k' || c == 'v' || c == 'w':
		return 3
	case 'a' <= lower[c] && lower[c] <= 'z':
		return 1
	}
	return 5
}

// index returns where the literal first stands in s; -1 if it doesn't.
func (f *finder) index(s string) int {
	if !f.fold {
		return strings.Index(s, f.literal)
	}
	if f.letter {
		return f.indexLetter(s)
	}
	c := f.literal[f.rare]
	for at := 0; at+len(f.literal) <= len(s); {
		// Fast path: IndexByte compares many bytes at once, and c has no case.
		next := strings.IndexByte(s[at+f.rare:len(s)-len(f.literal)+f.rare+1], c)
		if next < 0 {
			return -1
		}
		at += next
		if equalFold(s[at:at+len(f.literal)], f.literal) {
			return at
		}
		at++
	}
	return -1
}

func (f *finder) indexLetter(s string) int {
	c := f.literal[f.rare]
	for at := 0; at+len(f.literal) <= len(s); at++ {
		if s[at+f.rare]|0x20 == c && equalFold(s[at:at+len(f.literal)], f.literal) {
			return at
		}
	}
	return -1
}

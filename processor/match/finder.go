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
	if len(s) < len(f.literal) {
		return -1
	}
	// Fast path: the places where the rare byte can stand are searched for it,
	// in either case, by IndexByte, which looks at many bytes at once.
	places := s[f.rare : len(s)-len(f.literal)+f.rare+1]
	small := f.literal[f.rare]
	nextSmall, nextCapital := indexFrom(places, 0, small), len(places)
	if f.letter {
		nextCapital = indexFrom(places, 0, small-('a'-'A'))
	}
	for {
		i := min(nextSmall, nextCapital)
		switch {
		case i == len(places):
			return -1
		case equalFold(s[i:i+len(f.literal)], f.literal):
			return i
		case i == nextSmall:
			nextSmall = indexFrom(places, i+1, small)
		default:
			nextCapital = indexFrom(places, i+1, small-('a'-'A'))
		}
	}
}

// indexFrom returns where c first stands in s at or behind from; len(s) if it
// doesn't.
func indexFrom(s string, from int, c byte) int {
	if i := strings.IndexByte(s[from:], c); i >= 0 {
		return from + i
	}
	return len(s)
}

package match

import (
	"strings"
	"unicode/utf8"
)

// wildcard is one pattern of `:` or `like`: `*` stands for any text, also
// none and across lines, `?` for exactly one code point, everything else, a
// backslash too, for itself. The whole text has to match.
type wildcard struct {
	fold bool
	head piece   // before the first `*`
	tail piece   // behind the last `*`
	rest []piece // between two, not empty
	star bool    // there is a `*`; else head is all
}

// piece is the part of a pattern between two `*`.
type piece struct {
	text  string // folded where the pattern is; a `?` is written as mark
	marks bool   // there is a mark
	lead  int    // how many marks come first, if none comes later; else 0
	find  *finder
}

// mark is a byte that occurs in no UTF-8 text.
const mark = 0xff

func newWildcard(pattern string, fold bool) *wildcard {
	if fold {
		pattern = foldASCII(pattern)
	}
	parts := strings.Split(pattern, "*")
	w := &wildcard{fold: fold, head: newPiece(parts[0], fold), star: len(parts) > 1}
	if !w.star {
		return w
	}
	w.tail = newPiece(parts[len(parts)-1], fold)
	for _, part := range parts[1 : len(parts)-1] {
		if part != "" {
			w.rest = append(w.rest, newPiece(part, fold))
		}
	}
	return w
}

func newPiece(part string, fold bool) piece {
	p := piece{text: part, marks: strings.Contains(part, "?")}
	if p.marks {
		p.text = strings.ReplaceAll(part, "?", string([]byte{mark}))
		if literal := strings.TrimLeft(part, "?"); !strings.Contains(literal, "?") {
			p.lead = len(part) - len(literal)
		}
	} else if part != "" {
		p.find = newFinder(part, fold)
	}
	return p
}

// matches reports whether the whole of s is what the pattern describes.
func (w *wildcard) matches(s string) bool {
	from, ok := w.head.forward(s, w.fold)
	if !ok {
		return false
	}
	if !w.star {
		return from == len(s)
	}
	to, ok := w.tail.backward(s, from, w.fold)
	if !ok {
		return false
	}
	s = s[from:to]
	for i := range w.rest {
		end, ok := w.rest[i].search(s, w.fold)
		if !ok {
			return false
		}
		s = s[end:]
	}
	return true
}

// forward matches the piece at the start of s and returns where it ends.
func (p *piece) forward(s string, fold bool) (end int, ok bool) {
	if len(s) < len(p.text) { // a mark takes at least one byte
		return 0, false
	}
	if !p.marks {
		return len(p.text), equalPart(s[:len(p.text)], p.text, fold)
	}
	// Fast path: behind its marks the piece is a literal, as in ?:\dir\.
	if p.lead > 0 {
		start, ok := skipRunes(s, p.lead)
		end := start + len(p.text) - p.lead
		return end, ok && end <= len(s) && equalPart(s[start:end], p.text[p.lead:], fold)
	}
	for i := range len(p.text) {
		if end == len(s) {
			return 0, false
		}
		c := s[end]
		switch {
		case p.text[i] == mark:
			if c >= utf8.RuneSelf {
				_, size := utf8.DecodeRuneInString(s[end:])
				end += size
				continue
			}
		case c != p.text[i] && !(fold && lower[c] == p.text[i]):
			return 0, false
		}
		end++
	}
	return end, true
}

// skipRunes returns where the code point behind the first n of s starts; ok is
// false if s has fewer than n.
func skipRunes(s string, n int) (at int, ok bool) {
	for range n {
		if at == len(s) {
			return 0, false
		}
		if s[at] < utf8.RuneSelf {
			at++
			continue
		}
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at, true
}

// backward matches the piece at the end of s, not before from, and returns
// where it starts.
func (p *piece) backward(s string, from int, fold bool) (start int, ok bool) {
	if len(s)-from < len(p.text) {
		return 0, false
	}
	if !p.marks {
		start = len(s) - len(p.text)
		return start, equalPart(s[start:], p.text, fold)
	}
	start = len(s)
	for i := len(p.text) - 1; i >= 0; i-- {
		if start <= from {
			return 0, false
		}
		c := s[start-1]
		switch {
		case p.text[i] == mark:
			if c >= utf8.RuneSelf {
				_, size := utf8.DecodeLastRuneInString(s[:start])
				start -= size
				continue
			}
		case c != p.text[i] && !(fold && lower[c] == p.text[i]):
			return 0, false
		}
		start--
	}
	return start, start >= from
}

// search finds the piece anywhere in s, as far left as can be, and returns
// where it ends.
func (p *piece) search(s string, fold bool) (end int, ok bool) {
	if !p.marks {
		at := p.find.index(s)
		return at + len(p.text), at >= 0
	}
	for at := 0; len(s)-at >= len(p.text); {
		if end, ok := p.forward(s[at:], fold); ok {
			return at + end, true
		}
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return 0, false
}

func equalPart(s, part string, fold bool) bool {
	if fold {
		return equalFold(s, part)
	}
	return s == part
}

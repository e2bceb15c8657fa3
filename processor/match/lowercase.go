package match

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The functions with `~` compare lower case in all of Unicode, unlike the
// operators on fields: Elasticsearch runs them as scripts that call
// toLowerCase. One code point becomes one here; the only letter to which Java
// gives two, U+0130, and its final sigma are not imitated.

// prefixLower reports whether s starts with prefix but for case, and where in s
// that ends, in bytes.
func prefixLower(s, prefix string) (end int, ok bool) {
	for i := 0; i < len(prefix); {
		if end >= len(s) {
			return 0, false
		}
		a, b := s[end], prefix[i]
		if a < utf8.RuneSelf && b < utf8.RuneSelf {
			if lower[a] != lower[b] {
				return 0, false
			}
			end++
			i++
			continue
		}
		r, width := utf8.DecodeRuneInString(s[end:])
		p, step := utf8.DecodeRuneInString(prefix[i:])
		if r != p && unicode.ToLower(r) != unicode.ToLower(p) {
			return 0, false
		}
		end += width
		i += step
	}
	return end, true
}

// suffixLower reports whether s ends with suffix but for case.
func suffixLower(s, suffix string) bool {
	for suffix != "" {
		if s == "" {
			return false
		}
		a, b := s[len(s)-1], suffix[len(suffix)-1]
		if a < utf8.RuneSelf && b < utf8.RuneSelf {
			if lower[a] != lower[b] {
				return false
			}
			s, suffix = s[:len(s)-1], suffix[:len(suffix)-1]
			continue
		}
		r, width := utf8.DecodeLastRuneInString(s)
		p, step := utf8.DecodeLastRuneInString(suffix)
		if r != p && unicode.ToLower(r) != unicode.ToLower(p) {
			return false
		}
		s, suffix = s[:len(s)-width], suffix[:len(suffix)-step]
	}
	return true
}

// indexLower returns where part first stands in s but for case, and where it
// ends there, in bytes; ok is false if it doesn't.
func indexLower(s, part string) (start, end int, ok bool) {
	for start <= len(s) {
		if length, ok := prefixLower(s[start:], part); ok {
			return start, start + length, true
		}
		_, width := utf8.DecodeRuneInString(s[start:])
		start += max(width, 1)
	}
	return 0, 0, false
}

// lastIndexLower is indexLower for the last place.
func lastIndexLower(s, part string) (start int, ok bool) {
	for start = len(s); ; {
		if _, ok := prefixLower(s[start:], part); ok {
			return start, true
		}
		if start == 0 {
			return 0, false
		}
		_, width := utf8.DecodeLastRuneInString(s[:start])
		start -= width
	}
}

// indexText is indexLower where fold is true, else the same with case.
func indexText(s, part string, fold bool) (start, end int, ok bool) {
	if fold {
		return indexLower(s, part)
	}
	start = strings.Index(s, part)
	return start, start + len(part), start >= 0
}

// equalIgnoringCase compares as Java's compareToIgnoreCase does: by the lower
// case of the upper case of each code point.
func equalIgnoringCase(a, b string) bool {
	for a != "" && b != "" {
		if a[0] < utf8.RuneSelf && b[0] < utf8.RuneSelf {
			if lower[a[0]] != lower[b[0]] {
				return false
			}
			a, b = a[1:], b[1:]
			continue
		}
		r, width := utf8.DecodeRuneInString(a)
		p, step := utf8.DecodeRuneInString(b)
		if r != p && foldRune(r) != foldRune(p) {
			return false
		}
		a, b = a[width:], b[step:]
	}
	return a == b
}

func foldRune(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }

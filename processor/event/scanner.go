package event

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner goes through JSON text once. Its methods return false where the text
// is no JSON; they stop at their first doubt and never panic.
type scanner struct {
	text  string
	at    int
	found *Text
}

// maxText bounds the length of a text, so that places fit.
const maxText = 1 << 30

func (s *scanner) blanks() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// next skips blanks and reports whether c follows, taking it.
func (s *scanner) next(c byte) bool {
	s.blanks()
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

// object goes through an object, whose first character is next. node says
// which of its members are wanted; nil none.
func (s *scanner) object(node *textNode, depth int) bool {
	if s.at++; depth > maxNesting || len(s.text) > maxText {
		return false
	}
	if s.next('}') {
		return true
	}
	for {
		s.blanks()
		start := s.at
		if !s.str() {
			return false
		}
		child := node.member(s.text[start+1 : s.at-1])
		if !s.next(':') || !s.value(child, depth+1) {
			return false
		}
		if s.next('}') {
			return true
		}
		if !s.next(',') {
			return false
		}
	}
}

// maxNesting is encoding/json's.
const maxNesting = 10_000

// member returns the node of a member's name, which may be several parts joined
// by dots.
func (n *textNode) member(name string) *textNode {
	if n == nil || len(n.children) == 0 {
		return nil
	}
	// Fast path: no name in plain has escapes, so this one has none either.
	if child := n.plain.find(name); child != nil {
		return child
	}
	if strings.IndexByte(name, '\\') >= 0 {
		name = string(appendUnescaped(nil, name))
	} else if strings.IndexByte(name, '.') < 0 {
		return nil
	}
	if child := n.children[name]; child != nil {
		return child
	}
	for n != nil {
		part, rest, more := strings.Cut(name, ".")
		n = n.children[part]
		if !more {
			return n
		}
		name = rest
	}
	return nil
}

// value goes through any value and notes it if it is a wanted scalar.
func (s *scanner) value(node *textNode, depth int) bool {
	s.blanks()
	if s.at >= len(s.text) {
		return false
	}
	start := s.at
	ok := false
	switch s.text[s.at] {
	case '{':
		return s.object(node, depth)
	case '[':
		return s.array(node, depth)
	case '"':
		ok = s.str()
	case 't':
		ok = s.word("true")
	case 'f':
		ok = s.word("false")
	case 'n':
		return s.word("null")
	default:
		ok = s.number()
	}
	if ok && node != nil && node.id != noParent {
		s.found.add(node.id, start, s.at)
	}
	return ok
}

func (s *scanner) array(node *textNode, depth int) bool {
	if s.at++; depth > maxNesting {
		return false
	}
	if s.next(']') {
		return true
	}
	for {
		if !s.value(node, depth+1) {
			return false
		}
		if s.next(']') {
			return true
		}
		if !s.next(',') {
			return false
		}
	}
}

func (s *scanner) word(w string) bool {
	if !strings.HasPrefix(s.text[s.at:], w) {
		return false
	}
	s.at += len(w)
	return true
}

// str goes through a string. Its escapes are checked when it is read; control
// characters, which JSON wants escaped, pass as they do in most producers.
func (s *scanner) str() bool {
	if s.at >= len(s.text) || s.text[s.at] != '"' {
		return false
	}
	s.at++
	for {
		n := strings.IndexByte(s.text[s.at:], '"')
		if n < 0 {
			return false
		}
		end := s.at + n
		slashes := 0
		for end-slashes > s.at && s.text[end-slashes-1] == '\\' {
			slashes++
		}
		s.at = end + 1
		if slashes%2 == 0 {
			return true
		}
	}
}

func (s *scanner) number() bool {
	digits := false
	switch c := s.text[s.at]; {
	case c == '-':
		s.at++
	case c < '0' || c > '9':
		return false
	}
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case '0' <= c && c <= '9':
			digits = true
		case c == '.', c == 'e', c == 'E', c == '+', c == '-':
		default:
			return digits
		}
		s.at++
	}
	return digits
}

// appendUnescaped appends a JSON string's content with its escapes resolved.
// An escape that is none stands for itself, half a surrogate pair for U+FFFD.
func appendUnescaped(dst []byte, s string) []byte {
	for {
		n := strings.IndexByte(s, '\\')
		if n < 0 || n+1 == len(s) {
			return append(dst, s...)
		}
		dst = append(dst, s[:n]...)
		c := s[n+1]
		s = s[n+2:]
		switch c {
		case '"', '\\', '/':
			dst = append(dst, c)
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			dst, s = appendUnicode(dst, s)
		default:
			dst = append(dst, '\\', c)
		}
	}
}

// appendUnicode appends the character of four hexadecimal digits, or of two
// such escapes that are a surrogate pair, and returns what is behind.
func appendUnicode(dst []byte, s string) ([]byte, string) {
	r, ok := hexRune(s)
	if !ok {
		return append(dst, '\\', 'u'), s
	}
	s = s[4:]
	if utf16.IsSurrogate(r) {
		if len(s) >= 6 && s[0] == '\\' && s[1] == 'u' {
			if low, ok := hexRune(s[2:]); ok {
				if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
					return utf8.AppendRune(dst, pair), s[6:]
				}
			}
		}
		r = utf8.RuneError
	}
	return utf8.AppendRune(dst, r), s
}

func hexRune(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	var r rune
	for i := range 4 {
		c := s[i]
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case 'A' <= c && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

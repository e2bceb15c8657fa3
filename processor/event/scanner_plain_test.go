package event

import "strings"

// plainScanner does what a scanner does, byte by byte and without anything that
// makes it fast.
type plainScanner struct {
	text  string
	at    int
	found func(id PathID, start, end int)
}

func (s *plainScanner) document(root *textNode) bool {
	s.blanks()
	if s.at == len(s.text) || s.text[s.at] != '{' || !s.object(root, 0) {
		return false
	}
	s.blanks()
	return s.at == len(s.text)
}

func (s *plainScanner) blanks() {
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
func (s *plainScanner) next(c byte) bool {
	s.blanks()
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

// object goes through an object, whose first character is next. node says
// which of its members are wanted; nil none.
func (s *plainScanner) object(node *textNode, depth int) bool {
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

// member returns the node of a member's name, which may be several parts joined
// by dots.
func (n *textNode) member(name string) *textNode {
	if n == nil {
		return nil
	}
	if strings.IndexByte(name, '\\') >= 0 {
		name = string(appendUnescaped(nil, name))
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
func (s *plainScanner) value(node *textNode, depth int) bool {
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
	if ok && node != nil && node.id != noPath {
		s.found(node.id, start, s.at)
	}
	return ok
}

func (s *plainScanner) array(node *textNode, depth int) bool {
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

func (s *plainScanner) word(w string) bool {
	if !strings.HasPrefix(s.text[s.at:], w) {
		return false
	}
	s.at += len(w)
	return true
}

// str goes through a string. Its escapes are checked when it is read; control
// characters, which JSON wants escaped, pass as they do in most producers.
func (s *plainScanner) str() bool {
	if s.at >= len(s.text) || s.text[s.at] != '"' {
		return false
	}
	s.at++
	for ; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case '\\':
			s.at++
		case '"':
			s.at++
			return true
		}
	}
	return false
}

func (s *plainScanner) number() bool {
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

package event

import "strings"

// scanner goes through JSON text once. Its methods begin at a place in the text
// and return the place behind what they have gone through, or none where the
// text is no JSON; they stop at their first doubt and never panic. Places are
// handed on rather than kept, so that they stay in registers.
type scanner struct {
	text  string
	found *Text
}

const (
	// none is where no place is.
	none = -1
	// maxText bounds the length of a text, so that places fit.
	maxText = 1 << 30
	// maxNesting is encoding/json's.
	maxNesting = 10_000
)

// document goes through the whole text and reports whether it is an object.
func (s *scanner) document(root *textNode) bool {
	text := s.text
	at := pastBlanks(text, 0)
	if at >= len(text) || text[at] != '{' || len(text) > maxText {
		return false
	}
	at = s.object(at+1, root, 0)
	return at != none && pastBlanks(text, at) == len(text)
}

// object goes through an object, whose first character is past. node says which
// of its members are wanted.
func (s *scanner) object(at int, node *textNode, depth int) int {
	text := s.text
	at = pastBlanks(text, at)
	switch {
	case depth > maxNesting:
		return none
	case at < len(text) && text[at] == '}':
		return at + 1
	}
	for {
		name := at + 1
		if at >= len(text) || text[at] != '"' {
			return none
		}
		end, odd := nameEnd(text, name)
		if end == none {
			return none
		}
		child := node.plain.find(text, name, end)
		if child == nil && odd {
			child = node.spelt(text[name:end])
		}
		if at = pastBlanks(text, end+1); at >= len(text) || text[at] != ':' {
			return none
		}
		at = pastBlanks(text, at+1)
		switch {
		case child != nil:
			at = s.value(at, child, depth+1)
		case at < len(text) && text[at] == '"': // Fast path: most members
			at = pastString(text, at)
		default:
			at = s.skip(at, depth+1)
		}
		if at == none {
			return none
		}
		more := false
		if at, more = pastItem(text, at, '}'); !more {
			return at
		}
		at = pastBlanks(text, at)
	}
}

// value goes through any value and notes it if it is a wanted scalar.
func (s *scanner) value(at int, node *textNode, depth int) int {
	if at >= len(s.text) {
		return none
	}
	end := none
	switch s.text[at] {
	case '{':
		return s.object(at+1, node, depth)
	case '[':
		return s.array(at+1, node, depth)
	case '"':
		end = pastString(s.text, at)
	case 'n':
		return pastWord(s.text, at, "null")
	default:
		end = pastBare(s.text, at)
	}
	if end != none && node.id != noPath {
		s.found.add(node.id, at, end)
	}
	return end
}

// array goes through an array, whose first character is past, and whose values
// are the node's.
func (s *scanner) array(at int, node *textNode, depth int) int {
	text := s.text
	at = pastBlanks(text, at)
	switch {
	case depth > maxNesting:
		return none
	case at < len(text) && text[at] == ']':
		return at + 1
	}
	for {
		if at = s.value(at, node, depth+1); at == none {
			return none
		}
		more := false
		if at, more = pastItem(text, at, ']'); !more {
			return at
		}
		at = pastBlanks(text, at)
	}
}

// skip goes through a value of which nothing is wanted.
func (s *scanner) skip(at, depth int) int {
	if at >= len(s.text) {
		return none
	}
	switch s.text[at] {
	case '"':
		return pastString(s.text, at)
	case '{':
		return s.skipItems(at+1, depth, '}')
	case '[':
		return s.skipItems(at+1, depth, ']')
	}
	return pastBare(s.text, at)
}

// skipItems goes through an object or array, whose first character is past, up
// to its end, the last.
func (s *scanner) skipItems(at, depth int, last byte) int {
	text := s.text
	at = pastBlanks(text, at)
	switch {
	case depth > maxNesting:
		return none
	case at < len(text) && text[at] == last:
		return at + 1
	}
	for {
		if last == '}' {
			if at >= len(text) || text[at] != '"' {
				return none
			}
			if at = pastString(text, at); at == none {
				return none
			}
			if at = pastBlanks(text, at); at >= len(text) || text[at] != ':' {
				return none
			}
			at = pastBlanks(text, at+1)
		}
		if at < len(text) && text[at] == '"' { // Fast path: most values
			at = pastString(text, at)
		} else {
			at = s.skip(at, depth+1)
		}
		if at == none {
			return none
		}
		more := false
		if at, more = pastItem(text, at, last); !more {
			return at
		}
		at = pastBlanks(text, at)
	}
}

// pastItem goes to what stands behind an item of an object or array: a comma,
// with more to come, or the last character.
func pastItem(text string, at int, last byte) (place int, more bool) {
	at = pastBlanks(text, at)
	switch {
	case at >= len(text):
		return none, false
	case text[at] == ',':
		return at + 1, true
	case text[at] == last:
		return at + 1, false
	}
	return none, false
}

func pastBlanks(text string, at int) int {
	const blanks uint64 = 1<<' ' | 1<<'\t' | 1<<'\n' | 1<<'\r'
	for at < len(text) && text[at] <= ' ' && blanks>>text[at]&1 != 0 {
		at++
	}
	return at
}

// pastBare goes through a value without quotes or brackets.
func pastBare(text string, at int) int {
	switch text[at] {
	case 't':
		return pastWord(text, at, "true")
	case 'f':
		return pastWord(text, at, "false")
	case 'n':
		return pastWord(text, at, "null")
	}
	return pastNumber(text, at)
}

func pastWord(text string, at int, word string) int {
	if !strings.HasPrefix(text[at:], word) {
		return none
	}
	return at + len(word)
}

func pastNumber(text string, at int) int {
	digits := false
	switch c := text[at]; {
	case c == '-':
		at++
	case c < '0' || c > '9':
		return none
	}
	for ; at < len(text); at++ {
		switch c := text[at]; {
		case '0' <= c && c <= '9':
			digits = true
			continue
		case c == '.', c == 'e', c == 'E', c == '+', c == '-':
			continue
		}
		break
	}
	if !digits {
		return none
	}
	return at
}

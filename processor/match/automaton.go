package match

import "unicode/utf8"

// automaton matches whole texts against a regular expression, in time linear
// in the text and without allocating.
type automaton struct {
	alphabet *alphabet
	width    int      // classes in the alphabet
	next     []uint16 // by state*width + class
	accepts  []bool   // by state
	start    uint16
}

// Once in one of these states a text stays there.
const (
	deadState uint16 = 0 // nothing matches any more
	fullState uint16 = 1 // everything matches
)

// match reports whether the whole of s matches. Bytes that are no UTF-8 count
// as U+FFFD each.
func (a *automaton) match(s string) bool {
	state := a.start
	for i := 0; i < len(s) && state > fullState; {
		var class uint8
		if c := s[i]; c < utf8.RuneSelf {
			class = a.alphabet.ascii[c]
			i++
		} else {
			r, size := utf8.DecodeRuneInString(s[i:])
			class = a.alphabet.class(r)
			i += size
		}
		state = a.next[int(state)*a.width+int(class)]
	}
	return a.accepts[state]
}

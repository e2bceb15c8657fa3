package match

import (
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// wildcardSet passes for text that matches any of several patterns, one of
// which at least has a wildcard. Patterns of one shape are looked for together.
type wildcardSet struct {
	fold     bool
	patterns []string // as given, folded where fold is true; for key

	exact      *stringSet // patterns without wildcards; nil where there are none
	prefixes   []string   // abc*
	firsts     byteSet    // the first bytes of prefixes
	suffixes   []string   // *abc
	lasts      byteSet    // the last bytes of suffixes
	infixes    []*finder  // *abc*, where there are few
	manyInfix  *scanner   // *abc*, where there are many
	irregulars []*wildcard
}

// newPatternTest makes the test of a wildcard operator: exists where a pattern
// matches all text, a textSet where none has a wildcard.
func newPatternTest(patterns []string, fold bool) test {
	wild := false
	for _, p := range patterns {
		if p != "" && strings.Trim(p, "*") == "" {
			return exists{}
		}
		wild = wild || strings.ContainsAny(p, "*?")
	}
	if !wild {
		return newPatternSet(patterns, fold)
	}
	return newWildcardSet(patterns, fold)
}

func newWildcardSet(patterns []string, fold bool) *wildcardSet {
	t := &wildcardSet{fold: fold}
	var exact, infixes []string
	for _, p := range patterns {
		if fold {
			p = foldASCII(p)
		}
		t.patterns = append(t.patterns, p)
		body := strings.Trim(p, "*")
		switch {
		case strings.ContainsAny(body, "*?"):
			t.irregulars = append(t.irregulars, newWildcard(p, fold))
		case body == p:
			exact = append(exact, p)
		case p[0] != '*':
			t.prefixes = append(t.prefixes, body)
			t.firsts.add(body[0])
		case p[len(p)-1] != '*':
			t.suffixes = append(t.suffixes, body)
			t.lasts.add(body[len(body)-1])
		default:
			infixes = append(infixes, body)
		}
	}
	if len(exact) > 0 {
		t.exact = newStringSet(exact, fold)
	}
	t.addInfixes(infixes)
	return t
}

// fewInfixes is how many literals are sooner looked for one after the other.
const fewInfixes = 5

func (t *wildcardSet) addInfixes(literals []string) {
	var long []string
	for _, l := range literals {
		if len(l) > 1 && len(literals) > fewInfixes {
			long = append(long, l)
		} else {
			t.infixes = append(t.infixes, newFinder(l, t.fold))
		}
	}
	if len(long) > 0 {
		t.manyInfix = newScanner(long, t.fold)
	}
}

func (t *wildcardSet) pass(s *State, v event.Value) bool { return t.match(s.text(v)) }

func (t *wildcardSet) match(s string) bool {
	if t.exact != nil && t.exact.has(s) {
		return true
	}
	if s != "" {
		if t.firsts.has(lower[s[0]]) || t.firsts.has(s[0]) {
			for _, p := range t.prefixes {
				if len(s) >= len(p) && equalPart(s[:len(p)], p, t.fold) {
					return true
				}
			}
		}
		if last := s[len(s)-1]; t.lasts.has(lower[last]) || t.lasts.has(last) {
			for _, p := range t.suffixes {
				if len(s) >= len(p) && equalPart(s[len(s)-len(p):], p, t.fold) {
					return true
				}
			}
		}
	}
	for _, f := range t.infixes {
		if f.index(s) >= 0 {
			return true
		}
	}
	if t.manyInfix != nil && t.manyInfix.in(s) {
		return true
	}
	for _, w := range t.irregulars {
		if w.matches(s) {
			return true
		}
	}
	return false
}

func (t *wildcardSet) key() string {
	if t.fold {
		return "wildcard ~" + listKey(t.patterns)
	}
	return "wildcard " + listKey(t.patterns)
}

func (t *wildcardSet) demand() demand { return demand{} }

// byteSet is a set of bytes.
type byteSet [4]uint64

func (b *byteSet) add(c byte)      { b[c>>6] |= 1 << (c & 63) }
func (b *byteSet) has(c byte) bool { return b[c>>6]>>(c&63)&1 != 0 }

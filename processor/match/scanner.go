package match

// scanner finds any of many literals in one pass over a text: two bytes of
// each literal are hashed, and the literal is compared where those two turn up.
type scanner struct {
	fold    bool
	heads   [1 << scanBits]uint16 // by hash of two bytes: 1 + the first entry, or 0
	entries []scanEntry
}

const scanBits = 10

// scanEntry is one literal.
type scanEntry struct {
	literal string // folded where fold is true, at least two bytes
	offset  int    // of the two bytes in it
	next    uint16 // 1 + the next entry of the same hash, or 0
}

// newScanner makes a scanner for at most 65,535 literals of two bytes or more.
func newScanner(literals []string, fold bool) *scanner {
	x := &scanner{fold: fold}
	for _, l := range literals {
		e := scanEntry{literal: l}
		for i := range len(l) - 1 {
			if rarity(l[i])+rarity(l[i+1]) > rarity(l[e.offset])+rarity(l[e.offset+1]) {
				e.offset = i
			}
		}
		h := scanHash(l[e.offset], l[e.offset+1])
		e.next = x.heads[h]
		x.entries = append(x.entries, e)
		x.heads[h] = uint16(len(x.entries))
	}
	return x
}

// scanHash leaves case out, so that it serves folded literals too.
func scanHash(a, b byte) uint32 {
	return (uint32(a|0x20)*33 + uint32(b|0x20)*5) & (1<<scanBits - 1)
}

// in reports whether any of the literals stands in s.
func (x *scanner) in(s string) bool {
	if len(s) < 2 {
		return false
	}
	a := s[0]
	for i := 1; i < len(s); i++ {
		b := s[i]
		if at := x.heads[scanHash(a, b)]; at != 0 && x.at(s, i-1, at) {
			return true
		}
		a = b
	}
	return false
}

// at reports whether any of the literals from an entry on stands in s, its two
// hashed bytes being those at i.
func (x *scanner) at(s string, i int, entry uint16) bool {
	for entry != 0 {
		e := &x.entries[entry-1]
		start := i - e.offset
		if start >= 0 && start+len(e.literal) <= len(s) &&
			equalPart(s[start:start+len(e.literal)], e.literal, x.fold) {
			return true
		}
		entry = e.next
	}
	return false
}

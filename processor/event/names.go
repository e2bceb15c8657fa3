package event

import "math/bits"

// names finds what stands behind a name: a hash table with open addressing, at
// most a quarter full. A text has some forty names, and a map spends more on
// each than the scanner on all else about it.
type names struct {
	entries []namesEntry // a power of two of them, at least four; nil of no names
	shift   uint8        // from a hash to an index
}

type namesEntry struct {
	name string
	node *textNode // nil where the entry is free
}

func newNames(children map[string]*textNode) names {
	n := names{entries: make([]namesEntry, 4), shift: 62}
	for len(n.entries) < 4*len(children) {
		n.entries, n.shift = make([]namesEntry, 2*len(n.entries)), n.shift-1
	}
	for name, child := range children {
		at := n.start(name)
		for n.entries[at].node != nil {
			at = (at + 1) % len(n.entries)
		}
		n.entries[at] = namesEntry{name, child}
	}
	return n
}

// find returns the node of a name; nil where there is none.
func (n *names) find(name string) *textNode {
	if n.entries == nil {
		return nil
	}
	for at := n.start(name); ; at = (at + 1) & (len(n.entries) - 1) {
		if e := &n.entries[at]; e.node == nil || e.name == name {
			return e.node
		}
	}
}

// start returns where to look for a name first. Names that differ only between
// their first and last eight bytes share a place.
func (n *names) start(name string) int {
	var first, last uint64
	if len(name) >= 8 {
		first, last = load8(name, 0), load8(name, len(name)-8)
	} else {
		for i := range len(name) {
			first = first<<8 | uint64(name[i])
		}
	}
	const k0, k1 = 0x9e3779b97f4a7c15, 0xa0761d6478bd642f
	hash := (first*k0 ^ bits.RotateLeft64(last, 32) ^ uint64(len(name))) * k1
	return int(hash >> n.shift)
}

// load8 reads s[i:i+8]. The compiler makes one load of it.
func load8(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

package event

import (
	"math/bits"
	"strings"
)

// names finds what stands behind a name: a hash table with open addressing, at
// most a quarter full. A text has some forty names, and a map spends more on
// each than the scanner on all else about it.
type names struct {
	entries []namesEntry // a power of two of them, at least four; nil of no names
	shift   uint8        // from a hash to an index
}

type namesEntry struct {
	name        string
	first, last uint64    // see ends
	node        *textNode // nil where the entry is free
}

func newNames(children map[string]*textNode) names {
	n := names{entries: make([]namesEntry, 4), shift: 62}
	for len(n.entries) < 4*len(children) {
		n.entries, n.shift = make([]namesEntry, 2*len(n.entries)), n.shift-1
	}
	for name, child := range children {
		first, last := ends(name, 0, len(name))
		at := n.place(first, last, len(name))
		for n.entries[at].node != nil {
			at = (at + 1) % len(n.entries)
		}
		n.entries[at] = namesEntry{name, first, last, child}
	}
	return n
}

// find returns the node of the name that stands in a text; nil where there is
// none.
func (n *names) find(text string, start, end int) *textNode {
	if n.entries == nil {
		return nil
	}
	first, last := ends(text, start, end)
	size := end - start
	for at := n.place(first, last, size); ; at = (at + 1) & (len(n.entries) - 1) {
		e := &n.entries[at]
		switch {
		case e.node == nil:
			return nil
		case e.first != first || e.last != last || len(e.name) != size:
		case size <= 16 || e.name == text[start:end]:
			return e.node
		}
	}
}

// ends returns the first and the last eight bytes of a name that stands in a
// text; one that is shorter is all in the first, padded with zeros.
func ends(text string, start, end int) (first, last uint64) {
	switch size := end - start; {
	case size >= 8:
		return load8(text, start), load8(text, end-8)
	case start <= len(text)-8: // Fast path: what stands behind it is cut off
		return load8(text, start) & (1<<(8*size) - 1), 0
	}
	for i := start; i < end; i++ {
		first |= uint64(text[i]) << (8 * (i - start))
	}
	return first, 0
}

// place returns where to look for a name first. Names that differ only between
// their first and last eight bytes share a place.
func (n *names) place(first, last uint64, size int) int {
	const k0, k1 = 0x9e3779b97f4a7c15, 0xa0761d6478bd642f
	hash := (first*k0 ^ bits.RotateLeft64(last, 32) ^ uint64(size)) * k1
	return int(hash >> n.shift)
}

// spelt returns the node of a name that is no child's: one with escapes, or
// several parts joined by dots.
func (n *textNode) spelt(name string) *textNode {
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

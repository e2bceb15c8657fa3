package sequence

// index finds the newest hit with a hash: open addressing with linear probing,
// at most three quarters full. An entry has the whole hash beside the place, so
// that finding, removing and growing touch no hit, which would most likely be
// in no cache. It is guarded by its shard's lock.
type index struct {
	entries []indexEntry // a power of two
	keys    int          // entries in use
}

// indexEntry is a hash and 1 + the place of its newest hit; 0 is free.
type indexEntry struct{ hash, next uint32 }

const (
	firstEntries = 64
	entryBytes   = 8
)

func (x *index) home(hash uint32) uint32 { return hash & uint32(len(x.entries)-1) }

// find returns where the hash's entry stands, or the free entry where it would
// go. The index must not be empty.
func (x *index) find(hash uint32) (at uint32, ok bool) {
	mask := uint32(len(x.entries) - 1)
	for at = x.home(hash); ; at = (at + 1) & mask {
		switch e := &x.entries[at]; {
		case e.next == 0:
			return at, false
		case e.hash == hash:
			return at, true
		}
	}
}

// newest returns the place of the newest hit with this hash, or none.
func (x *index) newest(hash uint32) uint32 {
	if x.keys == 0 {
		return none
	}
	if at, ok := x.find(hash); ok {
		return x.newestAt(at)
	}
	return none
}

// newestAt is newest for where find has found the entry.
func (x *index) newestAt(at uint32) uint32 { return x.entries[at].next - 1 }

// set makes a hit the newest of its hash. There must be room for another entry.
func (x *index) set(hash, place uint32) {
	at, _ := x.find(hash)
	x.setAt(at, hash, place)
}

// setAt is set for where find has found the entry, or the free one.
func (x *index) setAt(at, hash, place uint32) {
	if x.entries[at].next == 0 {
		x.keys++
	}
	x.entries[at] = indexEntry{hash, place + 1}
}

// remove forgets the hash.
func (x *index) remove(hash uint32) {
	if at, ok := x.find(hash); ok {
		x.removeAt(at)
	}
}

// removeAt forgets the hash whose entry stands there, and closes the gap so that
// no probe ends early.
func (x *index) removeAt(gap uint32) {
	x.keys--
	mask := uint32(len(x.entries) - 1)
	for at := (gap + 1) & mask; x.entries[at].next != 0; at = (at + 1) & mask {
		// An entry may move back to the gap unless its home lies behind it.
		if (at-x.home(x.entries[at].hash))&mask >= (at-gap)&mask {
			x.entries[gap] = x.entries[at]
			gap = at
		}
	}
	x.entries[gap] = indexEntry{}
}

// each calls visit with the place of the newest hit of each hash.
func (x *index) each(visit func(place uint32)) {
	for _, e := range x.entries {
		if e.next != 0 {
			visit(e.next - 1)
		}
	}
}

// full reports whether another entry needs a larger index.
func (x *index) full() bool { return 4*(x.keys+1) > 3*len(x.entries) }

// resize moves the entries into n places, a power of two and more than keys.
func (x *index) resize(n int) {
	old := x.entries
	x.entries = make([]indexEntry, n)
	mask := uint32(n - 1)
	for _, e := range old {
		if e.next == 0 {
			continue
		}
		at := x.home(e.hash)
		for x.entries[at].next != 0 {
			at = (at + 1) & mask
		}
		x.entries[at] = e
	}
}

// bytes returns the memory that the index takes.
func (x *index) bytes() int { return entryBytes * len(x.entries) }

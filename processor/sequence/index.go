package sequence

// index finds the newest hit with a hash: open addressing with linear probing
// over ring indices, at most half full. It is guarded by its shard's lock.
type index struct {
	entries []uint32 // ring index + 1; 0 is free. A power of two.
	ring    *ring
}

// newIndex returns an empty index of a ring's hits, in the entries of an older
// one where they fit.
func newIndex(r *ring, entries []uint32) index {
	if n := 2 * len(r.hits); len(entries) != n {
		entries = make([]uint32, n)
	} else {
		clear(entries)
	}
	return index{entries: entries, ring: r}
}

func (x *index) home(hash uint64) uint32 { return uint32(hash) & uint32(len(x.entries)-1) }

// find returns the place of the hash's entry, or of the free entry where it
// would go.
func (x *index) find(hash uint64) (place uint32, ok bool) {
	mask := uint32(len(x.entries) - 1)
	for place = x.home(hash); ; place = (place + 1) & mask {
		e := x.entries[place]
		if e == 0 {
			return place, false
		}
		if x.ring.hits[e-1].hash == hash {
			return place, true
		}
	}
}

// newest returns the newest hit with this hash, or none.
func (x *index) newest(hash uint64) uint32 {
	if x.ring == nil { // nothing was ever put in
		return none
	}
	if place, ok := x.find(hash); ok {
		return x.entries[place] - 1
	}
	return none
}

// set makes a hit the newest of its hash. The hit stands in the ring.
func (x *index) set(hash uint64, hit uint32) {
	place, _ := x.find(hash)
	x.entries[place] = hit + 1
}

// remove forgets the hash, and closes the gap so that no probe ends early.
func (x *index) remove(hash uint64) {
	gap, ok := x.find(hash)
	if !ok {
		return
	}
	mask := uint32(len(x.entries) - 1)
	for place := (gap + 1) & mask; x.entries[place] != 0; place = (place + 1) & mask {
		home := x.home(x.ring.hits[x.entries[place]-1].hash)
		// An entry may move back to the gap unless its home lies behind it.
		if (place-home)&mask >= (place-gap)&mask {
			x.entries[gap] = x.entries[place]
			gap = place
		}
	}
	x.entries[gap] = 0
}

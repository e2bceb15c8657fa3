package sequence

// index finds the newest hit with a hash: open addressing with linear probing,
// at most three quarters full. An entry is a place and eight bits of the hash,
// so that a hash which isn't there is missed within the index. It is guarded by
// its shard's lock.
type index struct {
	entries []uint32 // tag<<24 | place+1; 0 is free. A power of two.
	keys    int      // entries in use
}

const (
	firstEntries = 64
	placeBits    = 24 // 128 MiB of log
	maxPlaces    = 1<<placeBits - 1
)

func tagOf(hash uint32) uint32 { return hash >> placeBits << placeBits }

func placeOf(entry uint32) uint32 { return entry&maxPlaces - 1 }

func (x *index) home(hash uint32) uint32 { return hash & uint32(len(x.entries)-1) }

// find returns where the hash's entry stands, or the free entry where it would
// go. The index must not be empty.
func (x *index) find(l *log, hash uint32) (at uint32, ok bool) {
	mask := uint32(len(x.entries) - 1)
	for at = x.home(hash); ; at = (at + 1) & mask {
		e := x.entries[at]
		if e == 0 {
			return at, false
		}
		if tagOf(e) == tagOf(hash) && l.record(placeOf(e)).hash() == hash {
			return at, true
		}
	}
}

// newest returns the place of the newest hit with this hash, or none.
func (x *index) newest(l *log, hash uint32) uint32 {
	if x.keys == 0 {
		return none
	}
	if at, ok := x.find(l, hash); ok {
		return placeOf(x.entries[at])
	}
	return none
}

// set makes a hit the newest of its hash. There must be room for another entry.
func (x *index) set(l *log, hash, place uint32) {
	at, ok := x.find(l, hash)
	if !ok {
		x.keys++
	}
	x.entries[at] = tagOf(hash) | place + 1
}

// remove forgets the hash, and closes the gap so that no probe ends early.
func (x *index) remove(l *log, hash uint32) {
	gap, ok := x.find(l, hash)
	if !ok {
		return
	}
	x.keys--
	mask := uint32(len(x.entries) - 1)
	for at := (gap + 1) & mask; x.entries[at] != 0; at = (at + 1) & mask {
		home := x.home(l.record(placeOf(x.entries[at])).hash())
		// An entry may move back to the gap unless its home lies behind it.
		if (at-home)&mask >= (at-gap)&mask {
			x.entries[gap] = x.entries[at]
			gap = at
		}
	}
	x.entries[gap] = 0
}

// full reports whether another entry needs a larger index.
func (x *index) full() bool { return 4*(x.keys+1) > 3*len(x.entries) }

// resize moves the entries into n places, a power of two and more than keys.
func (x *index) resize(l *log, n int) {
	old := x.entries
	x.entries = make([]uint32, n)
	mask := uint32(n - 1)
	for _, e := range old {
		if e == 0 {
			continue
		}
		at := x.home(l.record(placeOf(e)).hash())
		for x.entries[at] != 0 {
			at = (at + 1) & mask
		}
		x.entries[at] = e
	}
}

// bytes returns the memory that the index takes.
func (x *index) bytes() int { return 4 * len(x.entries) }

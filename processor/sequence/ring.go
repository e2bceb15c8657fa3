package sequence

// none is no ring index.
const none = ^uint32(0)

// hit is one event that has matched roles of one sequence, for one join key.
// Its key and evidence stand in the ring's bytes.
type hit struct {
	hash     uint64 // of sequence and key
	at       int64  // event time, nanoseconds
	tie      int64
	ref      uint64 // the caller's name for the event; 0 none
	roles    Roles
	older    uint32 // the next older hit with this hash; none at the end
	offset   uint32 // into the ring's bytes: key, then evidence
	size     uint16 // of key and evidence
	keySize  uint16
	sequence uint16
	clock    uint16 // whose time passing lets the hit expire
	reported uint8  // findings reported on this hit, less those since settled
	start    bool   // counts as a live partial match
	used     bool   // false once released; the space returns when the tail comes by

	summary // has a meaning in the newest hit of a key
}

// summary is what there is of a key: enough to know that a hit which comes in
// order of time can't complete anything.
type summary struct {
	depth uint16 // how many hits, at least
	begun bool   // one of them may begin a partial match
}

// ring holds a shard's hits in a buffer of fixed capacity: new ones go in at
// the head, and room is made at the tail. A hit released in between leaves a
// hole until the tail reaches it; a hit that is still of use when it does is
// moved to the head. Capacity doubles up to the limit. It is guarded by its
// shard's lock.
type ring struct {
	hits  []hit  // a power of two
	bytes []byte // a power of two
	head  uint32 // counts all hits ever put in; hits[head&mask] is next
	tail  uint32 // counts all that have left
	front uint32 // where the next bytes go
	back  uint32 // where the oldest bytes stand
	used  int    // hits that are used
	live  int    // bytes of the hits that are used
}

func newRing(hits, bytes int) ring {
	return ring{hits: make([]hit, hits), bytes: make([]byte, bytes)}
}

func (r *ring) mask() uint32 { return uint32(len(r.hits) - 1) }

// len returns the number of places taken, holes included.
func (r *ring) len() int { return int(r.head - r.tail) }

// oldest returns the index at the tail. The ring must not be empty.
func (r *ring) oldest() uint32 { return r.tail & r.mask() }

func (r *ring) key(h *hit) []byte { return r.bytes[h.offset:][:h.keySize] }

func (r *ring) evidence(h *hit) []byte { return r.bytes[h.offset:][h.keySize:h.size] }

// put adds a hit with its key and evidence at the head; ok is false where
// there is no room. It sets the hit's offset and sizes.
func (r *ring) put(h hit, key, evidence []byte) (index uint32, ok bool) {
	if r.len() == len(r.hits) {
		return none, false
	}
	size := len(key) + len(evidence)
	offset, ok := r.reserve(size)
	if !ok {
		return none, false
	}
	h.offset, h.size, h.keySize, h.used = offset, uint16(size), uint16(len(key)), true
	copy(r.bytes[offset:], key)
	copy(r.bytes[int(offset)+len(key):], evidence)
	index = r.head & r.mask()
	r.hits[index] = h
	r.head++
	r.used++
	r.live += size
	return index, true
}

// reserve takes size contiguous bytes behind the newest ones, starting over at
// the beginning of the buffer where the end is too short.
func (r *ring) reserve(size int) (uint32, bool) {
	if r.len() == 0 {
		r.front, r.back = 0, 0
	}
	front, back := int(r.front), int(r.back)
	wrapped := front < back || front == back && r.len() > 0
	switch {
	case wrapped && front+size <= back:
	case !wrapped && front+size <= len(r.bytes):
	case !wrapped && size <= back:
		front = 0
	default:
		return 0, false
	}
	r.front = uint32(front + size)
	return uint32(front), true
}

// release marks a hit as of no more use.
func (r *ring) release(index uint32) {
	h := &r.hits[index]
	h.used = false
	r.used--
	r.live -= int(h.size)
}

// pop takes the oldest place, which must be a hole, out of the ring.
func (r *ring) pop() {
	r.tail++
	if r.len() > 0 {
		r.back = r.hits[r.oldest()].offset
	}
}

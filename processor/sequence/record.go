package sequence

import "encoding/binary"

// record is one hit as it stands in a shard's log: a header, the join key and
// the evidence, rounded up to a multiple of eight bytes. A record may be longer
// than itself: its sizes say where it ends.
//
//	 0 hash     uint32  of sequence and key; the other half has picked the shard
//	 4 older    uint32  place of the next older hit with this hash, or none
//	 8 at       int64   event time, nanoseconds
//	16 ref      uint64  the caller's name for the event; 0 none
//	24 size     uint16  of key and evidence
//	26 keySize  uint16
//	28 sequence uint16  number in the store
//	30 clock    uint16  whose time passing lets the hit expire
//	32 host     uint16  whose share of the budget it takes
//	34 depth    uint16  see summary
//	36 roles    uint16  where none is beyond 16; else 16 bytes behind the header
//	38 flags    uint8
//	40 tie      int64   only where it isn't 0
type record []byte

const (
	headerBytes = 40
	unit        = 8 // places count in units
)

// flags are what else a record says.
type flags uint8

const (
	inUse        flags = 1 << iota // not set once released: the record is a hole
	startFlag                      // counts as a live partial match
	begunFlag                      // see summary
	wideFlag                       // roles beyond 16
	tiedFlag                       // has a tie
	reportedFlag                   // the match that ends with this hit is reported, see moment
	toldFlag                       // a finding was reported when this hit arrived
	againFlag                      // and is reported again if the event comes again, see retell
)

// entry is a hit on its way into a log.
type entry struct {
	hash                  uint32
	at, tie               int64
	ref                   uint64
	roles                 Roles
	sequence, clock, host uint16
	flags                 flags
	depth                 uint16
	key, evidence         []byte
}

func (e *entry) bytes() int { return recordBytes(e.flags, len(e.key)+len(e.evidence)) }

// shape sets the flags that decide how long the record is.
func (e *entry) shape() {
	if e.tie != 0 {
		e.flags |= tiedFlag
	}
	if e.roles[0]>>16|e.roles[1] != 0 {
		e.flags |= wideFlag
	}
}

// write fills a record.
func (e *entry) write(r record) {
	le, head := binary.LittleEndian, (*[headerBytes]byte)(r)
	le.PutUint32(head[0:], e.hash)
	le.PutUint32(head[4:], none)
	le.PutUint64(head[8:], uint64(e.at))
	le.PutUint64(head[16:], e.ref)
	le.PutUint16(head[24:], uint16(len(e.key)+len(e.evidence)))
	le.PutUint16(head[26:], uint16(len(e.key)))
	le.PutUint16(head[28:], e.sequence)
	le.PutUint16(head[30:], e.clock)
	le.PutUint16(head[32:], e.host)
	le.PutUint16(head[34:], e.depth)
	head[38], head[39] = byte(e.flags|inUse), 0
	if e.flags&tiedFlag != 0 {
		le.PutUint64(r[headerBytes:], uint64(e.tie))
	}
	r.setRoles(e.roles)
	data := r[prefixBytes(e.flags):]
	copy(data[copy(data, e.key):], e.evidence)
}

// prefixBytes is where the key begins.
func prefixBytes(f flags) int {
	n := headerBytes
	if f&tiedFlag != 0 {
		n += 8
	}
	if f&wideFlag != 0 {
		n += 16
	}
	return n
}

func recordBytes(f flags, data int) int {
	return (prefixBytes(f) + data + unit - 1) &^ (unit - 1)
}

func (r record) hash() uint32     { return binary.LittleEndian.Uint32(r[0:]) }
func (r record) older() uint32    { return binary.LittleEndian.Uint32(r[4:]) }
func (r record) at() int64        { return int64(binary.LittleEndian.Uint64(r[8:])) }
func (r record) ref() uint64      { return binary.LittleEndian.Uint64(r[16:]) }
func (r record) size() int        { return int(binary.LittleEndian.Uint16(r[24:])) }
func (r record) keySize() int     { return int(binary.LittleEndian.Uint16(r[26:])) }
func (r record) sequence() uint16 { return binary.LittleEndian.Uint16(r[28:]) }
func (r record) clock() uint16    { return binary.LittleEndian.Uint16(r[30:]) }
func (r record) host() uint16     { return binary.LittleEndian.Uint16(r[32:]) }
func (r record) depth() uint16    { return binary.LittleEndian.Uint16(r[34:]) }
func (r record) flags() flags     { return flags(r[38]) }

func (r record) has(f flags) bool { return r.flags()&f != 0 }

// takeStart makes the hit count as a live partial match no more, and reports
// whether it did.
func (r record) takeStart() bool {
	counted := r.has(startFlag)
	r.clear(startFlag)
	return counted
}

// bytes returns the length of the record in its log.
func (r record) bytes() int { return recordBytes(r.flags(), r.size()) }

func (r record) tie() int64 {
	if !r.has(tiedFlag) {
		return 0
	}
	return int64(binary.LittleEndian.Uint64(r[headerBytes:]))
}

func (r record) roles() Roles {
	if !r.has(wideFlag) {
		return Roles{uint64(binary.LittleEndian.Uint16(r[36:]))}
	}
	wide := r[prefixBytes(r.flags())-16:]
	return Roles{binary.LittleEndian.Uint64(wide), binary.LittleEndian.Uint64(wide[8:])}
}

// hasNoRoles reports whether nothing that the hit meant matters any more.
func (r record) hasNoRoles() bool {
	roles := r.roles()
	return roles.Empty()
}

func (r record) key() []byte { return r[prefixBytes(r.flags()):][:r.keySize()] }

func (r record) evidence() []byte { return r[prefixBytes(r.flags()):][r.keySize():r.size()] }

func (r record) setOlder(place uint32) { binary.LittleEndian.PutUint32(r[4:], place) }
func (r record) set(f flags)           { r[38] |= byte(f) }
func (r record) clear(f flags)         { r[38] &^= byte(f) }
func (r record) setDepth(n uint16)     { binary.LittleEndian.PutUint16(r[34:], n) }

// setRoles sets the roles; there must be no more of them than before.
func (r record) setRoles(roles Roles) {
	if !r.has(wideFlag) {
		binary.LittleEndian.PutUint16(r[36:], uint16(roles[0]))
		return
	}
	wide := r[prefixBytes(r.flags())-16:]
	binary.LittleEndian.PutUint64(wide, roles[0])
	binary.LittleEndian.PutUint64(wide[8:], roles[1])
}

// summary is what there is of a key, kept with its newest hit: enough to know
// that a hit which comes in order of time can't complete anything.
type summary struct {
	depth uint16 // how many hits, at least
	begun bool   // one of them may begin a partial match
}

func (r record) summary() summary { return summary{r.depth(), r.has(begunFlag)} }

func (r record) setSummary(s summary) {
	r.setDepth(s.depth)
	r.clear(begunFlag)
	if s.begun {
		r.set(begunFlag)
	}
}

// with returns the summary of what either is the summary of.
func (s summary) with(o summary) summary { return summary{max(s.depth, o.depth), s.begun || o.begun} }

// inherit makes a hit the newest of its key.
func (r record) inherit(from summary) { r.setSummary(r.summary().with(from)) }

// comesBefore reports whether r is older than a hit that arrives later.
func (r record) comesBefore(later record) bool {
	return r.at() < later.at() || r.at() == later.at() && r.tie() <= later.tie()
}

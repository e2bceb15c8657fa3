package sequence

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// State is written as the clocks, the ids of the sequences, and the hits of
// each key in order of time. Numbers are varints but for ids and refs. Whoever
// keeps it adds a checksum; ReadState checks no more than that it can't be led
// astray.

// WriteState writes the hits of all sequences that have an ID, and the clocks.
// Events go on meanwhile: one shard is locked at a time, for about a tenth of a
// millisecond for each thousand hits in it. Memory for one shard's hits is
// taken while it runs.
func (st *Store) WriteState(w io.Writer) error {
	all := *st.sequences.Load()
	var out []byte
	clocks := 0
	st.clocks.each(func(uint16, int64) { clocks++ })
	out = binary.AppendUvarint(out, uint64(clocks))
	st.clocks.each(func(class uint16, newest int64) {
		if clocks--; clocks >= 0 { // others may have been set in between
			out = binary.AppendVarint(binary.AppendUvarint(out, uint64(class)), newest)
		}
	})
	out = binary.AppendUvarint(out, uint64(len(all)))
	for _, q := range all {
		id := uint64(0)
		if q != nil {
			id = q.ID
		}
		out = binary.LittleEndian.AppendUint64(out, id)
	}
	if _, err := w.Write(out); err != nil {
		return err
	}
	var heads []uint32
	for i := range st.shards {
		out, heads = st.appendShard(out[:0], heads[:0], &st.shards[i], all)
		if _, err := w.Write(out); err != nil {
			return err
		}
	}
	return nil
}

// appendShard appends a shard's hits. heads is working memory.
func (st *Store) appendShard(out []byte, heads []uint32, s *shard, all []*Sequence) ([]byte, []uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.index.each(func(place uint32) { heads = append(heads, place) })
	// In about the order in which they came: it is the one in which they expire.
	slices.SortFunc(heads, func(a, b uint32) int { return cmp.Compare(s.record(a).at(), s.record(b).at()) })
	var chain []record
	for _, place := range heads {
		chain = chain[:0]
		for ; place != none; place = s.record(place).older() {
			chain = append(chain, s.record(place))
		}
		for _, r := range slices.Backward(chain) {
			n, q := int(r.sequence()), st.of(r)
			if n < len(all) && all[n] == q && q.ID != 0 && !q.closed.Load() {
				out = appendRecord(out, r)
			}
		}
	}
	return out, heads
}

// kept are the flags of a record that are written.
const kept = startFlag | reportedFlag | toldFlag

func appendRecord(out []byte, r record) []byte {
	roles := r.roles()
	out = binary.AppendUvarint(out, uint64(r.sequence()))
	out = append(out, byte(r.flags()&kept))
	out = binary.AppendVarint(out, r.at())
	out = binary.AppendVarint(out, r.tie())
	out = binary.LittleEndian.AppendUint64(out, r.ref())
	out = binary.AppendUvarint(out, roles[0])
	out = binary.AppendUvarint(out, roles[1])
	out = binary.AppendUvarint(out, uint64(r.clock()))
	out = binary.AppendUvarint(out, uint64(r.host()))
	out = append(binary.AppendUvarint(out, uint64(r.keySize())), r.key()...)
	return append(binary.AppendUvarint(out, uint64(r.size()-r.keySize())), r.evidence()...)
}

// StateRead is what has become of the partial matches of a state.
type StateRead struct {
	Restored int // are live
	Expired  int // were too old
	Evicted  int // didn't fit
	Dropped  int // belong to a sequence that isn't in the store
}

// ReadState takes up what WriteState has written, here or in another process.
// State of a sequence whose ID is not in the store is dropped. An error means
// that the bytes are no such state; then nothing is taken up. Call it before
// the first Add.
func (st *Store) ReadState(state []byte) (StateRead, error) {
	var read StateRead
	clocks, err := st.decode(state, func(*entry, *Sequence) {})
	if err != nil {
		return read, err
	}
	sc := st.Scratch()
	_, err = st.decode(state, func(e *entry, q *Sequence) {
		switch begun := e.flags&startFlag != 0; {
		case q != nil:
			st.restore(sc, e, q)
		case begun:
			read.Dropped++
		}
	})
	if err != nil {
		return read, err
	}
	// Last, so that nothing expires before all of its key is here.
	for _, c := range clocks {
		st.clocks.restore(c.class, c.newest)
	}
	for i := range st.shards {
		s := &st.shards[i]
		var counted tally
		s.mu.Lock()
		s.each(func(place uint32, r record) {
			// A match that waits would be found now, with nobody to tell; its
			// deadline is past, and the next event finds it.
			if !st.of(r).Trailing() && st.hasExpired(r) {
				sc.expire(s, place, &counted)
			}
		})
		counted.done()
		st.rearm(sc, s)
		s.mu.Unlock()
	}
	for _, q := range *st.sequences.Load() {
		if q != nil {
			stats := q.Stats()
			read.Restored += int(stats.Live)
			read.Expired += int(stats.Expired)
			read.Evicted += int(stats.Evicted)
		}
	}
	return read, nil
}

// restore puts a hit back. Hits of one key come in order of time.
func (st *Store) restore(sc *Scratch, e *entry, q *Sequence) {
	hash := st.hash(q.number, e.key)
	s := st.shardOf(hash)
	s.mu.Lock()
	defer s.mu.Unlock()
	e.hash, e.sequence = uint32(hash), q.number
	before := summary{}
	s.chain(e.hash, e.sequence, e.key, func(_ uint32, r record) bool {
		before = r.summary()
		return false
	})
	e.depth = before.depth + 1
	if before.begun || e.roles.Has(0) {
		e.flags |= begunFlag
	}
	if e.flags&toldFlag != 0 {
		e.flags |= againFlag
	}
	place := s.insert(sc, e)
	if e.flags&startFlag != 0 {
		q.counts.restored.Add(1)
		q.begun(place != none)
	}
}

// rearm notes the deadlines of the matches that wait in a shard.
func (st *Store) rearm(sc *Scratch, s *shard) {
	m := &sc.machine
	s.each(func(place uint32, r record) {
		q, newest := st.of(r), none
		if !q.Trailing() {
			return
		}
		s.chain(r.hash(), q.number, r.key(), func(place uint32, _ record) bool {
			newest = place
			return false
		})
		if newest != place {
			return // once for each key
		}
		m.load(s, r.hash(), q.number, r.key())
		m.run(&q.Spec, minTime)
		hash, held := st.hash(q.number, r.key()), true
		for i := range m.matches {
			if f := &m.matches[i]; f.verdict == waits {
				held = st.note(m, f, hash, q, s) && held
			}
		}
		if !held {
			st.evict(s, place)
		}
	})
}

var errState = errors.New("the state ends early, or is none")

// clockRead is a clock as it was written.
type clockRead struct {
	class  uint16
	newest int64
}

// decode reads a state, returns its clocks, and hands out its hits, with nil
// for a sequence that isn't in the store. They hold parts of state.
func (st *Store) decode(state []byte, hit func(*entry, *Sequence)) ([]clockRead, error) {
	byID := make(map[uint64]*Sequence)
	for _, q := range *st.sequences.Load() {
		if q != nil && q.ID != 0 {
			byID[q.ID] = q
		}
	}
	d := decoder{rest: state}
	var clocks []clockRead
	for n := d.below(maxClocks + 1); n > 0 && !d.failed; n-- {
		clocks = append(clocks, clockRead{uint16(d.below(maxClocks)), d.varint()})
	}
	sequences := make([]*Sequence, 0, 16)
	for n := d.below(1<<16 + 1); n > 0 && !d.failed; n-- {
		sequences = append(sequences, byID[d.fixed()])
	}
	for len(d.rest) > 0 && !d.failed {
		var e entry
		q := d.entry(&e, sequences)
		if !d.failed {
			hit(&e, q)
		}
	}
	if d.failed {
		return nil, fmt.Errorf("%w: at byte %d of %d", errState, len(state)-len(d.rest), len(state))
	}
	return clocks, nil
}

// decoder reads numbers and bytes. Once it has failed it returns zeros.
type decoder struct {
	rest   []byte
	failed bool
}

// entry reads a hit and returns its sequence.
func (d *decoder) entry(e *entry, sequences []*Sequence) *Sequence {
	number := d.below(uint64(len(sequences)))
	e.flags = flags(d.byte())
	e.at, e.tie, e.ref = d.varint(), d.varint(), d.fixed()
	e.roles = Roles{d.uvarint(), d.uvarint()}
	e.clock, e.host = uint16(d.below(maxClocks)), uint16(d.below(HostClasses))
	e.key = d.bytes(MaxHitBytes)
	e.evidence = d.bytes(MaxHitBytes - len(e.key))
	if e.flags&^kept != 0 || len(e.key) == 0 || e.roles.Empty() {
		d.failed = true
	}
	if d.failed {
		return nil
	}
	q := sequences[number]
	if q != nil && e.roles.highest(MaxRoles) >= q.Roles() {
		d.failed = true
	}
	return q
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.rest)
	return v * d.advance(n)
}

func (d *decoder) varint() int64 {
	v, n := binary.Varint(d.rest)
	return v * int64(d.advance(n))
}

// advance takes n bytes; n ≤ 0 is a failure. It returns 1, or 0 once failed.
func (d *decoder) advance(n int) uint64 {
	if n <= 0 || n > len(d.rest) || d.failed {
		d.failed = true
		return 0
	}
	d.rest = d.rest[n:]
	return 1
}

// below reads a number that has to be less than a limit.
func (d *decoder) below(limit uint64) uint64 {
	v := d.uvarint()
	if v >= limit {
		d.failed = true
		return 0
	}
	return v
}

func (d *decoder) byte() byte {
	if len(d.rest) == 0 {
		d.failed = true
		return 0
	}
	b := d.rest[0]
	d.advance(1)
	return b
}

func (d *decoder) fixed() uint64 {
	if len(d.rest) < 8 {
		d.failed = true
		return 0
	}
	v := binary.LittleEndian.Uint64(d.rest)
	d.advance(8)
	return v
}

func (d *decoder) bytes(limit int) []byte {
	n := int(d.below(uint64(limit + 1)))
	if n > len(d.rest) {
		d.failed = true
	}
	if d.failed || n == 0 {
		return nil
	}
	b := d.rest[:n:n]
	d.rest = d.rest[n:]
	return b
}

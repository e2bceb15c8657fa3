package sequence

import (
	"bytes"
	"slices"
)

// Scratch is a store in the hands of one goroutine: working memory, and what
// was found.
type Scratch struct {
	store   *Store
	machine machine
	found   []Found
	steps   []Step
	bytes   []byte
	flows   flows
}

// Found is a completed sequence.
type Found struct {
	Sequence *Sequence
	Key      []byte
	Steps    []Step // one for each positive step, runs written out
}

// Step is one event of a completed sequence, as its Hit described it.
type Step struct {
	At       int64
	Ref      uint64
	Evidence []byte
}

// Found returns what was found since the last Reset, valid until the next.
func (sc *Scratch) Found() []Found { return sc.found }

// Reset forgets what was found.
func (sc *Scratch) Reset() {
	sc.found, sc.steps, sc.bytes = sc.found[:0], sc.steps[:0], sc.bytes[:0]
}

// Observe tells the store that an event of a class has this time. It has to be
// called before Add for each hit, and for every event where a sequence ends
// with a missing step. Matches that waited for it are found.
func (sc *Scratch) Observe(class uint16, at int64) {
	st := sc.store
	now := st.clocks.observe(class, at)
	sc.pass(class, now-st.lateness)
}

// pass looks at the keys whose deadline a clock is past.
func (sc *Scratch) pass(class uint16, now int64) {
	st := sc.store
	for {
		d, ok := st.waiting.next(class, now)
		if !ok {
			return
		}
		sc.look(st.shardOf(d.hash), &d, now)
	}
}

// look judges the keys of a deadline that has passed: those with its hash.
func (sc *Scratch) look(s *shard, d *deadline, now int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d.sequence.closed.Load() {
		return
	}
	hash, number := uint32(d.hash), d.sequence.number
	var keys [][]byte
	for place := s.index.newest(hash); place != none; place = s.record(place).older() {
		r := s.record(place)
		known := func(key []byte) bool { return bytes.Equal(key, r.key()) }
		if r.sequence() == number && !slices.ContainsFunc(keys, known) {
			keys = append(keys, bytes.Clone(r.key()))
		}
	}
	for _, key := range keys {
		sc.judge(s, d.hash, d.sequence, key, none, max(now, d.at+1))
	}
}

// Flush finds what would be found if no more events came: matches that
// wait for an event that would reject them. For the end of a recording.
func (sc *Scratch) Flush() {
	for _, class := range sc.store.waiting.clocks() {
		sc.pass(class, 1<<63-1)
	}
}

// Add takes a hit and finds what it completes.
func (sc *Scratch) Add(h *Hit) {
	st := sc.store
	if len(h.Key) > MaxHitBytes {
		h.Sequence.counts.oversized.Add(1)
		return
	}
	hash := st.hash(h.Sequence.number, h.Key)
	s := st.shardOf(hash)
	s.mu.Lock()
	defer s.mu.Unlock() // also where a defect panics: others must go on
	if !h.Sequence.closed.Load() {
		sc.add(s, hash, h)
	}
}

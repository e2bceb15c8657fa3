package sequence

import "sync/atomic"

// counts is what has become of one sequence's partial matches. Each began once
// and ends once:
//
//	started = live + completed + superseded + expired + cancelled + evicted
type counts struct {
	restored  atomic.Uint64
	started   atomic.Uint64
	live      atomic.Int64 // hits with startFlag
	ends      [ways]atomic.Uint64
	late      atomic.Uint64
	repeated  atomic.Uint64
	overtaken atomic.Uint64
	crowded   atomic.Uint64
	oversized atomic.Uint64
	resent    atomic.Uint64
}

// Stats is a reading of counts. While events come its members are read one
// after the other, so that sums may be off by the events in between.
type Stats struct {
	Started    uint64 // partial matches begun
	Live       uint64 // those that may still complete
	Completed  uint64 // findings
	Superseded uint64 // replaced by a newer one that reached the same step
	Expired    uint64 // older than maxspan
	Cancelled  uint64 // ended by until, or by an event that had to be missing
	Evicted    uint64 // given up for lack of room: a finding may have been lost

	Restored  uint64 // of those begun, how many came from a snapshot
	Resent    uint64 // findings reported again because their event came again after a restart
	Late      uint64 // hits later than the allowed lateness
	Repeated  uint64 // hits that came again and were ignored
	Overtaken uint64 // findings that a late event has shown to be made of other events
	Crowded   uint64 // keys settled early for having too many hits at once
	Oversized uint64 // hits not held because their join key is too long
}

// Stats returns what the store has counted of a sequence.
func (q *Sequence) Stats() Stats {
	c := &q.counts
	s := Stats{
		Completed:  c.ends[completed].Load(),
		Superseded: c.ends[superseded].Load(),
		Expired:    c.ends[expired].Load(),
		Cancelled:  c.ends[cancelled].Load(),
		Evicted:    c.ends[evicted].Load(),
		Restored:   c.restored.Load(),
		Resent:     c.resent.Load(),
		Late:       c.late.Load(),
		Repeated:   c.repeated.Load(),
		Overtaken:  c.overtaken.Load(),
		Crowded:    c.crowded.Load(),
		Oversized:  c.oversized.Load(),
	}
	s.Live, s.Started = uint64(max(0, c.live.Load())), c.started.Load()
	return s
}

// begun counts a partial match that begins, held or given up at once.
func (q *Sequence) begun(held bool) {
	q.counts.started.Add(1)
	if held {
		q.counts.live.Add(1)
	} else {
		q.counts.ends[evicted].Add(1)
	}
}

// tally counts partial matches that expire together, to add them up for their
// sequence at once: each atomic addition waits for what was written before it to
// reach the cache, which then takes as long for several hits as for one.
type tally struct {
	q *Sequence
	n int64
}

// add counts one of a sequence.
func (t *tally) add(q *Sequence) {
	if t.q != q {
		t.done()
		t.q = q
	}
	t.n++
}

// done adds up what is left. No tally may be forgotten before.
func (t *tally) done() {
	if t.n > 0 {
		t.q.counts.live.Add(-t.n)
		t.q.counts.ends[expired].Add(uint64(t.n))
		t.n = 0
	}
}

// Leaps returns how often a clock was asked to leap by more than an hour.
func (st *Store) Leaps() uint64 { return st.clocks.leaps.Load() }

// Bytes returns the memory that the state takes now.
func (st *Store) Bytes() int {
	total := st.clocks.bytes() + st.waiting.bytes()
	for i := range st.shards {
		s := &st.shards[i]
		s.mu.Lock()
		total += s.bytes()
		s.mu.Unlock()
	}
	return total
}

// MaxBytes returns the limit of Bytes.
func (st *Store) MaxBytes() int { return st.maxBytes }

// Evictions calls visit for each class of hosts that has lost partial matches
// for lack of room, with how many; see Classes.
func (st *Store) Evictions(visit func(host uint16, n uint64)) {
	for i := range st.evictions {
		if n := st.evictions[i].Load(); n > 0 {
			visit(uint16(i), n)
		}
	}
}

// Add adds the counts of another sequence.
func (s *Stats) Add(o Stats) {
	s.Started += o.Started
	s.Live += o.Live
	s.Completed += o.Completed
	s.Superseded += o.Superseded
	s.Expired += o.Expired
	s.Cancelled += o.Cancelled
	s.Evicted += o.Evicted
	s.Restored += o.Restored
	s.Resent += o.Resent
	s.Late += o.Late
	s.Repeated += o.Repeated
	s.Overtaken += o.Overtaken
	s.Crowded += o.Crowded
	s.Oversized += o.Oversized
}

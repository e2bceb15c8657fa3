package sequence

import "slices"

// add is Add under the shard's lock.
func (sc *Scratch) add(s *shard, hash uint64, h *Hit) {
	st, q := sc.store, h.Sequence
	before := s.survey(uint32(hash), h)
	if before.same != none {
		q.counts.repeated.Add(1)
		sc.retell(s, h, before.same)
		return
	}
	inOrder := !before.any || before.newest <= h.At
	if !inOrder && h.At < before.newest-st.lateness {
		q.counts.late.Add(1)
	}
	e := entry{
		hash: uint32(hash), at: h.At, tie: h.Tie, ref: h.Ref, roles: h.Roles,
		sequence: q.number, clock: h.Class, host: h.Host, depth: before.depth + 1,
		key: h.Key, evidence: h.Evidence[:min(len(h.Evidence), MaxHitBytes-len(h.Key))],
	}
	start := h.Roles.Has(0)
	if start {
		e.flags |= startFlag
	}
	if start || before.begun {
		e.flags |= begunFlag
	}
	place := s.insert(sc, &e)
	if start {
		q.begun(place != none)
	}
	switch {
	case place == none:
		if start {
			st.evictions[h.Host].Add(1)
		}
	case !before.any && q.Steps > 1:
		// Fast path: the first hit of a key of several steps completes nothing,
		// and there is nothing to settle.
	case inOrder && !before.begun && !start && before.depth < maxWindow:
		// Fast path: without a start nothing completes; such hits wait for a
		// start that comes late, and are settled many at a time.
	default:
		sc.judge(s, hash, q, h.Key, place, minTime)
	}
}

// survey is what there is of a hit's key before it arrives.
type survey struct {
	any    bool
	newest int64  // event time of the newest hit
	same   uint32 // place of the hit, where it is here already; else none
	summary
}

func (s *shard) survey(hash uint32, h *Hit) survey {
	found := survey{same: none}
	s.chain(hash, h.Sequence.number, h.Key, func(place uint32, old record) bool {
		if !found.any {
			found.any, found.newest, found.summary = true, old.at(), old.summary()
		}
		if old.ref() == h.Ref && h.Ref != 0 && old.at() == h.At {
			found.same = place
		}
		return old.at() >= h.At // older ones are other events
	})
	return found
}

const minTime = -1 << 62

// judge plays a key's hits, reports what is found beyond what has been
// reported, and lets go of the hits that no longer matter. arrived is the hit
// that has just come, or none; hits before passed are final in any case.
func (sc *Scratch) judge(s *shard, hash uint64, q *Sequence, key []byte, arrived uint32, passed int64) {
	st, m := sc.store, &sc.machine
	m.load(s, uint32(hash), q.number, key)
	n := len(m.window)
	if n == 0 {
		return
	}
	horizon := max(m.window[n-1].at-st.lateness-1, passed-1)
	if n > maxWindow {
		q.counts.crowded.Add(1)
		horizon = max(horizon, m.window[n/2].at)
	}
	before := m.without(&q.Spec, horizon, arrived)
	m.run(&q.Spec, horizon)
	for _, steps := range before {
		if !m.hasMatch(steps) {
			q.counts.overtaken.Add(1)
			if !sc.replace(s, steps) && sc.reopen(s, int(steps[0])) {
				q.begun(true)
			}
		}
	}
	held := sc.report(s, hash, q, key, horizon, arrived)
	newest := sc.settle(s, horizon)
	if !held && newest != none {
		st.evict(s, newest) // what waits there would never be looked at again
	}
}

// expire lets go of a hit that time has passed. If it is its key's only one, as
// most are, a tally counts it; else the key is settled first: what was reported of
// it must not be taken for what the remaining hits make.
func (sc *Scratch) expire(s *shard, place uint32, counted *tally) {
	r := s.record(place)
	if at, ok := s.index.find(r.hash()); ok && r.older() == none && s.index.newestAt(at) == place {
		// Fast path: it is, so nothing has to be settled or linked anew.
		if r.takeStart() {
			counted.add(sc.store.of(r))
		}
		s.index.removeAt(at)
		s.release(place)
		return
	}
	q := sc.store.of(r)
	sc.judge(s, sc.store.hash(q.number, r.key()), q, r.key(), none, sc.store.passed(r.clock()))
	if r.has(inUse) {
		sc.store.drop(s, place, expired)
	}
}

// load reads a key's hits into the window, in order of time.
func (m *machine) load(s *shard, hash uint32, sequence uint16, key []byte) {
	m.window = m.window[:0]
	s.chain(hash, sequence, key, func(place uint32, r record) bool {
		m.window = append(m.window, moment{
			at: r.at(), roles: r.roles(), place: place, reported: r.has(reportedFlag), start: r.has(startFlag),
		})
		return true
	})
	slices.Reverse(m.window)
}

// without returns the matches that were reported before a hit arrived that can
// overtake them; none where it can't. The newest hit can't, unless a missing
// step stands at both ends: then a late event in front makes a match wait that
// was reported.
func (m *machine) without(spec *Spec, horizon int64, arrived uint32) [][]uint16 {
	last := len(m.window) - 1
	overtakes := arrived != none && (m.window[last].place != arrived || spec.Leading() && spec.Trailing())
	if !overtakes || !slices.ContainsFunc(m.window, func(w moment) bool { return w.reported }) {
		return nil
	}
	late := &m.window[slices.IndexFunc(m.window, func(w moment) bool { return w.place == arrived })]
	roles := late.roles
	late.roles = Roles{}
	m.run(spec, horizon)
	late.roles = roles
	var matches [][]uint16
	for i := range m.matches {
		if f := &m.matches[i]; m.window[f.last()].reported {
			matches = append(matches, slices.Clone(f.steps))
		}
	}
	return matches
}

// hasMatch reports whether the machine has found a match of just these events.
func (m *machine) hasMatch(steps []uint16) bool {
	return slices.ContainsFunc(m.matches, func(f match) bool { return slices.Equal(f.steps, steps) })
}

// replace makes the report of a match that is none any more stand for the match
// that has taken its place: one that ends with the same event, or else one that
// shares an event with it and hasn't been reported. False means that there is
// none: what was reported, in order of time, never was.
func (sc *Scratch) replace(s *shard, steps []uint16) bool {
	m := &sc.machine
	was := steps[len(steps)-1]
	for i := range m.matches {
		if m.matches[i].last() == was {
			return true
		}
	}
	sc.mark(s, was, false)
	shares := func(n uint16) bool { return slices.Contains(steps, n) }
	for i := range m.matches {
		f := &m.matches[i]
		if !m.window[f.last()].reported && slices.ContainsFunc(f.steps, shares) {
			sc.mark(s, f.last(), true)
			return true
		}
	}
	return false
}

// reopen begins a partial match anew, which was counted as completed: that at
// a window index or, where another's end was given to it, any other. False
// means that there is none.
func (sc *Scratch) reopen(s *shard, i int) bool {
	m := &sc.machine
	ended := func(w moment) bool { return w.roles.Has(0) && !w.start }
	if !ended(m.window[i]) {
		if i = slices.IndexFunc(m.window, ended); i < 0 {
			return false
		}
	}
	m.window[i].start = true
	s.record(m.window[i].place).set(startFlag)
	return true
}

// mark notes whether the match that ends with a hit of the window is reported.
func (sc *Scratch) mark(s *shard, i uint16, reported bool) {
	w := &sc.machine.window[i]
	w.reported = reported
	if r := s.record(w.place); reported {
		r.set(reportedFlag)
	} else {
		r.clear(reportedFlag)
	}
}

// report reports the matches that haven't been. It returns false where a match
// waits and no deadline could be noted for it.
func (sc *Scratch) report(s *shard, hash uint64, q *Sequence, key []byte, horizon int64, arrived uint32) (held bool) {
	m := &sc.machine
	held = true
	for i := range m.matches {
		f := &m.matches[i]
		switch {
		case !f.counts(horizon):
			held = sc.store.await(m, f, arrived, hash, q, s) && held
		case !m.window[f.last()].reported:
			sc.deliver(s, q, key, f)
			sc.mark(s, f.last(), true)
			q.counts.ends[completed].Add(1)
			if m.finish(s, f) {
				q.counts.live.Add(-1)
			}
			if arrived != none {
				s.record(arrived).set(toldFlag)
			}
		}
	}
	return held
}

// involves reports whether a hit is one of a match's events.
func (m *machine) involves(f *match, place uint32) bool {
	for _, i := range f.steps {
		if m.window[i].place == place {
			return true
		}
	}
	return false
}

// deliver copies a match out.
func (sc *Scratch) deliver(s *shard, q *Sequence, key []byte, f *match) {
	m := &sc.machine
	first := len(sc.steps)
	for _, i := range f.steps {
		r := s.record(m.window[i].place)
		sc.steps = append(sc.steps, Step{At: r.at(), Ref: r.ref(), Evidence: sc.copy(r.evidence())})
	}
	sc.found = append(sc.found, Found{
		Sequence: q,
		Key:      sc.copy(key),
		Steps:    sc.steps[first:len(sc.steps):len(sc.steps)],
	})
}

// retell reports again what was reported when a hit came first, where that was
// before a restart: the event comes again because it was not acknowledged, so
// that its first copy may never have arrived.
func (sc *Scratch) retell(s *shard, h *Hit, place uint32) {
	r, m := s.record(place), &sc.machine
	if !r.has(againFlag) {
		return
	}
	r.clear(againFlag)
	m.load(s, r.hash(), h.Sequence.number, h.Key)
	horizon := m.window[len(m.window)-1].at - sc.store.lateness - 1
	m.run(&h.Sequence.Spec, horizon)
	for i := range m.matches {
		f := &m.matches[i]
		if f.counts(horizon) && m.involves(f, place) && m.window[f.last()].reported {
			sc.deliver(s, h.Sequence, h.Key, f)
			h.Sequence.counts.resent.Add(1)
		}
	}
}

// finish marks the partial match that a match began as as ended. Where that
// was counted before, a late event having given its end to another start, that
// other one ends. False means that there is none.
func (m *machine) finish(s *shard, f *match) bool {
	i := int(f.steps[0])
	if !m.window[i].start {
		other := slices.IndexFunc(m.matches, func(f match) bool { return m.window[f.steps[0]].start })
		if other >= 0 {
			i = int(m.matches[other].steps[0])
		} else if i = slices.IndexFunc(m.window, func(w moment) bool { return w.start }); i < 0 {
			return false
		}
	}
	m.window[i].start = false
	s.record(m.window[i].place).clear(startFlag)
	return true
}

// settle lets go of what no longer matters among the hits up to the horizon,
// and returns the newest hit that is left, or none.
func (sc *Scratch) settle(s *shard, horizon int64) (newest uint32) {
	m := &sc.machine
	left, newest, dropped := summary{}, none, 0
	hash := s.record(m.window[0].place).hash()
	for i := range m.window {
		w := &m.window[i]
		r, roles := s.record(w.place), w.roles
		if w.at <= horizon {
			if !m.keep[i].Has(0) {
				sc.store.ended(r, m.why(i))
			}
			roles = m.keep[i]
			r.setRoles(roles)
			if roles.Empty() {
				dropped++
				continue
			}
			if !roles.Has(m.spec.Steps - 1) {
				r.clear(reportedFlag) // that match is over
			}
		}
		left.depth++
		left.begun = left.begun || roles.Has(0)
		newest = w.place
	}
	if dropped > 0 {
		s.prune(hash)
	}
	if newest != none {
		s.record(newest).setSummary(left)
	}
	return newest
}

// why returns how the partial match that began at window index i has ended,
// where it isn't counted as completed: one whose match another had been
// reported for was overtaken by it.
func (m *machine) why(i int) end {
	if e := m.ends[i]; e != open && e != completed {
		return e
	}
	return superseded
}

// await notes when a match that waits has to be looked at again; false means
// that there is no room to. It was noted before unless the hit that has arrived
// is one of the match's events, or has come late and so may have changed the
// match or its deadline.
func (st *Store) await(m *machine, f *match, arrived uint32, hash uint64, q *Sequence, s *shard) bool {
	newest := m.window[len(m.window)-1].place
	if arrived == none || arrived == newest && !m.involves(f, arrived) {
		return true
	}
	return st.note(m, f, hash, q, s)
}

// note adds a match's deadline to those that are waited for.
func (st *Store) note(m *machine, f *match, hash uint64, q *Sequence, s *shard) bool {
	r := s.record(m.window[f.last()].place)
	return st.waiting.add(r.clock(), deadline{at: f.deadline, hash: hash, sequence: q})
}

// copy keeps bytes beyond the shard's lock.
func (sc *Scratch) copy(b []byte) []byte {
	start := len(sc.bytes)
	sc.bytes = append(sc.bytes, b...)
	return sc.bytes[start:len(sc.bytes):len(sc.bytes)]
}

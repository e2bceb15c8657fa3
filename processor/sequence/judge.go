package sequence

import "slices"

// add is Add under the shard's lock.
func (sc *Scratch) add(s *shard, hash uint64, h *Hit) {
	st := sc.store
	spec, counts := &st.specs[h.Sequence], &st.counts[h.Sequence]
	before := s.survey(hash, h)
	if before.repeated {
		counts.repeated.Add(1)
		return
	}
	inOrder := !before.any || before.newest <= h.At
	if !inOrder && h.At < before.newest-st.lateness {
		counts.late.Add(1)
	}
	start := h.Roles.Has(0)
	index := s.insert(sc, hit{
		hash: hash, at: h.At, tie: h.Tie, ref: h.Ref, roles: h.Roles,
		sequence: uint16(h.Sequence), clock: h.Class, start: start,
		summary: summary{depth: before.depth + 1, begun: before.begun || start},
	}, h.Key, h.Evidence[:min(len(h.Evidence), MaxHitBytes-len(h.Key))])
	if start {
		counts.started.Add(1)
		if index == none {
			counts.ends[evicted].Add(1)
		}
	}
	switch {
	case index == none:
	case !before.any && spec.Steps > 1:
		// Fast path: the first hit of a key of several steps completes nothing,
		// and there is nothing to settle.
	case inOrder && !before.begun && !start && before.depth < maxWindow:
		// Fast path: without a start nothing completes; such hits wait for a
		// start that comes late, and are settled many at a time.
	default:
		sc.judge(s, hash, uint16(h.Sequence), h.Key, index, minTime)
	}
}

// survey is what there is of a hit's key before it arrives.
type survey struct {
	any      bool
	newest   int64 // event time of the newest hit
	repeated bool  // the hit is here already
	summary
}

func (s *shard) survey(hash uint64, h *Hit) (found survey) {
	s.chain(hash, uint16(h.Sequence), h.Key, func(_ uint32, old *hit) bool {
		if !found.any {
			found = survey{any: true, newest: old.at, summary: old.summary}
		}
		found.repeated = found.repeated || old.ref == h.Ref && h.Ref != 0 && old.at == h.At
		return old.at >= h.At // older ones are other events
	})
	return found
}

const minTime = -1 << 62

// judge plays a key's hits, reports what is found beyond what has been
// reported, and lets go of the hits that no longer matter. arrived is the hit
// that has just come, or none; hits before passed are final in any case.
func (sc *Scratch) judge(s *shard, hash uint64, sequence uint16, key []byte, arrived uint32, passed int64) {
	st, m := sc.store, &sc.machine
	m.load(s, hash, sequence, key)
	n := len(m.window)
	if n == 0 {
		return
	}
	counts := &st.counts[sequence]
	horizon := max(m.window[n-1].at-st.lateness-1, passed-1)
	if n > maxWindow {
		counts.crowded.Add(1)
		horizon = max(horizon, m.window[n/2].at)
	}
	spec := &st.specs[sequence]
	before := m.without(spec, horizon, arrived)
	m.run(spec, horizon)
	counts.overtaken.Add(uint64(m.lacking(before)))
	sc.report(s, sequence, key, horizon, arrived)
	sc.settle(s, horizon)
}

// expire lets go of a hit that time has passed. If it isn't its key's only
// one, the key is settled first: what was reported of it must not be taken for
// what the remaining hits make.
func (sc *Scratch) expire(s *shard, index uint32) {
	h := &s.hits[index]
	if h.older != none || s.index.newest(h.hash) != index {
		sc.judge(s, h.hash, h.sequence, s.key(h), none, sc.store.passed(h.clock))
	}
	if h.used {
		sc.store.drop(s, index, expired)
	}
}

// load reads a key's hits into the window, in order of time.
func (m *machine) load(s *shard, hash uint64, sequence uint16, key []byte) {
	m.window = m.window[:0]
	s.chain(hash, sequence, key, func(i uint32, h *hit) bool {
		m.window = append(m.window, moment{
			at: h.at, roles: h.roles, index: i, reported: h.reported, start: h.start,
		})
		return true
	})
	slices.Reverse(m.window)
}

// without returns the matches that were reported before a late hit arrived;
// none where the hit is the newest, so that it can overtake nothing.
func (m *machine) without(spec *Spec, horizon int64, arrived uint32) [][]uint16 {
	last := len(m.window) - 1
	if arrived == none || m.window[last].index == arrived || m.reported() == 0 {
		return nil
	}
	late := &m.window[slices.IndexFunc(m.window, func(w moment) bool { return w.index == arrived })]
	roles := late.roles
	late.roles = Roles{}
	m.run(spec, horizon)
	late.roles = roles
	var matches [][]uint16
	for _, found := range m.matches {
		if m.window[found.steps[len(found.steps)-1]].reported > 0 {
			matches = append(matches, slices.Clone(found.steps))
		}
	}
	return matches
}

// lacking returns how many of the matches aren't among the machine's.
func (m *machine) lacking(matches [][]uint16) int {
	n := 0
	for _, steps := range matches {
		if !slices.ContainsFunc(m.matches, func(f match) bool { return slices.Equal(f.steps, steps) }) {
			n++
		}
	}
	return n
}

// reported returns how many findings were reported on the window's hits.
func (m *machine) reported() int {
	n := 0
	for i := range m.window {
		n += int(m.window[i].reported)
	}
	return n
}

// report reports as many matches as there are beyond those reported before.
func (sc *Scratch) report(s *shard, sequence uint16, key []byte, horizon int64, arrived uint32) {
	m := &sc.machine
	count := 0
	for i := range m.matches {
		if m.matches[i].counts(horizon) {
			count++
		} else if m.matches[i].verdict == waits {
			sc.store.await(m, &m.matches[i], arrived, sequence, key, s)
		}
	}
	fresh := count - m.reported()
	if fresh <= 0 {
		return
	}
	sc.chosen = sc.chosen[:0]
	for _, likely := range [3]int{2, 1, 0} {
		for i := len(m.matches) - 1; i >= 0 && fresh > 0; i-- {
			if f := &m.matches[i]; f.counts(horizon) && m.news(f, arrived) == likely {
				sc.chosen = append(sc.chosen, i)
				fresh--
			}
		}
	}
	slices.Sort(sc.chosen)
	for _, i := range sc.chosen {
		sc.deliver(s, sequence, key, &m.matches[i])
	}
}

// news says how likely a match is one that wasn't reported: 2 where the hit that
// has arrived is part of it, 1 where nothing was reported on its last event.
func (m *machine) news(f *match, arrived uint32) int {
	switch {
	case m.window[f.steps[len(f.steps)-1]].reported > 0:
		return 0
	case m.involves(f, arrived):
		return 2
	}
	return 1
}

// involves reports whether a hit is one of a match's events.
func (m *machine) involves(f *match, index uint32) bool {
	for _, i := range f.steps {
		if m.window[i].index == index {
			return true
		}
	}
	return false
}

// deliver copies a match out, and counts it as reported and as the end of the
// partial match it began as.
func (sc *Scratch) deliver(s *shard, sequence uint16, key []byte, f *match) {
	m := &sc.machine
	first := len(sc.steps)
	for _, i := range f.steps {
		h := &s.hits[m.window[i].index]
		sc.steps = append(sc.steps, Step{At: h.at, Ref: h.ref, Evidence: sc.copy(s.evidence(h))})
	}
	sc.found = append(sc.found, Found{
		Sequence: int(sequence),
		Key:      sc.copy(key),
		Steps:    sc.steps[first:len(sc.steps):len(sc.steps)],
	})
	// On the last event in time, because it is the last to be settled: until
	// then the report stands for a match, even if a late event makes it another.
	on := f.steps[len(f.steps)-1]
	m.window[on].reported++
	s.hits[m.window[on].index].reported++
	sc.store.counts[sequence].ends[completed].Add(1)
	m.finish(s, f)
}

// finish marks the partial match that a match began as as ended. Where that
// was counted before, a late event having given its end to another start, that
// other one ends.
func (m *machine) finish(s *shard, f *match) {
	if m.window[f.steps[0]].start {
		m.endStart(s, int(f.steps[0]))
		return
	}
	for _, other := range m.matches {
		if i := int(other.steps[0]); m.window[i].start {
			m.endStart(s, i)
			return
		}
	}
	for i := range m.window {
		if m.window[i].start {
			m.endStart(s, i)
			return
		}
	}
}

func (m *machine) endStart(s *shard, i int) {
	m.window[i].start = false
	s.hits[m.window[i].index].start = false
}

// settle lets go of what no longer matters among the hits up to the horizon.
func (sc *Scratch) settle(s *shard, horizon int64) {
	m := &sc.machine
	final := m.settled
	for i := range m.window {
		w := &m.window[i]
		if final > 0 && w.reported > 0 {
			paid := min(final, int(w.reported))
			final -= paid
			w.reported -= uint8(paid)
			s.hits[w.index].reported = w.reported
		}
	}
	left, newest := summary{}, none
	for i := range m.window {
		w := &m.window[i]
		h := &s.hits[w.index]
		if w.at <= horizon {
			if !m.keep[i].Has(0) {
				sc.store.ended(h, m.why(i))
			}
			h.roles = m.keep[i]
			if h.roles.Empty() {
				s.drop(w.index)
				continue
			}
		}
		left.depth++
		left.begun = left.begun || h.roles.Has(0)
		newest = w.index
	}
	if newest != none {
		s.hits[newest].summary = left
	}
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

// await notes when a match that waits has to be looked at again. It was noted
// before if the newest hit has arrived and isn't one of the match's events;
// any other hit may have changed the match or its deadline.
func (st *Store) await(m *machine, f *match, arrived uint32, sequence uint16, key []byte, s *shard) {
	newest := m.window[len(m.window)-1].index
	if arrived == newest && !m.involves(f, arrived) {
		return
	}
	h := &s.hits[m.window[f.steps[len(f.steps)-1]].index]
	st.waiting.add(h.clock, deadline{at: f.deadline, hash: h.hash, sequence: sequence, key: string(key)})
}

// copy keeps bytes beyond the shard's lock.
func (sc *Scratch) copy(b []byte) []byte {
	start := len(sc.bytes)
	sc.bytes = append(sc.bytes, b...)
	return sc.bytes[start:len(sc.bytes):len(sc.bytes)]
}

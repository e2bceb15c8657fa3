package sequence

// moment is one hit as the machine sees it.
type moment struct {
	at       int64 // event time, nanoseconds
	roles    Roles
	place    uint32 // of the hit in the log
	reported bool   // the match that ends with this hit is reported, or stands for one that was
	start    bool   // counts as a live partial match
}

// end is why a partial match is over.
type end uint8

const (
	open end = iota
	completed
	superseded
	expired
	cancelled
	evicted
	ways // the number of ends
)

// verdict is what the missing steps make of a complete match.
type verdict uint8

const (
	stands verdict = iota
	rejected
	waits // an event may still come that rejects it
)

// match is a complete match: indices into the machine's window, one for each
// positive step.
type match struct {
	steps    []uint16
	verdict  verdict
	deadline int64 // where it waits: rejected no more once time has passed this
}

// last returns the window index of the match's last event. No two matches end
// with the same one.
func (f *match) last() uint16 { return f.steps[len(f.steps)-1] }

// counts reports whether the match is one to report: no event newer than the
// horizon can reject it.
func (f *match) counts(horizon int64) bool { return f.verdict == stands || f.deadline <= horizon }

// machine is Elasticsearch's sequence matching: for each step but the last at
// most one partial match, the newest. It is a pure function of the window: run
// forgets all before.
type machine struct {
	spec    *Spec
	window  []moment
	slots   []partial // by last step reached
	ends    []end     // by window index: how the partial match begun there ended
	matches []match
	keep    []Roles  // by window index: the roles that still matter behind the horizon
	arena   []uint16 // backs match.steps
}

// partial is one in-flight instance of the sequence.
type partial struct {
	used  bool
	steps []uint16 // window indices, one for each step reached
}

// run plays the window, which is in order of time. Hits up to the horizon are
// final; keep is set for them so that playing only what is kept, and all behind
// the horizon, gives the same again.
func (m *machine) run(spec *Spec, horizon int64) {
	m.reset(spec)
	marked := false
	for i := range m.window {
		if !marked && m.window[i].at > horizon {
			m.mark(i, horizon)
			marked = true
		}
		m.play(i)
	}
	if !marked {
		m.mark(len(m.window), horizon)
	}
}

func (m *machine) reset(spec *Spec) {
	m.spec = spec
	for len(m.slots) < spec.Steps {
		m.slots = append(m.slots, partial{})
	}
	for i := range m.slots {
		m.slots[i].used = false
	}
	n := len(m.window)
	if cap(m.ends) < n {
		m.ends, m.keep = make([]end, n, 2*n), make([]Roles, n, 2*n)
	}
	m.ends, m.keep = m.ends[:n], m.keep[:n]
	clear(m.ends)
	clear(m.keep)
	m.matches, m.arena = m.matches[:0], m.arena[:0]
}

// play takes the hit at window index i through the steps, the last first, so
// that it never fills two steps of one match.
func (m *machine) play(i int) {
	hit := &m.window[i]
	for step := hit.roles.highest(m.spec.Steps); step >= 0; step = hit.roles.highest(step) {
		if step == 0 {
			m.enter(0, nil, i)
			continue
		}
		from := &m.slots[step-1]
		if !from.used {
			continue
		}
		from.used = false // taken, even where maxspan rejects it
		first := from.steps[0]
		if hit.at-m.window[first].at > m.spec.Maxspan {
			m.ends[first] = expired
			continue
		}
		m.enter(step, from.steps, i)
	}
	if m.spec.Until && hit.roles.Has(m.spec.UntilRole()) {
		for s := range m.slots {
			if m.slots[s].used {
				m.slots[s].used = false
				m.ends[m.slots[s].steps[0]] = cancelled
			}
		}
	}
}

// enter puts a partial match that has reached a step into its slot, or
// completes it.
func (m *machine) enter(step int, before []uint16, i int) {
	if step == m.spec.Steps-1 {
		start := len(m.arena)
		m.arena = append(append(m.arena, before...), uint16(i))
		m.complete(m.arena[start:len(m.arena):len(m.arena)])
		return
	}
	slot := &m.slots[step]
	if slot.used {
		m.ends[slot.steps[0]] = superseded
	}
	slot.used = true
	slot.steps = append(append(slot.steps[:0], before...), uint16(i))
}

func (m *machine) complete(steps []uint16) {
	found := match{steps: steps}
	m.ends[steps[0]] = completed
	if len(m.spec.Missing) > 0 {
		found.verdict, found.deadline = m.judge(steps)
		if found.verdict == rejected {
			m.ends[steps[0]] = cancelled
			return
		}
	}
	m.matches = append(m.matches, found)
}

// mark settles all before window index n: it notes which roles of those hits
// still matter, because a live partial match, a match that waits, or a missing
// step needs them.
func (m *machine) mark(n int, horizon int64) {
	for s := range m.slots {
		if m.slots[s].used {
			m.retain(m.slots[s].steps, n)
		}
	}
	for i := range m.matches {
		if f := &m.matches[i]; !f.counts(horizon) {
			m.retain(f.steps, n)
		}
	}
	m.retainNewestLeading(n)
}

// retain keeps the roles of a match's events, and of what its missing steps
// will have to look at.
func (m *machine) retain(steps []uint16, n int) {
	for step, i := range steps {
		m.keep[i].Set(step)
	}
	for g, after := range m.spec.Missing {
		role := m.spec.MissingRole(g)
		if after == 0 {
			if i := m.latestBefore(role, m.window[steps[0]].at, n); i >= 0 {
				m.keep[i].Set(role)
			}
		} else if after <= len(steps) {
			if i := m.earliestAfter(role, m.window[steps[after-1]].at, n); i >= 0 {
				m.keep[i].Set(role)
			}
		}
	}
}

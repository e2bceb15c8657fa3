package engine

import (
	"slices"
	"strconv"

	"github.com/cespare/xxhash/v2"

	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/sequence"
)

// hit is what an event means to one join key of a sequence.
type hit struct {
	key   []byte
	roles sequence.Roles
	step  *step // whose fields are kept
}

// add adds what the event means as another step.
func (h *hit) add(st *step) {
	h.roles.Add(st.roles)
	if h.step.isPositive() || !st.isPositive() {
		return
	}
	h.step = st
}

// timing is what is known of the event under view.
type timing uint8

const (
	unread timing = iota
	timeless
	timed
	observed // its clock has been told
)

// advance gives the pending hits of a plan to the store.
func (s *Session) advance(p *plan) {
	if len(s.pending) == 0 {
		s.engine.counts.keyless.Add(1)
		return
	}
	if !s.readTime() {
		s.engine.counts.timeless.Add(1)
		return
	}
	id := s.readID()
	if s.ref == 0 && len(id) > 0 {
		s.ref = xxhash.Sum64(id) ^ uint64(s.class)
	}
	s.observe()
	if len(s.pending) > 1 {
		// What one event completes is found in the order of keys.
		slices.SortFunc(s.pending, func(a, b hit) int { return sequence.CompareKeys(a.key, b.key) })
	}
	s.engine.hosts.note(s.hostClass, s.host)
	for i := range s.pending {
		h := &s.pending[i]
		s.evidence = s.evidence[:0]
		if h.step.isPositive() {
			s.evidence = h.step.appendEvidence(s.evidence, s.view, id)
		}
		hit := sequence.Hit{
			Sequence: p.sequence,
			Key:      h.key,
			At:       s.time,
			Tie:      s.tiebreaker(p),
			Ref:      s.ref,
			Class:    s.class,
			Host:     s.hostClass,
			Roles:    h.roles,
			Evidence: s.evidence,
		}
		if s.noting {
			s.noteHit(p, &hit)
			continue
		}
		s.scratch.Add(&hit)
	}
}

// readTime reads the event's time and class; false means that it has no time
// and can't take part in a sequence.
func (s *Session) readTime() bool {
	if s.timed == unread {
		s.timed = timeless
		if nanos, ok := s.engine.eventTime(s.src); ok {
			s.time, s.timed = nanos, timed
			f := &s.engine.fields
			log := s.first(f.channel).Str()
			if log == "" {
				log = s.first(f.dataset).Str()
			}
			s.host = s.first(f.host).Str()
			s.class, s.hostClass = sequence.Classes(s.host, log)
		}
	}
	return s.timed >= timed
}

// observe tells the event's time to its clock, once: a clock believes a leap
// that it hears of twice.
func (s *Session) observe() {
	if s.timed == timed {
		s.timed = observed
		if s.noting {
			s.noteTime()
			return
		}
		s.scratch.Observe(s.class, s.time)
	}
}

// first returns a field's first value, or Null.
func (s *Session) first(slot event.Slot) event.Value {
	if values := s.view.Values(slot); len(values) > 0 {
		return values[0]
	}
	return event.Value{}
}

// readID reads the event's id: that of its record in its log, or event.id. It
// is empty where there is none, and valid as long as the event is under view.
func (s *Session) readID() []byte {
	if len(s.id) > 0 {
		return s.id
	}
	v := s.first(s.engine.fields.recordID)
	if v.Kind() == event.Null {
		v = s.first(s.engine.fields.eventID)
	}
	switch v.Kind() {
	case event.String:
		s.id = append(s.id, v.Str()...)
	case event.Int:
		s.id = strconv.AppendInt(s.id, v.Int(), 10)
	}
	return s.id
}

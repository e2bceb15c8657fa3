package engine

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/match"
	"github.com/eqlbeat/eqlbeat/processor/sequence"
)

// Session is an engine in the hands of one goroutine: the memory that one
// event needs. A session is for one event after the other.
type Session struct {
	engine   *Engine
	view     *event.View
	state    *match.State
	scratch  *sequence.Scratch
	document *event.Document // nil until asked for
	text     *event.Text     // nil until asked for
	findings findings
	seen     *atomic.Uint64

	src              event.Source
	ref              uint64
	time             int64 // event time
	timed            timing
	id               []byte // empty until it is read
	host             string
	class, hostClass uint16 // see sequence.Classes

	trees    []*tree  // by the number of their shape; nil where none of it was met
	tested   []uint32 // by step id: the round in which it was last tested
	round    uint32   // counts events
	hits     []*step  // what the event has matched
	key      []byte
	pending  []hit // for plans whose steps have different keys
	evidence []byte

	noting bool   // rather than doing what changes state; see Match
	notes  []byte // what is to be done
}

func newSession(e *Engine) *Session {
	v := event.NewView(e.schema, e.mapping)
	return &Session{
		engine:  e,
		view:    v,
		state:   match.NewState(e.compiler, v),
		scratch: e.store.Scratch(),
		tested:  make([]uint32, len(e.dispatch.steps)),
		seen:    &e.seen[e.opened.Add(1)%cellCount].n,
	}
}

// Document returns the session's document, to be reset to an event and given
// to Process. foreign is for the first call; see event.NewDocument.
func (s *Session) Document(foreign event.Foreign) *event.Document {
	if s.document == nil {
		s.document = event.NewDocument(s.engine.Paths(), foreign)
	}
	return s.document
}

// Text returns the session's text, to be reset to an event and given to
// Process.
func (s *Session) Text() *event.Text {
	if s.text == nil {
		s.text = event.NewText(s.engine.Paths())
	}
	return s.text
}

// Process runs all rules over an event and returns what it completes, valid
// until the next call. ref is the caller's name for the event, returned with
// findings; 0 lets the engine derive one from the event's id, by which an
// event that comes again within the lateness is recognised.
func (s *Session) Process(src event.Source, ref uint64) []Finding {
	return s.ProcessSeen(src, ref, &Glance{})
}

// ProcessSeen is Process for a Document of the fields that a glance was taken
// at. What an engine has seen that was replaced in between doesn't count.
func (s *Session) ProcessSeen(src event.Source, ref uint64, seen *Glance) []Finding {
	s.findings.reset()
	if !s.matches(src, seen) {
		return nil
	}
	s.scratch.Reset()
	s.apply(src, ref)
	s.collect()
	return s.findings.all
}

// matches takes an event under view and reports whether it matters: most events
// match no step.
func (s *Session) matches(src event.Source, seen *Glance) bool {
	s.seen.Add(1)
	s.view.Reset(src)
	if seen.engine == s.engine && seen.shape != nil {
		s.view.Know(seen.shape, seen.slot, seen.value)
		s.engine.tell(src, seen)
	}
	s.hits = s.hits[:0]
	if root := s.tree().root; root != nil {
		s.match(root)
	}
	return len(s.hits) > 0 || s.engine.trailing
}

// match finds the steps that the event matches.
func (s *Session) match(root *branch) {
	s.state.Reset()
	if s.round++; s.round == 0 { // after 2³² events: old rounds must not look new
		clear(s.tested)
		s.round = 1
	}
	s.candidates(root)
	if s.state.Failures > 0 {
		s.engine.counts.failures.Add(s.state.Failures)
		s.state.Failures = 0
	}
}

// collect makes findings of what the store has found.
func (s *Session) collect() {
	found := s.scratch.Found()
	for i := range found {
		if !s.engine.merge || !foundBefore(found[:i], &found[i]) {
			s.addSequence(&found[i])
		}
	}
}

// foundBefore reports whether the same events were found under another key.
func foundBefore(others []sequence.Found, f *sequence.Found) bool {
	return slices.ContainsFunc(others, func(o sequence.Found) bool {
		return o.Sequence == f.Sequence && slices.EqualFunc(o.Steps, f.Steps, func(a, b sequence.Step) bool {
			return a.At == b.At && a.Ref == b.Ref
		})
	})
}

// Flush returns what would be found if no more events came; see
// sequence.Scratch.Flush.
func (s *Session) Flush() []Finding {
	s.scratch.Reset()
	s.scratch.Flush()
	s.findings.reset()
	s.collect()
	return s.findings.all
}

// Release gives the session back to its engine. It lets go of the event.
func (s *Session) Release() {
	s.view.Forget()
	s.src = nil
	if s.document != nil {
		s.document.Forget()
	}
	if s.text != nil {
		s.text.Reset("", time.Time{})
	}
	s.host = ""
	s.engine.sessions.Put(s)
}

// apply takes the matched steps to their plans. Steps of one plan are taken
// together: an event is one hit to a join key, with all its roles.
func (s *Session) apply(src event.Source, ref uint64) {
	s.src, s.ref, s.timed, s.id, s.host = src, ref, unread, s.id[:0], ""
	if s.engine.trailing && s.readTime() {
		s.observe()
	}
	for i, first := range s.hits {
		if first == nil {
			continue // taken with an earlier one
		}
		p := first.plan
		if p.spec == nil {
			s.addEvent(first)
			continue
		}
		s.pending, s.key = s.pending[:0], s.key[:0]
		for j := i; j < len(s.hits); j++ {
			if other := s.hits[j]; other != nil && other.plan == p {
				s.join(other)
				s.hits[j] = nil
			}
		}
		s.advance(p)
	}
}

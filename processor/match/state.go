package match

import "github.com/eqlbeat/eqlbeat/processor/event"

// State is what is known of one event: the outcome of every leaf tested so
// far. It is used by one goroutine at a time, with one View.
type State struct {
	// Failures counts leaves that could not be evaluated on an event, such as a
	// division by zero; such a leaf doesn't match. It only ever grows; the
	// caller may set it back.
	Failures uint64

	view   *event.View
	leaves []leaf
	memo   []uint8 // by leaf: round<<1 | outcome
	round  uint8   // which event memo's entries are of, from 1 to maxRound

	scratch []byte // a value as text
	expressionState
}

const maxRound = 127

// NewState returns a State for conditions of c, which must not compile any
// more of them. Call Reset whenever the view shows another event.
func NewState(c *Compiler, v *event.View) *State {
	s := &State{view: v, leaves: c.leaves, memo: make([]uint8, len(c.leaves)), round: 1}
	s.expressionState.reserve(c.leaves)
	return s
}

// Reset forgets what is known; the view shows another event.
func (s *State) Reset() {
	s.round++
	if s.round > maxRound { // old entries must not look new
		clear(s.memo)
		s.round = 1
	}
}

// test tests a leaf that hasn't been tested on this event.
func (s *State) test(id int32) uint8 {
	l := &s.leaves[id]
	known := s.round << 1
	if l.matches(s) {
		known |= 1
	}
	s.memo[id] = known
	return known
}

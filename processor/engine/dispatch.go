package engine

import (
	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/match"
)

// dispatch finds the steps that an event may match, so that most events meet
// few of them: by category first, then by literals that the steps' conditions
// require.
type dispatch struct {
	any        *branch
	byCategory map[string]*branch
	steps      int
}

// branch is a decision tree over steps. It asks for the one field that most of
// its steps require a literal of, and goes on with those steps that the
// event's values allow, and with the rest. A nil branch has no steps.
type branch struct {
	steps []*step // few enough to be tested one by one

	slot  event.Slot
	byKey map[uint64]*branch // nil where nothing is asked
	all   *branch            // all of byKey, for a value that has no key
	rest  *branch            // the steps that don't require the field
}

// few is how many steps are tested rather than told apart: a condition tests
// its own literals about as fast.
const few = 2

func newDispatch(plans []*plan) dispatch {
	d := dispatch{byCategory: make(map[string]*branch)}
	var any []*step
	byCategory := make(map[string][]*step)
	for _, p := range plans {
		for _, s := range p.steps {
			if value, ok := s.condition.Constant(); ok && !value {
				continue // never true
			}
			s.id = d.steps
			d.steps++
			if s.category == "" {
				any = append(any, s)
			} else {
				byCategory[s.category] = append(byCategory[s.category], s)
			}
		}
	}
	d.any = newBranch(any, nil)
	for category, steps := range byCategory {
		d.byCategory[category] = newBranch(steps, nil)
	}
	return d
}

// newBranch makes the tree of some steps. asked are the fields that branches
// above have asked for.
func newBranch(steps []*step, asked []event.Slot) *branch {
	if len(steps) == 0 {
		return nil
	}
	slot, ok := mostRequired(steps, asked)
	if len(steps) <= few || !ok {
		return &branch{steps: steps}
	}
	asked = append(asked[:len(asked):len(asked)], slot)
	var with, without []*step
	byKey := make(map[uint64][]*step)
	for _, s := range steps {
		keys := required(s, slot)
		if keys == nil {
			without = append(without, s)
			continue
		}
		with = append(with, s)
		for _, key := range keys {
			byKey[key] = append(byKey[key], s)
		}
	}
	b := &branch{slot: slot, byKey: make(map[uint64]*branch), all: &branch{steps: with}, rest: newBranch(without, asked)}
	for key, some := range byKey {
		b.byKey[key] = newBranch(some, asked)
	}
	return b
}

// required returns the keys of the literals that a step requires of a field.
func required(s *step, slot event.Slot) []uint64 {
	for _, r := range s.condition.Requirements() {
		if r.Slot == slot {
			return r.Keys
		}
	}
	return nil
}

// mostRequired returns the field that most steps require a literal of; ok is
// false where no field would tell two steps apart from others.
func mostRequired(steps []*step, asked []event.Slot) (slot event.Slot, ok bool) {
	counts := make(map[event.Slot]int)
	for _, s := range steps {
		for _, r := range s.condition.Requirements() {
			if r.Keys != nil {
				counts[r.Slot]++
			}
		}
	}
	for _, s := range asked {
		delete(counts, s)
	}
	most := few
	for candidate, n := range counts {
		if n > most || n == most && ok && candidate < slot {
			slot, most, ok = candidate, n, true
		}
	}
	return slot, ok
}

// candidates notes those steps of a branch that the event matches.
func (s *Session) candidates(b *branch) {
	for ; b != nil; b = b.rest {
		s.test(b.steps)
		if b.byKey == nil {
			return
		}
		for _, v := range s.view.Values(b.slot) {
			if key, ok := match.Key(v); ok {
				s.candidates(b.byKey[key])
			} else {
				s.candidates(b.all)
			}
		}
	}
}

// test notes those of the steps that the event matches, each once: several
// values of a field may lead to a step.
func (s *Session) test(steps []*step) {
	for _, c := range steps {
		if s.tested[c.id] == s.round {
			continue
		}
		s.tested[c.id] = s.round
		if c.condition.Match(s.state) {
			s.hits = append(s.hits, c)
		}
	}
}

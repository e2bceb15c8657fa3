package engine

import (
	"cmp"
	"slices"
	"sync"

	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/match"
)

// dispatch finds the steps that an event may match, so that most events meet
// few of them. It has a decision tree for each shape of events, made when the
// first one comes: what all events of a shape have in common, such as their
// category, has been decided in it.
type dispatch struct {
	steps   []*step  // those that may be true, by their id
	lookout *lookout // told of each shape; nil where it is of no use

	mu    sync.Mutex
	trees []*tree // by the number of their shape; nil until it is met
}

// tree is what is left to ask of an event of one shape.
type tree struct {
	root *branch // nil where no event of the shape matches
}

// candidate is a step, and what is left of its condition for events of a shape.
type candidate struct {
	step      *step
	condition *match.Condition
	requires  []match.Requirement // nil once the tree is made
}

// branch is a decision tree over candidates. It asks for the one field that
// tells most of them apart by the literals they require, and goes on with those
// that the event's values allow, and with the rest. A nil branch has none.
type branch struct {
	some []*candidate // few enough to be tested one by one

	slot  event.Slot
	byKey map[uint64]*branch // nil where nothing is asked
	all   *branch            // all of byKey, for a value that has no key
	rest  *branch            // those that don't require the field
}

// few is by how many candidates a question has to shorten their list: it takes
// about as long as testing them.
const few = 2

func newDispatch(plans []*plan) *dispatch {
	d := &dispatch{}
	for _, p := range plans {
		for _, s := range p.steps {
			if value, ok := s.whole.Constant(); ok && !value {
				continue // never true
			}
			s.id, s.requires = len(d.steps), s.whole.Requirements()
			d.steps = append(d.steps, s)
		}
	}
	return d
}

// tree returns the tree for events of a shape.
func (d *dispatch) tree(shape *event.Shape) *tree {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.trees) <= shape.Number {
		d.trees = append(d.trees, nil)
	}
	if d.trees[shape.Number] == nil {
		d.trees[shape.Number] = newTree(d.steps, shape, d.lookout)
	}
	return d.trees[shape.Number]
}

// newTree makes the tree of a shape, and tells the lookout of it, if there is one.
func newTree(steps []*step, shape *event.Shape, l *lookout) *tree {
	var some []*candidate
	for _, s := range steps {
		if s.excluded(shape) {
			continue
		}
		c := &candidate{step: s, condition: s.whole.Given(shape.FixedValues), requires: s.requires}
		if value, ok := c.condition.Constant(); ok && !value {
			continue
		}
		if c.condition != s.whole {
			c.requires = c.condition.Requirements()
		}
		some = append(some, c)
	}
	t := &tree{root: newBranch(some, nil)}
	if l != nil {
		l.learn(shape, some)
	}
	for _, c := range some {
		c.requires = nil
	}
	return t
}

// excluded reports whether no event of a shape has what the step requires: most
// steps and shapes have little to do with each other.
func (s *step) excluded(shape *event.Shape) bool {
	return slices.ContainsFunc(s.requires, func(r match.Requirement) bool {
		values, fixed := shape.FixedValues(r.Slot)
		return fixed && !r.MetBy(values)
	})
}

// newBranch makes the tree of some candidates. asked are the fields that
// branches above have asked for.
func newBranch(some []*candidate, asked []event.Slot) *branch {
	if len(some) == 0 {
		return nil
	}
	slot, ok := mostTelling(some, asked)
	if !ok {
		return &branch{some: some}
	}
	asked = append(asked[:len(asked):len(asked)], slot)
	var with, without []*candidate
	byKey := make(map[uint64][]*candidate)
	for _, c := range some {
		keys := c.required(slot)
		if keys == nil {
			without = append(without, c)
			continue
		}
		with = append(with, c)
		for _, key := range keys {
			byKey[key] = append(byKey[key], c)
		}
	}
	b := &branch{slot: slot, byKey: make(map[uint64]*branch), all: &branch{some: with}, rest: newBranch(without, asked)}
	for key, some := range byKey {
		b.byKey[key] = newBranch(some, asked)
	}
	return b
}

// required returns the keys of the literals that a candidate requires of a
// field.
func (c *candidate) required(slot event.Slot) []uint64 {
	for _, r := range c.requires {
		if r.Slot == slot {
			return r.Keys
		}
	}
	return nil
}

// mostTelling returns the field by which most candidates are ruled out where
// its value is one of the literals that they require, each as likely as
// candidates require it; ok is false where no field is worth the question.
func mostTelling(some []*candidate, asked []event.Slot) (slot event.Slot, ok bool) {
	if len(some) <= few+1 { // Fast path: one is left at least
		return 0, false
	}
	demands := demandsOf(some, asked)
	most := float64(few)
	for from, to := 0, 0; from < len(demands); from = to {
		candidates, sum, squares := 0, 0, 0
		for to < len(demands) && demands[to].slot == demands[from].slot {
			first := to
			for ; to < len(demands) && demands[to].slot == demands[first].slot && demands[to].key == demands[first].key; to++ {
				if demands[to].first {
					candidates++
				}
			}
			sum += to - first
			squares += (to - first) * (to - first)
		}
		if spared := float64(candidates) - float64(squares)/float64(sum); spared > most {
			slot, most, ok = demands[from].slot, spared, true
		}
	}
	return slot, ok
}

// demand is one literal that a candidate requires of a field.
type demand struct {
	slot  event.Slot
	key   uint64
	first bool // of the candidate's for the field
}

// demandsOf returns what candidates require of fields that have not been asked
// for, sorted by field and literal.
func demandsOf(some []*candidate, asked []event.Slot) []demand {
	var all []demand
	for _, c := range some {
		for _, r := range c.requires {
			if slices.Contains(asked, r.Slot) {
				continue
			}
			for i, key := range r.Keys {
				all = append(all, demand{r.Slot, key, i == 0})
			}
		}
	}
	slices.SortFunc(all, func(a, b demand) int {
		return cmp.Or(cmp.Compare(a.slot, b.slot), cmp.Compare(a.key, b.key))
	})
	return all
}

// tree returns the tree for the event under view.
func (s *Session) tree() *tree {
	shape := s.view.Shape()
	// Fast path: a session keeps the trees that it has needed.
	if n := shape.Number; n < len(s.trees) && s.trees[n] != nil {
		return s.trees[n]
	}
	for len(s.trees) <= shape.Number {
		s.trees = append(s.trees, nil)
	}
	s.trees[shape.Number] = s.engine.dispatch.tree(shape)
	return s.trees[shape.Number]
}

// candidates notes those steps of a branch that the event matches.
func (s *Session) candidates(b *branch) {
	for ; b != nil; b = b.rest {
		s.test(b.some)
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

// test notes those steps that the event matches, each once: several values of a
// field may lead to a candidate.
func (s *Session) test(some []*candidate) {
	for _, c := range some {
		if s.tested[c.step.id] == s.round {
			continue
		}
		s.tested[c.step.id] = s.round
		if c.condition.Match(s.state) {
			s.hits = append(s.hits, c.step)
		}
	}
}

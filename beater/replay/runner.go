package replay

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// runner takes what events have matched to the engine, one after the other, and
// findings to the output.
type runner struct {
	engine  *engine.Engine
	session *engine.Session
	pipes   map[*rule.Rule]*pipe // of the rules that have some
	found   map[*rule.Rule]uint64
	out     *output
	tally   *tally
}

func newRunner(r *run) *runner {
	e := r.set.Engine
	n := &runner{
		engine: e, session: e.Session(),
		pipes: make(map[*rule.Rule]*pipe), found: make(map[*rule.Rule]uint64), out: r.out, tally: &r.tally,
	}
	for i, one := range e.Rules() {
		if d := e.Describe(i); len(d.Query.Pipes) > 0 {
			n.pipes[one] = &pipe{pipes: d.Query.Pipes}
		}
	}
	return n
}

// one runs the rules over what an event has matched. What they find becomes
// visible with the next flush.
func (n *runner) one(r *record) { n.take(n.process(r)) }

// process runs the rules over what an event has matched. A panic is a defect of
// ours; it must not end the run, and the event that it happened on is the way to
// the defect.
func (n *runner) process(r *record) (findings []engine.Finding) {
	defer func() {
		if reason := recover(); reason != nil {
			n.tally.crashed = append(n.tally.crashed, crash{badLine{r.number, fmt.Sprint(reason)}, r.at})
			n.session = n.engine.Session()
		}
	}()
	return n.session.ProcessMatched(r.matched)
}

// take writes findings, or keeps them for the pipes of their rules.
func (n *runner) take(findings []engine.Finding) {
	for i := range findings {
		f := newFinding(&findings[i])
		if p := n.pipes[f.rule]; p != nil {
			p.add(f)
		} else {
			n.write(f)
		}
	}
}

func (n *runner) write(f *finding) {
	n.found[f.rule]++
	n.out.write(f)
}

// end writes what only the end of the events decides. whole says that they
// have come to their end: where they haven't, nothing is known of what would
// still have come, and sequences that end with a missing step stay open.
func (n *runner) end(whole bool) {
	if whole {
		last := slices.Clone(n.session.Flush())
		slices.SortStableFunc(last, func(a, b engine.Finding) int {
			return cmp.Or(byLast(newFinding(&a), newFinding(&b)), cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(a.ID, b.ID))
		})
		n.take(last)
	}
	for _, one := range n.engine.Rules() {
		if p := n.pipes[one]; p != nil {
			for _, f := range p.end() {
				n.write(f)
			}
		}
	}
}

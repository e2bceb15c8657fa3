package engine

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/match"
	"github.com/eqlbeat/eqlbeat/processor/rule"
	"github.com/eqlbeat/eqlbeat/processor/sequence"
)

// plan is a compiled rule. It is immutable but for its counters.
type plan struct {
	rule     *rule.Rule
	query    *eql.Query
	index    int
	steps    []*step // an event query has one; a sequence its terms, and until last
	spec     *sequence.Spec
	sequence *sequence.Sequence // nil for an event query
	keys     []string
	// fingerprint tells whether a plan means the same as another.
	fingerprint uint64
	// uniform is true where every step has the same key fields, so that an
	// event's key is made once, whatever steps it matches.
	uniform bool
	// tiebreaker orders events of equal time, where tied is true.
	tiebreaker event.Slot
	tied       bool

	findings *atomic.Uint64
}

// step is one condition of a plan.
type step struct {
	plan      *plan
	id        int // among the steps of all plans
	number    int // from 0, in the order written
	query     *eql.EventQuery
	condition *match.Condition
	category  string           // "" for any
	whole     *match.Condition // condition and category
	requires  []match.Requirement
	roles     sequence.Roles
	keys      []key
	evidence  evidence // what is kept of a hit
	missing   bool
	runs      int // how many steps of a finding it stands for
}

// isPositive reports whether findings have the events that match the step: not
// those that had to be missing, nor until's.
func (s *step) isPositive() bool { return !s.missing && s.runs > 0 }

// key is one field of a join key.
type key struct {
	slot     event.Slot
	typ      event.Type
	optional bool
}

// parsed is a rule's query, checked, or what is wrong with it.
type parsed struct {
	query *eql.Query
	err   error
}

// parse reads the queries of rules, on all cores: what a query says depends on
// no other.
func parse(rules []*rule.Rule) []parsed {
	all := make([]parsed, len(rules))
	var next atomic.Int64
	var parsing sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(rules)) {
		parsing.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(rules)); i = next.Add(1) - 1 {
				p := &all[i]
				if p.query, p.err = eql.Parse(rules[i].Query); p.err == nil {
					p.err = eql.Check(p.query)
				}
			}
		})
	}
	parsing.Wait()
	return all
}

// compile makes a rule's plan.
func (e *Engine) compile(r *rule.Rule, of parsed) (*plan, *RuleError) {
	query := of.query
	if of.err != nil {
		return nil, ruleError(r, of.err)
	}
	if len(query.Pipes) > 0 && !e.pipes {
		pipe := query.Pipes[0]
		return nil, refused(r, pipe.Pos, "the pipe `"+pipe.Name+"` can't run in a shipper: a stream has no end to count from",
			"remove the pipe; every match is reported")
	}
	p := &plan{rule: r, query: query, uniform: true}
	if field := cmp.Or(r.TiebreakerField, e.tiebreaker); field != "" {
		p.tiebreaker, p.tied = e.schema.Slot(field), true
	}
	p.fingerprint = e.fingerprintOf(p)
	switch body := query.Body.(type) {
	case *eql.EventQuery:
		return e.compileEvent(p, body)
	case *eql.Sequence:
		return e.compileSequence(p, body)
	case *eql.Sample:
		return nil, refused(r, body.Pos, "a sample can't run in a shipper: its events may come in any order and at any distance, so a stream never has all of them",
			"write a sequence with a maxspan")
	}
	return nil, refused(r, query.Body.Span(), "this kind of query is not supported", "write a sequence")
}

func (e *Engine) compileEvent(p *plan, q *eql.EventQuery) (*plan, *RuleError) {
	s, err := e.compileStep(p, q)
	if err != nil {
		return nil, err
	}
	s.runs = 1
	s.evidence = e.evidenceOf(s)
	p.steps = []*step{s}
	return p, nil
}

// compileStep compiles a condition. What it reads is evidence, unlike the
// category, unless that stands in a field of the rule's own.
func (e *Engine) compileStep(p *plan, q *eql.EventQuery) (*step, *RuleError) {
	s := &step{plan: p, number: len(p.steps), query: q}
	var err error
	if s.condition, err = e.compiler.Compile(q.Condition); err != nil {
		return nil, ruleError(p.rule, err)
	}
	field := cmp.Or(p.rule.CategoryField, rule.DefaultCategoryField)
	s.whole = e.compiler.InCategory(s.condition, field, q.Category)
	switch {
	case field != rule.DefaultCategoryField:
		s.condition = s.whole
	case !q.Category.Any:
		s.category = q.Category.Name
	}
	return s, nil
}

func (e *Engine) compileSequence(p *plan, q *eql.Sequence) (*plan, *RuleError) {
	p.spec = &sequence.Spec{Maxspan: int64(p.rule.LookBack)}
	if p.spec.Maxspan <= 0 {
		p.spec.Maxspan = int64(rule.DefaultLookBack)
	}
	if q.Maxspan != nil {
		p.spec.Maxspan = int64(q.Maxspan.Duration)
	}
	for _, term := range q.Terms {
		if err := e.compileTerm(p, q, term); err != nil {
			return nil, err
		}
	}
	if q.Until != nil {
		p.spec.Until = true
		if err := e.compileTerm(p, q, q.Until); err != nil {
			return nil, err
		}
	}
	if n := p.spec.Roles(); n > sequence.MaxRoles {
		return nil, refused(p.rule, q.Pos, fmt.Sprintf("a sequence of %d steps, runs written out, is too long: at most %d are supported", n, sequence.MaxRoles),
			"ask for fewer runs")
	}
	p.assignRoles(q)
	for _, s := range p.steps {
		s.evidence = e.evidenceOf(s)
	}
	return p, nil
}

func (e *Engine) compileTerm(p *plan, q *eql.Sequence, term *eql.Term) *RuleError {
	s, err := e.compileStep(p, term.Event)
	if err != nil {
		return err
	}
	s.missing = term.Missing
	s.runs = max(term.Runs, 1)
	for _, by := range [2][]*eql.Field{q.By, term.By} {
		for _, f := range by {
			s.keys = append(s.keys, key{slot: e.schema.Slot(f.Name), typ: event.TypeOf(f.Name), optional: f.Optional})
		}
	}
	switch {
	case term == q.Until:
		s.runs = 0
	case term.Missing:
		p.spec.Missing = append(p.spec.Missing, p.spec.Steps)
	default:
		p.spec.Steps += s.runs
	}
	if len(p.steps) == 0 {
		for _, k := range s.keys {
			p.keys = append(p.keys, e.schema.Field(k.slot))
		}
	} else {
		p.uniform = p.uniform && slices.Equal(s.keys, p.steps[0].keys)
	}
	p.steps = append(p.steps, s)
	return nil
}

// assignRoles numbers the steps as package sequence does: positive ones with
// runs written out, then missing ones, then until.
func (p *plan) assignRoles(q *eql.Sequence) {
	positive, missing := 0, 0
	for i, s := range p.steps {
		switch {
		case i == len(q.Terms):
			s.roles.Set(p.spec.UntilRole())
		case s.missing:
			s.roles.Set(p.spec.MissingRole(missing))
			missing++
		default:
			for range s.runs {
				s.roles.Set(positive)
				positive++
			}
		}
	}
}

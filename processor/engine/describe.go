package engine

import (
	"strconv"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/match"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// Description is what a rule has become, for people.
type Description struct {
	Rule  *rule.Rule
	Query *eql.Query
	// Steps are in the order written. Until, where there is one, is the last.
	Steps []StepDescription
	// Maxspan is 0 for an event query. It is the rule's look-back where the
	// query says none.
	Maxspan  time.Duration
	LookBack bool // whether it is
	// Tiebreaker is the field that orders events of equal time; "" for order of
	// arrival.
	Tiebreaker string
}

// StepDescription is one step of a rule.
type StepDescription struct {
	Number  int // from 1, as in Step; until has the next
	Query   *eql.EventQuery
	Missing bool
	Until   bool
	Runs    int // 1 but for `with runs`
	Keys    []KeyField
	// Fields are those that the condition reads, in order of appearance, and
	// event.category where the step names a category.
	Fields []string
	// Requirements have to be met by an event that is to match.
	Requirements []Requirement
	// Never is true where the condition is false of every event.
	Never bool
}

// KeyField is a field of a join key.
type KeyField struct {
	Name string
	// Optional is true for `?name`: without a value it still joins.
	Optional bool
}

// Requirement is something that an event needs in order to match a step: a
// field with a value or, where Words is not nil, with one that these literals
// may equal.
type Requirement struct {
	Field string
	Words []string // as they are written
	met   func(event.Value) bool
}

// MetBy reports whether a field that has these values may meet the
// requirement. False is certain, true isn't.
func (r Requirement) MetBy(values []string) bool {
	for _, v := range values {
		if r.met(event.StringOf(v)) {
			return true
		}
	}
	return false
}

// Describe describes a rule by its number in Rules.
func (e *Engine) Describe(index int) Description {
	p := e.plans[index]
	d := Description{Rule: p.rule, Query: p.query}
	if p.tied {
		d.Tiebreaker = e.schema.Field(p.tiebreaker)
	}
	var queries []*eql.EventQuery
	until := -1
	switch body := p.query.Body.(type) {
	case *eql.EventQuery:
		queries = append(queries, body)
	case *eql.Sequence:
		d.Maxspan, d.LookBack = time.Duration(p.spec.Maxspan), body.Maxspan == nil
		for _, term := range body.Terms {
			queries = append(queries, term.Event)
		}
		if body.Until != nil {
			until = len(queries)
			queries = append(queries, body.Until.Event)
		}
	}
	for i, s := range p.steps {
		step := e.describeStep(s, queries[i])
		step.Until = i == until
		d.Steps = append(d.Steps, step)
	}
	return d
}

func (e *Engine) describeStep(s *step, query *eql.EventQuery) StepDescription {
	d := StepDescription{Number: s.number + 1, Query: query, Missing: s.missing, Runs: max(s.runs, 1)}
	if value, constant := s.condition.Constant(); constant && !value {
		d.Never = true
	}
	if s.category != "" {
		d.Fields = append(d.Fields, rule.DefaultCategoryField)
		d.Requirements = append(d.Requirements, Requirement{
			Field: rule.DefaultCategoryField,
			Words: []string{strconv.Quote(s.category)},
			met:   func(v event.Value) bool { return v.Str() == s.category },
		})
	}
	for _, slot := range s.condition.Fields() {
		if name := e.schema.Field(slot); name != rule.DefaultCategoryField || s.category == "" {
			d.Fields = append(d.Fields, name)
		}
	}
	for _, r := range s.condition.Requirements() {
		d.Requirements = append(d.Requirements, e.describeRequirement(r))
	}
	for _, k := range s.keys {
		name := e.schema.Field(k.slot)
		d.Keys = append(d.Keys, KeyField{Name: name, Optional: k.optional})
		if !k.optional {
			d.Requirements = append(d.Requirements, Requirement{Field: name, met: func(event.Value) bool { return true }})
		}
	}
	return d
}

func (e *Engine) describeRequirement(r match.Requirement) Requirement {
	return Requirement{
		Field: e.schema.Field(r.Slot),
		Words: r.Words,
		met:   func(v event.Value) bool { return r.MetBy([]event.Value{v}) },
	}
}

// EventTime returns an event's time by the engine's clock, in nanoseconds
// since 1970; ok is false where the event has none.
func (e *Engine) EventTime(src event.Source) (nanos int64, ok bool) { return e.eventTime(src) }

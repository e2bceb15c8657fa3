package engine

import (
	"time"

	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/rule"
	"github.com/eqlbeat/eqlbeat/processor/sequence"
)

// Finding is a rule and the events that it has found, in order.
type Finding struct {
	Rule  *rule.Rule
	Key   []Field // the join key; nil for an event query or a sequence without `by`
	Steps []Step  // in the order written, runs written out
	Span  time.Duration
}

// Step is one event of a finding, or the event that had to be missing.
type Step struct {
	Number  int  // of the step as it is written in the query, from 1
	Missing bool // there is no such event; nothing else has a meaning
	At      time.Time
	Ref     uint64
	ID      string  // of the event's record in its log, or event.id; "" unknown
	Fields  []Field // what the step's condition has read
}

// Field is a field and its value, or the first of its values.
type Field struct {
	Name  string
	Value event.Value
}

// eventFinding makes the finding of an event query.
func (s *Session) eventFinding(st *step) Finding {
	st.plan.findings.Add(1)
	step := Step{Number: 1, Ref: s.ref, ID: s.readID()}
	if nanos, ok := s.engine.eventTime(s.src); ok {
		step.At = time.Unix(0, nanos).UTC()
	}
	for _, slot := range st.evidence {
		if values := s.view.Values(slot); len(values) > 0 {
			step.Fields = append(step.Fields, Field{Name: s.engine.schema.Field(slot), Value: values[0]})
		}
	}
	return Finding{Rule: st.plan.rule, Steps: []Step{step}}
}

// sequenceFinding makes the finding of a completed sequence.
func (e *Engine) sequenceFinding(found *sequence.Found) Finding {
	p := e.byStore[found.Sequence]
	p.findings.Add(1)
	f := Finding{Rule: p.rule, Key: e.decodeKey(p, found.Key)}
	events := found.Steps
	f.Span = time.Duration(events[len(events)-1].At - events[0].At)
	for _, st := range p.steps {
		for range st.runs {
			if st.missing {
				f.Steps = append(f.Steps, Step{Number: st.number + 1, Missing: true})
				continue
			}
			f.Steps = append(f.Steps, e.decodeStep(p, st, &events[0]))
			events = events[1:]
		}
	}
	return f
}

func (e *Engine) decodeStep(p *plan, st *step, at *sequence.Step) Step {
	step := Step{Number: st.number + 1, At: time.Unix(0, at.At).UTC(), Ref: at.Ref}
	d := decoder{at.Evidence}
	step.ID, _ = d.text()
	of, ok := d.byte()
	if !ok || int(of) >= len(p.steps) {
		return step
	}
	for {
		i, ok := d.byte()
		if !ok || int(i) >= len(p.steps[of].evidence) {
			return step
		}
		v, ok := d.value()
		if !ok {
			return step
		}
		step.Fields = append(step.Fields, Field{Name: e.schema.Field(p.steps[of].evidence[i]), Value: v})
	}
}

// decodeKey names the values of a join key by the first step's key fields.
func (e *Engine) decodeKey(p *plan, encoded []byte) []Field {
	var key []Field
	for _, name := range p.keys {
		v, rest, ok := sequence.CutKey(encoded)
		if !ok {
			return key
		}
		encoded = rest
		if v.Kind() != event.Null {
			key = append(key, Field{Name: name, Value: v})
		}
	}
	return key
}

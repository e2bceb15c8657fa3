package engine

import (
	"strconv"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/rule"
	"github.com/eqlbeat/eqlbeat/processor/sequence"
)

// Finding is a rule and the events that it has found, in order.
type Finding struct {
	// ID names the finding: it is the same wherever the same rule finds the same
	// events, also when they are sent again after a restart.
	ID    uint64
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
	step := Step{Number: 1, Ref: s.ref, ID: string(s.readID())}
	if nanos, ok := s.engine.eventTime(s.src); ok {
		step.At = time.Unix(0, nanos).UTC()
	}
	for i, slot := range st.evidence.slots {
		if values := s.view.Values(slot); len(values) > 0 {
			step.Fields = append(step.Fields, Field{Name: st.evidence.names[i], Value: values[0]})
		}
	}
	f := Finding{Rule: st.plan.rule, Steps: []Step{step}}
	f.identify()
	return f
}

// sequenceFinding makes the finding of a completed sequence; ok is false where
// its rule has just gone.
func (e *Engine) sequenceFinding(found *sequence.Found) (f Finding, ok bool) {
	owner, ok := e.owners.Load(found.Sequence)
	if !ok {
		return f, false
	}
	p := owner.(*plan)
	p.findings.Add(1)
	f = Finding{Rule: p.rule, Key: p.decodeKey(found.Key)}
	events := found.Steps
	f.Span = time.Duration(events[len(events)-1].At - events[0].At)
	for _, st := range p.steps {
		for range st.runs {
			if st.missing {
				f.Steps = append(f.Steps, Step{Number: st.number + 1, Missing: true})
				continue
			}
			f.Steps = append(f.Steps, p.decodeStep(st, &events[0]))
			events = events[1:]
		}
	}
	f.identify()
	return f, true
}

// identify sets the finding's id.
func (f *Finding) identify() {
	text := append([]byte(f.Rule.ID), 0)
	for i := range f.Steps {
		text = strconv.AppendInt(text, f.Steps[i].At.UnixNano(), 10)
		text = append(append(append(text, ' '), f.Steps[i].ID...), 0)
	}
	for _, k := range f.Key {
		text = append(append(text, k.Value.Text()...), 0)
	}
	f.ID = xxhash.Sum64(text)
}

func (p *plan) decodeStep(st *step, at *sequence.Step) Step {
	step := Step{Number: st.number + 1, At: time.Unix(0, at.At).UTC(), Ref: at.Ref}
	d := decoder{rest: at.Evidence}
	step.ID, _ = d.text()
	of, ok := d.byte()
	if !ok || int(of) >= len(p.steps) {
		return step
	}
	kept := &p.steps[of].evidence
	for {
		i, ok := d.byte()
		if !ok || int(i) >= len(kept.names) {
			return step
		}
		v, ok := kept.value(&d)
		if !ok {
			return step
		}
		step.Fields = append(step.Fields, Field{Name: kept.names[i], Value: v})
	}
}

// decodeKey names the values of a join key by the first step's key fields.
func (p *plan) decodeKey(encoded []byte) []Field {
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

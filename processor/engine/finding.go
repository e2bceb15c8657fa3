package engine

import (
	"slices"
	"strconv"
	"strings"
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
	// Literal is the value as an interface value, where it is a text that stands
	// in the rule; else nil. It is made once, and findings share it.
	Literal any
}

// findings is where a session's findings are made. Their lists are made anew in
// the same memory for every event; only texts are theirs to keep.
type findings struct {
	all    []Finding
	steps  []Step  // of all
	fields []Field // of all steps and keys
	text   []byte  // what the finding at hand is named by
}

// reset forgets the findings, and lets go of their texts.
func (m *findings) reset() {
	if len(m.all) == 0 { // Fast path: most events make none
		return
	}
	clear(m.all)
	clear(m.steps)
	clear(m.fields)
	m.all, m.steps, m.fields = m.all[:0], m.steps[:0], m.fields[:0]
}

// fieldsFrom returns the fields from a place on, nil where there are none.
func (m *findings) fieldsFrom(first int) []Field {
	if first == len(m.fields) {
		return nil
	}
	return slices.Clip(m.fields[first:])
}

// addEvent makes the finding of an event query.
func (s *Session) addEvent(st *step) {
	if s.noting {
		s.noteEvent(st)
		return
	}
	m := &s.findings
	step := Step{Number: 1, Ref: s.ref, ID: string(s.readID())}
	if nanos, ok := s.engine.eventTime(s.src); ok {
		step.At = time.Unix(0, nanos).UTC()
	}
	first := len(m.fields)
	for i, slot := range st.evidence.slots {
		if values := s.view.Values(slot); len(values) > 0 {
			m.fields = append(m.fields, Field{Name: st.evidence.names[i], Value: lasting(values[0])})
		}
	}
	step.Fields = m.fieldsFrom(first)
	m.addStep(st.plan, step)
}

// addStep makes a finding of one event.
func (m *findings) addStep(p *plan, step Step) {
	p.findings.Add(1)
	m.steps = append(m.steps, step)
	m.add(Finding{Rule: p.rule, Steps: slices.Clip(m.steps[len(m.steps)-1:])})
}

// lasting returns a value that outlives the event under view: what a view returns
// of JSON text may stand in memory that the next event is read into.
func lasting(v event.Value) event.Value {
	if v.Kind() == event.String {
		return event.StringOf(strings.Clone(v.Str()))
	}
	return v
}

// addSequence makes the finding of a completed sequence, unless its rule has
// just gone.
func (s *Session) addSequence(found *sequence.Found) {
	owner, ok := s.engine.owners.Load(found.Sequence)
	if !ok {
		return
	}
	p, m := owner.(*plan), &s.findings
	p.findings.Add(1)
	events := found.Steps
	f := Finding{
		Rule: p.rule,
		Key:  m.decodeKey(p, found.Key),
		Span: time.Duration(events[len(events)-1].At - events[0].At),
	}
	first := len(m.steps)
	for _, st := range p.steps {
		for range st.runs {
			if st.missing {
				m.steps = append(m.steps, Step{Number: st.number + 1, Missing: true})
				continue
			}
			m.steps = append(m.steps, m.decodeStep(st, &events[0]))
			events = events[1:]
		}
	}
	f.Steps = slices.Clip(m.steps[first:])
	m.add(f)
}

// add names a finding and adds it.
func (m *findings) add(f Finding) {
	text := append(append(m.text[:0], f.Rule.ID...), 0)
	for i := range f.Steps {
		text = strconv.AppendInt(text, f.Steps[i].At.UnixNano(), 10)
		text = append(append(append(text, ' '), f.Steps[i].ID...), 0)
	}
	for i := range f.Key {
		text = append(f.Key[i].Value.AppendText(text), 0)
	}
	f.ID = xxhash.Sum64(text)
	m.text = text
	m.all = append(m.all, f)
}

func (m *findings) decodeStep(st *step, at *sequence.Step) Step {
	step := Step{Number: st.number + 1, At: time.Unix(0, at.At).UTC(), Ref: at.Ref}
	d := newDecoder(at.Evidence)
	step.ID, _ = d.text()
	of, ok := d.byte()
	steps := st.plan.steps
	if !ok || int(of) >= len(steps) {
		return step
	}
	kept := &steps[of].evidence
	first := len(m.fields)
	for {
		i, ok := d.byte()
		if !ok || int(i) >= len(kept.names) {
			break
		}
		f, ok := kept.field(int(i), &d)
		if !ok {
			break
		}
		m.fields = append(m.fields, f)
	}
	step.Fields = m.fieldsFrom(first)
	return step
}

// decodeKey names the values of a join key by the first step's key fields.
func (m *findings) decodeKey(p *plan, encoded []byte) []Field {
	first := len(m.fields)
	for _, name := range p.keys {
		v, rest, ok := sequence.CutKey(encoded)
		if !ok {
			break
		}
		encoded = rest
		if v.Kind() != event.Null {
			m.fields = append(m.fields, Field{Name: name, Value: v})
		}
	}
	return m.fieldsFrom(first)
}

package engine

import (
	"encoding/binary"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/sequence"
)

// What an event matches depends on no other event. Match finds it out, for many
// events at a time, and notes what is left to do; ProcessMatched does it, in the
// order of the events. Both together are Process.

// What is noted begins with one of these.
const (
	noteOfTime  = iota // that the clock of the event's class is told its time
	noteOfHit          // that a sequence is given a hit
	noteOfEvent        // that an event query has found the event
)

// Match finds the steps that an event matches and appends to dst what
// ProcessMatched has to be given for it: nothing where the event is of no
// consequence. It changes no state but counters; sessions of an engine may match
// at the same time. What it appends doesn't depend on memory of the event, and is
// of use to sessions of the same engine only. A session in which it has panicked
// is of no more use.
func (s *Session) Match(dst []byte, src event.Source, ref uint64) []byte {
	if !s.matches(src, &Glance{}) {
		return dst
	}
	s.noting, s.notes = true, dst
	s.apply(src, ref)
	dst = s.notes
	s.noting, s.notes = false, nil
	return dst
}

// ProcessMatched does what Match has left to do for an event, and returns what
// the event completes, valid until the next call.
func (s *Session) ProcessMatched(matched []byte) []Finding {
	s.findings.reset()
	s.scratch.Reset()
	n := notes{rest: matched}
	for len(n.rest) > 0 {
		switch n.uvarint() {
		case noteOfTime:
			n.at, n.class = n.varint(), uint16(n.uvarint())
			s.scratch.Observe(n.class, n.at)
		case noteOfHit:
			hit := n.hit(s.engine)
			s.scratch.Add(&hit)
		default:
			s.addNoted(&n)
		}
	}
	s.collect()
	return s.findings.all
}

func (s *Session) noteTime() {
	s.notes = append(s.notes, noteOfTime)
	s.notes = binary.AppendVarint(s.notes, s.time)
	s.notes = binary.AppendUvarint(s.notes, uint64(s.class))
}

// noteHit notes a hit; its time and class are those noted before.
func (s *Session) noteHit(p *plan, h *sequence.Hit) {
	s.notes = append(s.notes, noteOfHit)
	s.notes = binary.AppendUvarint(s.notes, uint64(p.index))
	s.notes = binary.AppendUvarint(s.notes, h.Ref)
	s.notes = binary.AppendVarint(s.notes, h.Tie)
	s.notes = binary.AppendUvarint(s.notes, uint64(h.Host))
	for _, roles := range h.Roles {
		s.notes = binary.AppendUvarint(s.notes, roles)
	}
	s.notes = appendBytes(s.notes, h.Key)
	s.notes = appendBytes(s.notes, h.Evidence)
}

// noteEvent notes the finding of an event query. Unlike the evidence of a
// sequence, its values are whole.
func (s *Session) noteEvent(st *step) {
	nanos, timed := s.engine.eventTime(s.src)
	s.notes = append(s.notes, noteOfEvent)
	s.notes = binary.AppendUvarint(s.notes, uint64(st.plan.index))
	s.notes = binary.AppendUvarint(s.notes, s.ref)
	s.notes = binary.AppendUvarint(s.notes, uint64(btoi(timed)))
	s.notes = binary.AppendVarint(s.notes, nanos)
	s.evidence = appendBytes(s.evidence[:0], s.readID())
	for i, slot := range st.evidence.slots {
		values := s.view.Values(slot)
		if len(values) == 0 {
			continue
		}
		s.evidence = append(s.evidence, byte(i))
		if v := values[0]; v.Kind() == event.String {
			s.evidence = appendBytes(append(s.evidence, byte(event.String)), v.Str())
		} else {
			s.evidence = appendValue(s.evidence, v)
		}
	}
	s.notes = appendBytes(s.notes, s.evidence)
}

// addNoted makes the finding that noteEvent has noted.
func (s *Session) addNoted(n *notes) {
	m := &s.findings
	p := s.engine.plans[n.uvarint()]
	step := Step{Number: 1, Ref: n.uvarint()}
	timed := n.uvarint() == 1
	if nanos := n.varint(); timed {
		step.At = time.Unix(0, nanos).UTC()
	}
	d := newDecoder(n.bytes())
	step.ID, _ = d.text()
	first := len(m.fields)
	for {
		i, more := d.byte()
		if !more {
			break
		}
		f := Field{Name: p.steps[0].evidence.names[i]}
		f.Value, _ = d.value()
		m.fields = append(m.fields, f)
	}
	step.Fields = m.fieldsFrom(first)
	m.addStep(p, step)
}

// notes reads what Match has appended, and nothing else.
type notes struct {
	rest  []byte
	at    int64  // as noted last
	class uint16 // likewise
}

func (n *notes) uvarint() uint64 {
	v, size := binary.Uvarint(n.rest)
	n.rest = n.rest[size:]
	return v
}

func (n *notes) varint() int64 {
	v, size := binary.Varint(n.rest)
	n.rest = n.rest[size:]
	return v
}

func (n *notes) bytes() []byte {
	size := n.uvarint()
	b := n.rest[:size:size]
	n.rest = n.rest[size:]
	return b
}

// hit reads what noteHit has noted.
func (n *notes) hit(e *Engine) sequence.Hit {
	return sequence.Hit{
		Sequence: e.plans[n.uvarint()].sequence,
		At:       n.at,
		Class:    n.class,
		Ref:      n.uvarint(),
		Tie:      n.varint(),
		Host:     uint16(n.uvarint()),
		Roles:    sequence.Roles{n.uvarint(), n.uvarint()},
		Key:      n.bytes(),
		Evidence: n.bytes(),
	}
}

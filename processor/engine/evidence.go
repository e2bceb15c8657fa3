package engine

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/match"
)

const (
	// maxEvidenceValue bounds one value kept with a hit, in bytes; longer
	// strings are cut.
	maxEvidenceValue = 128
	// maxEvidence bounds all that is kept with a hit, in bytes.
	maxEvidence = 512
	// maxEvidenceFields bounds how many fields are kept, so that a condition of
	// a hundred alternatives keeps the few it reads first.
	maxEvidenceFields = 8
)

// evidence is what a step keeps of its hits: fields that the condition reads,
// but for those that the join key has already. Values that stand in the
// condition are kept by their number there.
type evidence struct {
	slots    []event.Slot
	names    []string
	literals []literal
	// first is, by match.OutlineNumber, 1 + the number of the first literal with
	// it; 0 none.
	first [64]uint16
}

// literal is a text of the condition, also as what a finding says of it.
type literal struct {
	text  string
	value any
	next  uint16 // 1 + the number of the next one with its outline; 0 none
}

// maxLiterals bounds the literals with a number.
const maxLiterals = 1<<16 - 1

// evidenceOf returns what a step keeps. Of events that have to be missing, or
// end the sequence, no finding says anything.
func (e *Engine) evidenceOf(s *step) evidence {
	if !s.isPositive() {
		return evidence{}
	}
	var kept evidence
	for _, slot := range s.condition.Fields() {
		if len(kept.slots) == maxEvidenceFields {
			break
		}
		if !slices.ContainsFunc(s.keys, func(k key) bool { return k.slot == slot }) {
			kept.slots = append(kept.slots, slot)
			kept.names = append(kept.names, e.schema.Field(slot))
		}
	}
	eql.Walk(s.query.Condition, func(x eql.Expr) bool {
		if l, ok := x.(*eql.Literal); ok {
			kept.note(l)
		}
		return true
	})
	return kept
}

// number returns the number of a literal; ok is false for a text that is none.
func (k *evidence) number(text string) (n int, ok bool) {
	for at := k.first[match.OutlineNumber(text)]; at != 0; at = k.literals[at-1].next {
		if k.literals[at-1].text == text {
			return int(at - 1), true
		}
	}
	return 0, false
}

// note gives a literal a number, unless it is no text, too short to gain by it,
// or a wildcard, which values don't equal.
func (k *evidence) note(l *eql.Literal) {
	text := l.Str
	if l.Kind != eql.StringLiteral || len(text) < 3 || len(text) > maxEvidenceValue || strings.ContainsAny(text, "*?") || len(k.literals) == maxLiterals {
		return
	}
	if _, known := k.number(text); known {
		return
	}
	first := &k.first[match.OutlineNumber(text)]
	k.literals = append(k.literals, literal{text, text, *first})
	*first = uint16(len(k.literals))
}

// appendEvidence encodes what a finding will say of the event under view: its
// id, the number of the step, and for each of the step's fields that has a
// value, the field's index and its first value. An event that has matched
// several steps of a sequence keeps the fields of one.
func (s *step) appendEvidence(dst []byte, v *event.View, id []byte) []byte {
	limit := len(dst) + maxEvidence
	dst = appendText(dst, id)
	dst = append(dst, byte(s.number))
	for i, slot := range s.evidence.slots {
		values := v.Values(slot)
		if len(values) == 0 {
			continue
		}
		end := len(dst)
		if dst = s.evidence.appendValue(append(dst, byte(i)), values[0]); len(dst) > limit {
			return dst[:end]
		}
	}
	return dst
}

// literalKind stands where the kind of a value does, for one that is a literal
// of the condition.
const literalKind = 0xff

func (k *evidence) appendValue(dst []byte, v event.Value) []byte {
	if v.Kind() == event.String {
		if n, ok := k.number(v.Str()); ok {
			return binary.AppendUvarint(append(dst, literalKind), uint64(n))
		}
	}
	return appendValue(dst, v)
}

// field decodes the value of the field of an index.
func (k *evidence) field(i int, d *decoder) (f Field, ok bool) {
	f.Name = k.names[i]
	if len(d.rest) == 0 || d.rest[0] != literalKind {
		f.Value, ok = d.value()
		return f, ok
	}
	n, size := binary.Uvarint(d.rest[1:])
	if size <= 0 || n >= uint64(len(k.literals)) {
		return f, false
	}
	d.rest = d.rest[1+size:]
	f.Value, f.Literal = event.StringOf(k.literals[n].text), k.literals[n].value
	return f, true
}

func appendText[T string | []byte](dst []byte, s T) []byte {
	if len(s) > maxEvidenceValue {
		n := maxEvidenceValue
		for n > 0 && !utf8.RuneStart(s[n]) { // no half characters
			n--
		}
		s = s[:n]
	}
	return appendBytes(dst, s)
}

func appendBytes[T string | []byte](dst []byte, b T) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(b))), b...)
}

func appendValue(dst []byte, v event.Value) []byte {
	dst = append(dst, byte(v.Kind()))
	switch v.Kind() {
	case event.String:
		return appendText(dst, v.Str())
	case event.Float:
		return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v.Float()))
	case event.Bool:
		return binary.AppendVarint(dst, int64(btoi(v.Bool())))
	}
	return binary.AppendVarint(dst, v.Int())
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// decoder reads what appendEvidence has written. Evidence that was cut off, or
// isn't any, ends early; it never panics.
type decoder struct {
	rest []byte
	// all is what there was in the beginning, as text: texts are cut out of it,
	// so that they take one allocation together.
	all string
}

func newDecoder(evidence []byte) decoder { return decoder{evidence, string(evidence)} }

func (d *decoder) byte() (byte, bool) {
	if len(d.rest) == 0 {
		return 0, false
	}
	b := d.rest[0]
	d.rest = d.rest[1:]
	return b, true
}

func (d *decoder) text() (string, bool) {
	n, size := binary.Uvarint(d.rest)
	if size <= 0 || n > uint64(len(d.rest)-size) {
		return "", false
	}
	from := len(d.all) - len(d.rest) + size
	d.rest = d.rest[size+int(n):]
	return d.all[from : from+int(n)], true
}

func (d *decoder) value() (event.Value, bool) {
	kind, ok := d.byte()
	if !ok {
		return event.Value{}, false
	}
	switch event.Kind(kind) {
	case event.String:
		s, ok := d.text()
		return event.StringOf(s), ok
	case event.Float:
		if len(d.rest) < 8 {
			return event.Value{}, false
		}
		bits := binary.LittleEndian.Uint64(d.rest)
		d.rest = d.rest[8:]
		return event.FloatOf(math.Float64frombits(bits)), true
	}
	i, size := binary.Varint(d.rest)
	if size <= 0 {
		return event.Value{}, false
	}
	d.rest = d.rest[size:]
	switch event.Kind(kind) {
	case event.Bool:
		return event.BoolOf(i != 0), true
	case event.Int:
		return event.IntOf(i), true
	case event.Time:
		return event.NanosOf(i), true
	}
	return event.Value{}, false
}

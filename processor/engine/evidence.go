package engine

import (
	"encoding/binary"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/eqlbeat/eqlbeat/processor/event"
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

// evidenceFields returns the fields that a step's hits keep: those that its
// condition reads, but for those that the join key has already.
func (s *step) evidenceFields() []event.Slot {
	var fields []event.Slot
	for _, slot := range s.condition.Fields() {
		if len(fields) == maxEvidenceFields {
			break
		}
		if !slices.ContainsFunc(s.keys, func(k key) bool { return k.slot == slot }) {
			fields = append(fields, slot)
		}
	}
	return fields
}

// appendEvidence encodes what a finding will say of the event under view: its
// id, the number of the step, and for each of the step's fields that has a
// value, the field's index and its first value. An event that has matched
// several steps of a sequence keeps the fields of one.
func (s *step) appendEvidence(dst []byte, v *event.View, id string) []byte {
	limit := len(dst) + maxEvidence
	dst = appendText(dst, id)
	dst = append(dst, byte(s.number))
	for i, slot := range s.evidence {
		values := v.Values(slot)
		if len(values) == 0 {
			continue
		}
		end := len(dst)
		if dst = appendValue(append(dst, byte(i)), values[0]); len(dst) > limit {
			return dst[:end]
		}
	}
	return dst
}

func appendText(dst []byte, s string) []byte {
	if len(s) > maxEvidenceValue {
		n := maxEvidenceValue
		for n > 0 && !utf8.RuneStart(s[n]) { // no half characters
			n--
		}
		s = s[:n]
	}
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
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
type decoder struct{ rest []byte }

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
	s := string(d.rest[size : size+int(n)])
	d.rest = d.rest[size+int(n):]
	return s, true
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

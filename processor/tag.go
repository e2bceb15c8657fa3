package processor

import (
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/eqlbeat/eqlbeat/processor/engine"
)

// tag writes findings onto the event that completed them: the most severe one
// as rule.*, threat.* and event.*, all of them as eql.matches. No object that it
// writes is shared with another event. It returns false where a field could not
// be written because the event has something else in its place; the others are
// written all the same.
func (g *generation) tag(e *beat.Event, findings []engine.Finding, name string) bool {
	matches := make([]mapstr.M, len(findings))
	var worst int
	var worstGrade grade
	var worstFields *ruleFields
	for i := range findings {
		f := &findings[i]
		graded, fields := gradeOf(e, f.Rule), g.fieldsOf(f.Rule)
		matches[i] = fields.matched(f, graded)
		if i == 0 || graded.above(worstGrade) {
			worst, worstGrade, worstFields = i, graded, fields
		}
	}
	if e.Fields == nil {
		e.Fields = mapstr.M{}
	}
	w := newWriter(e)
	for _, p := range worstFields.top {
		w.copy(p)
	}
	w.fields("event",
		field{"event.kind", "alert"},
		field{"event.severity", worstGrade.severityNumber()},
		field{"event.risk_score", matches[worst]["risk_score"]},
		field{"event.reason", reason(&findings[worst])},
	)
	w.fields("eql", field{"eql.matches", matches})
	if name != "" {
		e.Fields["tags"] = withTag(e.Fields["tags"], name)
	}
	return w.ok
}

// withTag returns the tags and one more. The old ones are copied: libbeat gives
// events of one input the same slice.
func withTag(tags any, name string) []string {
	var all []string
	switch tags := tags.(type) {
	case []string:
		all = slices.Clone(tags)
	case []any:
		for _, t := range tags {
			if s, ok := t.(string); ok {
				all = append(all, s)
			}
		}
	case string:
		all = []string{tags}
	}
	if slices.Contains(all, name) {
		return all
	}
	return append(all, name)
}

// matched returns the entry of eql.matches for a finding.
func (r *ruleFields) matched(f *engine.Finding, g grade) mapstr.M {
	steps := make([]mapstr.M, len(f.Steps))
	for i := range f.Steps {
		steps[i] = stepFields(&f.Steps[i])
	}
	m := r.match.copy()
	m["id"] = idText(f.ID)
	m["span_ms"] = f.Span.Milliseconds()
	m["steps"] = steps
	if len(f.Key) > 0 {
		m["key"] = fieldsOf(f.Key)
	}
	if g != r.grade { // the event had a say in it
		m["severity"], m["risk_score"] = g.severity, g.riskScore
	}
	return m
}

// idText returns a finding's id in 16 hexadecimal digits.
func idText(id uint64) string {
	var bytes [8]byte
	binary.BigEndian.PutUint64(bytes[:], id)
	var digits [16]byte
	hex.Encode(digits[:], bytes[:])
	return string(digits[:])
}

func stepFields(s *engine.Step) mapstr.M {
	m := mapstr.M{"step": s.Number}
	if s.Missing {
		m["missing"] = true
		return m
	}
	m["time"] = s.At
	if s.ID != "" {
		m["id"] = s.ID
	}
	if len(s.Fields) > 0 {
		m["fields"] = fieldsOf(s.Fields)
	}
	return m
}

// fieldsOf returns fields under their dotted names, as text: in the index they
// are one flattened field.
func fieldsOf(fields []engine.Field) mapstr.M {
	m := make(mapstr.M, len(fields))
	for i := range fields {
		f := &fields[i]
		if f.Literal != nil {
			m[f.Name] = f.Literal
		} else {
			m[f.Name] = f.Value.Text()
		}
	}
	return m
}

// reason says in one sentence what was found.
func reason(f *engine.Finding) string {
	if len(f.Steps) == 1 {
		return f.Rule.Name + ": this event matches the rule."
	}
	events := 0
	for i := range f.Steps {
		if !f.Steps[i].Missing {
			events++
		}
	}
	var room [256]byte // enough for most, so that only the text itself is allocated
	sentence := append(append(room[:0], f.Rule.Name...), ": "...)
	sentence = append(strconv.AppendInt(sentence, int64(events), 10), " events within "...)
	sentence = append(sentence, f.Span.Round(time.Millisecond).String()...)
	before := " of "
	for i := range f.Key {
		k := &f.Key[i]
		sentence = append(append(append(sentence, before...), k.Name...), ' ')
		sentence = k.Value.AppendText(sentence)
		before = " and "
	}
	return string(append(sentence, '.'))
}

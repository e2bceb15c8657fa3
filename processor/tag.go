package processor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/eqlbeat/eqlbeat/processor/engine"
)

// tag writes findings onto the event that completed them: the most severe one
// as rule.*, threat.* and event.*, all of them as eql.matches. Everything it
// writes is new, so that no other event shares it. It returns false where a
// field could not be written because the event has something else in its
// place; the others are written all the same.
func (g *generation) tag(e *beat.Event, findings []engine.Finding, name string) bool {
	graded := make([]grade, len(findings))
	for i := range findings {
		graded[i] = gradeOf(e, findings[i].Rule)
	}
	worst := 0
	for i := range graded {
		if graded[i].above(graded[worst]) {
			worst = i
		}
	}
	matches := make([]mapstr.M, len(findings))
	for i := range findings {
		matches[i] = matchFields(&findings[i], graded[i])
	}
	w := writer{event: e, ok: true}
	g.fieldsOf(findings[worst].Rule).write(&w)
	w.put("event.kind", "alert")
	w.put("event.severity", graded[worst].severityNumber())
	w.put("event.risk_score", graded[worst].riskScore)
	w.put("event.reason", reason(&findings[worst]))
	w.put("eql.matches", matches)
	if name != "" {
		w.put("tags", withTag(e.Fields["tags"], name))
	}
	return w.ok
}

// writer puts fields into an event.
type writer struct {
	event *beat.Event
	ok    bool
}

func (w *writer) put(field string, value any) {
	if _, err := w.event.PutValue(field, value); err != nil {
		w.ok = false
	}
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

// matchFields returns the entry of eql.matches for a finding.
func matchFields(f *engine.Finding, g grade) mapstr.M {
	steps := make([]mapstr.M, len(f.Steps))
	for i := range f.Steps {
		steps[i] = stepFields(&f.Steps[i])
	}
	m := mapstr.M{
		"id":         fmt.Sprintf("%016x", f.ID),
		"rule":       mapstr.M{"id": f.Rule.ID, "name": f.Rule.Name},
		"severity":   g.severity,
		"risk_score": g.riskScore,
		"span_ms":    f.Span.Milliseconds(),
		"steps":      steps,
	}
	if len(f.Key) > 0 {
		m["key"] = fieldsOf(f.Key)
	}
	return m
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
	for _, f := range fields {
		m[f.Name] = f.Value.Text()
	}
	return m
}

// reason says in one sentence what was found.
func reason(f *engine.Finding) string {
	if len(f.Steps) == 1 {
		return fmt.Sprintf("%s: this event matches the rule.", f.Rule.Name)
	}
	events := 0
	for i := range f.Steps {
		if !f.Steps[i].Missing {
			events++
		}
	}
	var of []string
	for _, k := range f.Key {
		of = append(of, k.Name+" "+k.Value.Text())
	}
	sentence := fmt.Sprintf("%s: %d events within %s", f.Rule.Name, events, f.Span.Round(time.Millisecond))
	if len(of) > 0 {
		sentence += " of " + strings.Join(of, " and ")
	}
	return sentence + "."
}

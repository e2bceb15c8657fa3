package processor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// tag writes findings onto the event that completed them: the most severe one
// as rule.*, threat.* and event.*, all of them as eql.matches. Everything it
// writes is new, so that no other event shares it. It returns false where a
// field could not be written because the event has something else in its
// place; the others are written all the same.
func tag(e *beat.Event, findings []engine.Finding, name string) bool {
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
	w.rule(findings[worst].Rule)
	w.threat(findings[worst].Rule.Threat)
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

// text puts a text unless there is none.
func (w *writer) text(field, value string) {
	if value != "" {
		w.put(field, value)
	}
}

// list puts a list unless it is empty.
func (w *writer) list(field string, values []string) {
	if len(values) > 0 {
		w.put(field, values)
	}
}

// rule writes rule.*. ECS has rule.id for what is unique within the agent, and
// rule.uuid for what is unique everywhere; a published rule's id is both.
func (w *writer) rule(r *rule.Rule) {
	w.text("rule.id", r.ID)
	w.text("rule.uuid", r.ID)
	w.text("rule.name", r.Name)
	w.text("rule.description", r.Description)
	w.text("rule.reference", r.Reference)
	w.text("rule.ruleset", r.Ruleset)
	w.text("rule.license", r.License)
	w.text("rule.version", r.Version)
	w.list("rule.author", slices.Clone(r.Author))
}

// threat writes threat.*: lists of all tactics, techniques and sub-techniques,
// each once.
func (w *writer) threat(threats []rule.Threat) {
	if len(threats) == 0 {
		return
	}
	var tactics, techniques, subtechniques labels
	for _, t := range threats {
		tactics.add(t.Tactic)
		for _, technique := range t.Techniques {
			techniques.add(technique.Label)
			for _, sub := range technique.Subtechniques {
				subtechniques.add(sub)
			}
		}
	}
	w.text("threat.framework", threats[0].Framework)
	tactics.write(w, "threat.tactic")
	techniques.write(w, "threat.technique")
	subtechniques.write(w, "threat.technique.subtechnique")
}

// labels are ids, names and references side by side.
type labels struct{ ids, names, references []string }

func (l *labels) add(label rule.Label) {
	if !slices.Contains(l.ids, label.ID) {
		l.ids = append(l.ids, label.ID)
		l.names = append(l.names, label.Name)
		l.references = append(l.references, label.Reference)
	}
}

func (l *labels) write(w *writer, field string) {
	w.list(field+".id", l.ids)
	w.list(field+".name", l.names)
	w.list(field+".reference", l.references)
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

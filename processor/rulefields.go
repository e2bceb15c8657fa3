package processor

import (
	"slices"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// ruleFields is what a rule says of itself on every event that completes it:
// rule.* and threat.*. It is made once and copied onto events, so that no two
// events share a value.
type ruleFields map[string]mapstr.M

// fieldsOf returns a rule's fields.
func (g *generation) fieldsOf(r *rule.Rule) ruleFields {
	if known, ok := g.ruleFields.Load(r); ok {
		return known.(ruleFields)
	}
	made, _ := g.ruleFields.LoadOrStore(r, newRuleFields(r))
	return made.(ruleFields)
}

func newRuleFields(r *rule.Rule) ruleFields {
	e := &beat.Event{Fields: mapstr.M{}}
	w := writer{event: e}
	w.rule(r)
	w.threat(r.Threat)
	fields := make(ruleFields)
	for name, value := range e.Fields {
		fields[name] = value.(mapstr.M)
	}
	return fields
}

// write copies the fields onto an event.
func (f ruleFields) write(w *writer) {
	if w.event.Fields == nil {
		w.event.Fields = mapstr.M{}
	}
	for name, value := range f {
		if _, taken := w.event.Fields[name]; !taken { // Fast path: there is nothing to merge with
			w.event.Fields[name] = fresh(value)
		} else {
			w.merge(name, value)
		}
	}
}

// merge puts fields beside those that the event has.
func (w *writer) merge(prefix string, fields mapstr.M) {
	for name, value := range fields {
		if below, ok := value.(mapstr.M); ok {
			w.merge(prefix+"."+name, below)
		} else {
			w.put(prefix+"."+name, fresh(value))
		}
	}
}

// fresh copies a value.
func fresh(value any) any {
	switch value := value.(type) {
	case mapstr.M:
		m := make(mapstr.M, len(value))
		for name, v := range value {
			m[name] = fresh(v)
		}
		return m
	case []string:
		return slices.Clone(value)
	}
	return value
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
	w.list("rule.author", r.Author)
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

package processor

import (
	"slices"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// ruleFields is what a rule says on every event that completes it.
type ruleFields struct {
	top   []*prototype // rule.* and threat.*
	match *prototype   // what the entries of eql.matches have in common
	grade grade        // the rule's own, which is in match
}

// fieldsOf returns a rule's fields.
func (g *generation) fieldsOf(r *rule.Rule) *ruleFields {
	if known, ok := g.ruleFields.Load(r); ok {
		return known.(*ruleFields)
	}
	made, _ := g.ruleFields.LoadOrStore(r, newRuleFields(r))
	return made.(*ruleFields)
}

func newRuleFields(r *rule.Rule) *ruleFields {
	e := &beat.Event{Fields: mapstr.M{}}
	w := writer{event: e}
	w.rule(r)
	w.threat(r.Threat)
	f := &ruleFields{
		match: newPrototype("eql.matches", mapstr.M{
			"rule":       mapstr.M{"id": r.ID, "name": r.Name},
			"severity":   r.Severity,
			"risk_score": r.RiskScore,
		}),
		grade: grade{r.Severity, r.RiskScore},
	}
	for name, value := range e.Fields {
		f.top = append(f.top, newPrototype(name, value.(mapstr.M)))
	}
	return f
}

// text puts a text unless there is none.
func (w *writer) text(field, value string) {
	if value != "" {
		w.put(field, value)
	}
}

// list puts a list unless it is empty. It leaves no room behind it, so that who
// appends to it makes a new one.
func (w *writer) list(field string, values []string) {
	if len(values) > 0 {
		w.put(field, slices.Clip(values))
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

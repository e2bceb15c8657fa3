package rule

import "strings"

const (
	labelHint = `id = "…", name = "…", reference = "…"`
	fieldHint = `the name of a field of the event`
)

var (
	threatKeys    = []string{"framework", "tactic", "technique"}
	labelKeys     = []string{"id", "name", "reference"}
	techniqueKeys = []string{"id", "name", "reference", "subtechnique"}
	mappingKeys   = []string{"field", "operator", "value", "severity", "risk_score"}
)

// threat returns a rule's threat mapping in the order in which it is written.
func (r *reader) threat(t *node) []Threat {
	var threats []Threat
	for _, entry := range r.tables(t, "threat") {
		r.only(entry, threatKeys)
		made := Threat{Framework: r.text(entry, "framework")}
		if tactic := r.value(entry, "tactic", tableNode, labelHint); tactic != nil {
			r.only(tactic, labelKeys)
			made.Tactic = r.label(tactic)
		}
		for _, technique := range r.tables(entry, "technique") {
			r.only(technique, techniqueKeys)
			one := Technique{Label: r.label(technique)}
			for _, sub := range r.tables(technique, "subtechnique") {
				r.only(sub, labelKeys)
				one.Subtechniques = append(one.Subtechniques, r.label(sub))
			}
			made.Techniques = append(made.Techniques, one)
		}
		threats = append(threats, made)
	}
	return threats
}

// label returns the entry of a framework that a table names. It has to have an
// id: nothing else identifies it.
func (r *reader) label(t *node) Label {
	made := Label{Name: r.text(t, "name"), Reference: r.text(t, "reference")}
	if id := r.need(t, "id", labelHint); id != nil {
		made.ID = strings.Clone(strings.TrimSpace(id.text))
	}
	return made
}

// mapping returns severity_mapping or risk_score_mapping. Kibana's only
// operator is "equals".
func (r *reader) mapping(t *node, key string, bySeverity bool) []Mapping {
	var mappings []Mapping
	for _, entry := range r.tables(t, key) {
		r.only(entry, mappingKeys)
		var made Mapping
		if field := r.need(entry, "field", fieldHint); field != nil {
			made.Field = strings.Clone(strings.TrimSpace(field.text))
		}
		made.Value = r.scalar(entry, "value")
		if bySeverity {
			if n := r.need(entry, "severity", severityHint); n != nil {
				made.Severity = r.oneSeverity(n)
			}
		}
		mappings = append(mappings, made)
	}
	return mappings
}

// scalar returns a text, number or boolean as text.
func (r *reader) scalar(t *node, key string) string {
	n := t.get(key)
	switch {
	case n == nil:
		return ""
	case n.kind == numberNode:
		return strings.Clone(n.text)
	case n.kind == boolNode && n.truth:
		return "true"
	case n.kind == boolNode:
		return "false"
	case n.kind == textNode:
		return strings.Clone(n.text)
	}
	r.fail(n, key+" must be a text or a number, not "+n.kind.String(), `a text in quotes`)
	return ""
}

package rule

import (
	"slices"
	"strings"
	"time"
)

// settingKeys are all keys of a rule in the settings. A rule file has the same,
// but rule_id for id, and others that mean nothing here.
var settingKeys = []string{
	"id", "name", "query", "description", "severity", "risk_score", "version", "license", "ruleset",
	"references", "author", "tags", "threat", "severity_mapping", "risk_score_mapping",
	"building_block_type", "from", "event_category_override", "tiebreaker_field",
}

// known reports whether a key of a rule file is one that is read, and so is no
// misspelling of another.
func known(key string) bool {
	return key == "rule_id" || key == "type" || key == "language" || slices.Contains(settingKeys, key)
}

// What to write for a key that is missing or wrong.
const (
	idHint        = `a text that no other rule has, such as a UUID`
	nameHint      = `what the rule detects, in a few words`
	queryHint     = `an EQL query, such as "process where process.name == \"cmd.exe\""`
	severityHint  = `"low", "medium", "high" or "critical"`
	riskScoreHint = `a number from 0 to 100; usual are 21, 47, 73 and 99`
	fromHint      = `a time before now, such as "now-9m"`
)

// defaultSeverity is that of a rule in the settings that gives none.
const defaultSeverity = "medium"

// rule returns the rule that a table describes; nil if anything about it is
// wrong, which is reported.
func (r *reader) rule(t *node) *Rule {
	failed := len(r.errs)
	r.only(t, settingKeys)
	id := r.need(t, r.idKey, idHint)
	name := r.need(t, "name", nameHint)
	query := r.need(t, "query", queryHint)
	made := &Rule{
		Description:      strings.Join(strings.Fields(r.text(t, "description")), " "),
		Severity:         r.severity(t),
		Version:          r.version(t),
		License:          r.text(t, "license"),
		References:       r.texts(t, "references"),
		Author:           r.texts(t, "author"),
		Tags:             r.texts(t, "tags"),
		Threat:           r.threat(t),
		SeverityMapping:  r.mapping(t, "severity_mapping", true),
		RiskScoreMapping: r.mapping(t, "risk_score_mapping", false),
		BuildingBlock:    r.text(t, "building_block_type") != "",
		NotApplied:       notApplied(t),
		LookBack:         r.lookBack(t),
		CategoryField:    r.text(t, "event_category_override"),
		TiebreakerField:  r.text(t, "tiebreaker_field"),
	}
	made.RiskScore = r.riskScore(t, made.Severity)
	made.Ruleset = r.ruleset(t, made.License)
	if len(r.errs) > failed {
		return nil
	}
	if made.CategoryField == "" {
		made.CategoryField = DefaultCategoryField
	}
	if len(made.References) > 0 {
		made.Reference = made.References[0]
	}
	made.ID = strings.Clone(strings.TrimSpace(id.text))
	made.Name = strings.Clone(strings.TrimSpace(name.text))
	made.Query = strings.Clone(query.text)
	made.Origin = r.origin(t, id, query)
	return made
}

func (r *reader) origin(t, id, query *node) Origin {
	if r.src == nil {
		return Origin{File: t.path}
	}
	o := Origin{File: r.src.file, id: r.src.excerpt(id.at)}
	o.Line, o.Column = r.src.position(id.at.Start)
	start := query.body.Start
	if spelled := r.src.text[query.body.Start:query.body.End]; spelled != query.text {
		o.query = written{text: strings.Clone(spelled), spelling: query.spelling}
		start += o.query.offset(0)
		// What stands before the first character is not needed any more.
		o.query.text = o.query.text[start-query.body.Start:]
	}
	o.QueryLine, o.QueryColumn = r.src.position(start)
	return o
}

func (r *reader) severity(t *node) string {
	if r.strict && t.get("severity") == nil {
		return defaultSeverity
	}
	n := r.need(t, "severity", severityHint)
	if n == nil {
		return ""
	}
	return r.oneSeverity(n)
}

// oneSeverity returns the severity that a text names; "" and an error where it
// names none.
func (r *reader) oneSeverity(n *node) string {
	if i := slices.Index(severities, n.text); i >= 0 {
		return severities[i]
	}
	hint := severityHint
	if i := nearest(n.text, severities); i >= 0 {
		hint = quote(severities[i])
	}
	r.fail(n, "there is no severity "+quote(n.text), hint)
	return ""
}

func (r *reader) riskScore(t *node, severity string) float64 {
	if t.get("risk_score") == nil {
		if r.strict {
			return float64(SeverityNumber(severity))
		}
		r.missing(t, "risk_score", riskScoreHint)
		return 0
	}
	n := r.value(t, "risk_score", numberNode, riskScoreHint)
	if n == nil {
		return 0
	}
	if !(n.number >= 0 && n.number <= 100) {
		r.fail(n, "risk_score must be from 0 to 100, not "+n.text, riskScoreHint)
		return 0
	}
	return n.number
}

// version returns a version, which exports have as a number.
func (r *reader) version(t *node) string {
	if n := t.get("version"); n != nil && n.kind == numberNode {
		return strings.Clone(n.text)
	}
	return r.text(t, "version")
}

func (r *reader) lookBack(t *node) time.Duration {
	n := r.value(t, "from", textNode, fromHint)
	if n == nil {
		return DefaultLookBack
	}
	back, err := parseLookBack(n.text)
	if err != nil {
		r.fail(n, "from is "+err.Error()+": "+quote(n.text), fromHint)
	}
	return back
}

// elastic is the ruleset of Elastic's published rules.
const elastic = "elastic/detection-rules"

// ruleset tells Elastic's rules by what Kibana says of their source; in a file
// that says nothing of it, by their license.
func (r *reader) ruleset(t *node, license string) string {
	if r.strict {
		return r.text(t, "ruleset")
	}
	immutable := t.get("immutable")
	source := t.get("rule_source").get("type")
	switch {
	case source != nil && source.kind == textNode:
		if source.text == "external" {
			return elastic
		}
	case immutable != nil && immutable.kind == boolNode:
		if immutable.truth {
			return elastic
		}
	case strings.HasPrefix(license, "Elastic License"):
		return elastic
	}
	return ""
}

// notApplied returns the keys that narrow the rule in Kibana only.
func notApplied(t *node) []string {
	var keys []string
	for _, key := range []string{"filters", "exceptions_list", "alert_suppression"} {
		if n := t.get(key); n != nil && len(n.items)+len(n.members) > 0 {
			keys = append(keys, key)
		}
	}
	return keys
}

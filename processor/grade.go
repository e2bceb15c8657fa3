package processor

import (
	"strconv"

	"github.com/elastic/beats/v7/libbeat/beat"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// grade is how bad a finding is: the rule's word on it, or that of the event
// where the rule leaves it to the event.
type grade struct {
	severity  string
	riskScore float64
}

func gradeOf(e *beat.Event, r *rule.Rule) grade {
	g := grade{severity: r.Severity, riskScore: r.RiskScore}
	for _, m := range r.SeverityMapping {
		// The last mapping that applies counts, as in Kibana: mappings are in
		// order of severity.
		if value, ok := textOf(e, m.Field); ok && value == m.Value {
			g.severity = m.Severity
		}
	}
	for _, m := range r.RiskScoreMapping {
		value, ok := textOf(e, m.Field)
		if !ok || m.Value != "" && value != m.Value {
			continue
		}
		if score, err := strconv.ParseFloat(value, 64); err == nil && score >= 0 && score <= 100 {
			g.riskScore = score
		}
	}
	return g
}

// above reports whether g is worse than other.
func (g grade) above(other grade) bool {
	if a, b := g.severityNumber(), other.severityNumber(); a != b {
		return a > b
	}
	return g.riskScore > other.riskScore
}

func (g grade) severityNumber() int64 { return rule.SeverityNumber(g.severity) }

// textOf returns a field of the event as text.
func textOf(e *beat.Event, field string) (string, bool) {
	v, err := e.GetValue(field)
	if err != nil {
		return "", false
	}
	switch v := v.(type) {
	case string:
		return v, true
	case int:
		return strconv.Itoa(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), true
	}
	return "", false
}

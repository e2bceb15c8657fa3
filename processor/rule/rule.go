// Package rule reads rules from where detection engineers keep them and has
// the one that is built in. A rule here is metadata and the text of a query;
// package engine compiles it.
package rule

import "time"

// Rule is one file or entry: metadata, threat mapping, one query. Empty
// strings and nil slices mean that the source doesn't say. A loaded Rule is
// not changed.
type Rule struct {
	ID          string // the rule's own id, unique among the rules that run together
	Name        string
	Description string
	Severity    string // low, medium, high or critical
	RiskScore   float64
	Version     string
	License     string
	Ruleset     string // where it comes from, as rule.ruleset: "elastic/detection-rules", "eqlbeat"
	Reference   string // the first of References
	References  []string
	Author      []string
	Tags        []string
	Threat      []Threat

	// SeverityMapping and RiskScoreMapping override Severity and RiskScore with
	// what the event itself says. They are in the file's order.
	SeverityMapping  []Mapping
	RiskScoreMapping []Mapping

	BuildingBlock bool

	// NotApplied names the keys of the source that narrow what Kibana's copy of
	// the rule reports and that do nothing here: filters, exceptions_list,
	// alert_suppression.
	NotApplied []string

	Query string
	// LookBack is how far back Kibana's copy of the rule reads (`from`): the
	// maxspan of a sequence that has none. DefaultLookBack where not given.
	LookBack time.Duration

	// CategoryField is what the query's event category is compared with,
	// DefaultCategoryField unless the rule overrides it.
	CategoryField string
	// TiebreakerField orders events of equal time; "" for order of arrival.
	TiebreakerField string

	Origin Origin
}

// DefaultLookBack is Kibana's look-back for a rule that gives none: its default
// interval of five minutes and four for late events.
const DefaultLookBack = 9 * time.Minute

// DefaultCategoryField is the field that has an event's category in ECS.
const DefaultCategoryField = "event.category"

// Threat is one tactic of a threat framework with the techniques under it.
type Threat struct {
	Framework  string // "MITRE ATT&CK"
	Tactic     Label
	Techniques []Technique
}

// Technique is a technique with its sub-techniques.
type Technique struct {
	Label
	Subtechniques []Label
}

// Label names an entry of a threat framework.
type Label struct {
	ID, Name, Reference string
}

// Mapping overrides a rule's severity or risk score by a field of the event.
type Mapping struct {
	Field    string
	Value    string // compared with the field as text; "" takes the field's own value
	Severity string // for SeverityMapping
}

// Origin is where a rule comes from. Lines and columns count from 1, columns in
// characters; 0 is unknown.
type Origin struct {
	File   string // as the user named it; "built-in", or the setting's path, where there is no file
	Line   int    // of the rule's id
	Column int
	// QueryLine and QueryColumn are where the first character of Query stands.
	// For any other character see Rule.QueryPosition.
	QueryLine   int
	QueryColumn int

	id    excerpt // the line with the rule's id
	query written // how the file spells Query
}

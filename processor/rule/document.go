package rule

import (
	"slices"
	"strings"
)

// Reasons for which a rule is skipped. A rule in another language is skipped as
// "not EQL: " and that language, or the type where the type has none of its own.
const (
	reasonNotEQL     = "not EQL: "
	reasonDeprecated = "deprecated"
	reasonNoRule     = "no rule in it"
	reasonExceptions = "exception list, which is not applied here"
)

// document sorts what a file holds into rules, skipped rules and errors.
type document struct {
	reader
	rules   []*Rule
	skipped []Skipped
}

// take reads one value of a file: a rule, a list of rules, or a rule in one of
// the wrappings it is published in. It reports whether that was a rule, right,
// wrong or skipped.
func (d *document) take(n *node) bool {
	switch n.kind {
	case listNode:
		found := false
		for _, item := range n.items {
			found = d.take(item) || found
		}
		return found
	case tableNode:
	default:
		return false
	}
	t, metadata := n, n.get("metadata")
	if inner := n.get("rule"); inner != nil && inner.kind == tableNode {
		// detection-rules: [metadata] and [rule].
		t = inner
	} else if inner := n.get("attributes"); looksLikeRule(inner) {
		// Kibana's saved object, as in the package of prebuilt rules.
		t = inner
	} else if !looksLikeRule(n) {
		return false
	}
	if reason := d.skip(t, metadata); reason != "" {
		d.leave(t, reason)
		return true
	}
	made := d.rule(t)
	if d.saysEQL(t) && made != nil {
		d.rules = append(d.rules, made)
	}
	return true
}

// looksLikeRule reports whether a table is a rule, if perhaps a wrong one: it
// has the id of one, or three of the keys that all rules have.
func looksLikeRule(t *node) bool {
	if t.get("rule_id") != nil {
		return true
	}
	count := 0
	for _, key := range []string{"name", "type", "language", "query", "severity", "risk_score", "threat"} {
		if t.get(key) != nil {
			count++
		}
	}
	return count >= 3 && t.get("list_id") == nil
}

// foreign are Kibana's rule types but "eql", and the languages of those that
// have a choice.
var foreign = []string{
	"query", "saved_query", "threshold", "threat_match", "machine_learning", "new_terms", "esql",
	"kuery", "lucene",
}

// isEQL reports whether a type or language says EQL, if perhaps misspelt.
func isEQL(word string) bool {
	return word == "eql" || !slices.Contains(foreign, word) && nearest(word, []string{"eql"}) >= 0
}

// skip returns why the rule is none for this engine, "" if it is one. Maturities
// other than "deprecated" say how far Elastic has come with a rule, not that it
// should not run: they load. So does a rule that is disabled in an export: that
// says what runs in Kibana, where a rule that moves to the edge gets disabled.
func (d *document) skip(t, metadata *node) string {
	kind, language := plainText(t.get("type")), plainText(t.get("language"))
	byQuery := kind == "" || kind == "query" || kind == "saved_query"
	switch {
	case byQuery && language != "" && !isEQL(language):
		return reasonNotEQL + language
	case kind != "" && !isEQL(kind) && !(byQuery && isEQL(language)):
		return reasonNotEQL + kind
	}
	if plainText(metadata.get("maturity")) == "deprecated" {
		return reasonDeprecated
	}
	if n := t.get("deprecated"); n != nil && n.truth {
		return reasonDeprecated
	}
	return ""
}

func (d *document) leave(t *node, reason string) {
	line, _ := d.src.position(t.at.Start)
	d.skipped = append(d.skipped, Skipped{
		File:   d.src.file,
		Line:   line,
		ID:     plainText(t.get("rule_id")),
		Name:   plainText(t.get("name")),
		Reason: reason,
	})
}

// plainText returns a text as it is, "" for anything else.
func plainText(n *node) string {
	if n == nil || n.kind != textNode {
		return ""
	}
	return strings.Clone(strings.TrimSpace(n.text))
}

// saysEQL checks that the rule says that it is EQL.
func (d *document) saysEQL(t *node) bool {
	failed := len(d.errs)
	const hint = `"eql"`
	if kind := d.need(t, "type", hint); kind != nil && kind.text != "eql" {
		d.fail(kind, "the type of an EQL rule is not "+quote(kind.text), hint)
	}
	if language := d.value(t, "language", textNode, hint); language != nil && language.text != "eql" {
		d.fail(language, "the language of an EQL rule is not "+quote(language.text), hint)
	}
	return len(d.errs) == failed
}

// isSummary reports whether a line of an export counts the others.
func isSummary(n *node) bool {
	return n.get("exported_count") != nil || n.get("exported_rules_count") != nil
}

package rule

import (
	"reflect"
	"slices"
	"testing"
)

type named map[string]any

func TestFromSettings(t *testing.T) {
	rules, errs := FromSettings([]map[string]any{
		{"id": "short", "name": "Short", "query": "any where true"},
		{"id": "high", "name": "High", "query": "any where true", "severity": "high", "author": "me"},
		{
			"id": "0b6f6a52-0000-4000-8000-000000000001", "name": "Archiver Started by a Script Host",
			"description": "An archiver was started\nby a script host.", "severity": "low", "risk_score": 21.5,
			"version": uint64(7), "license": "Apache-2.0", "query": full().Query, "from": "now-1h-30m",
			"event_category_override": "event.type", "tiebreaker_field": "event.sequence", "building_block_type": "default",
			"references": []any{"https://example.com/archiver", "https://example.com/script-hosts"},
			"author":     []string{"Ada", "Grace"}, "tags": []any{"OS: Windows", "Own"},
			"severity_mapping": []any{
				named{"field": "event.severity", "operator": "equals", "value": "99", "severity": "critical"},
				named{"field": "host.risk", "value": int64(3), "severity": "high"},
			},
			"risk_score_mapping": []any{map[string]any{"field": "event.risk_score", "value": nil}},
			"threat": []any{
				map[string]any{
					"framework": "MITRE ATT&CK",
					"tactic": named{"id": "TA0009", "name": "Collection",
						"reference": "https://attack.mitre.org/tactics/TA0009/"},
					"technique": []any{
						named{"id": "T1560", "name": "Archive Collected Data",
							"reference": "https://attack.mitre.org/techniques/T1560/",
							"subtechnique": []any{
								named{"id": "T1560.001", "name": "Archive via Utility",
									"reference": "https://attack.mitre.org/techniques/T1560/001/"},
								named{"id": "T1560.003", "name": "Archive via Custom Method",
									"reference": "https://attack.mitre.org/techniques/T1560/003/"},
							}},
						named{"id": "T1005", "name": "Data from Local System",
							"reference": "https://attack.mitre.org/techniques/T1005/"},
					},
				},
				map[string]any{
					"framework": "MITRE ATT&CK",
					"tactic": named{"id": "TA0002", "name": "Execution",
						"reference": "https://attack.mitre.org/tactics/TA0002/"},
				},
			},
		},
	}, "rules_inline")
	if len(errs) > 0 {
		t.Fatalf("%s", errs.Render())
	}
	if got, want := rules[0].Severity, "medium"; got != want || rules[0].RiskScore != 47 {
		t.Errorf("severity %q and risk score %v by default, want medium and 47", got, rules[0].RiskScore)
	}
	if rules[1].RiskScore != 73 || !slices.Equal(rules[1].Author, []string{"me"}) {
		t.Errorf("risk score %v, author %q; want 73 and me", rules[1].RiskScore, rules[1].Author)
	}
	want := full()
	want.NotApplied = nil
	want.Origin = Origin{File: "rules_inline[2]"}
	if got := rules[2]; !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestErrorsOfSettings(t *testing.T) {
	rules, errs := FromSettings([]map[string]any{
		{"id": "a", "name": "A", "query": "any where true"},
		{},
		{"id": "a", "name": "B", "query": "any where true"},
		{
			"rule_id": "c", "name": "C", "querry": "any where true", "maxspan": "5s", "sequences": 1,
			"severity": "hgih", "risk_score": "47",
		},
		{"id": "d", "name": []any{"D"}, "query": " ", "threat": []any{
			map[string]any{"tactics": map[string]any{"id": "TA0002"}, "technique": []any{map[string]any{"id": 1059}}},
		}},
	}, "rules_inline")
	if got := ids(rules); !slices.Equal(got, []string{"a"}) {
		t.Errorf("rules %q, want the first", got)
	}
	const want = `rules_inline[1]: id is missing
    try: a text that no other rule has, such as a UUID
rules_inline[1]: name is missing
    try: what the rule detects, in a few words
rules_inline[1]: query is missing
    try: an EQL query, such as "process where process.name == \"cmd.exe\""
rules_inline[3].maxspan: unknown key
    try: write it in the query: "sequence by … with maxspan=5s"
rules_inline[3].querry: unknown key
    try: query
rules_inline[3].rule_id: unknown key
    try: id
rules_inline[3].sequences: unknown key
    try: one of id, name, query, description, severity, risk_score, version, license, ruleset, references, author, tags, threat, severity_mapping, risk_score_mapping, building_block_type, from, event_category_override, tiebreaker_field
rules_inline[3]: id is missing
    try: a text that no other rule has, such as a UUID
rules_inline[3].severity: there is no severity "hgih"
    try: "high"
rules_inline[3].risk_score: risk_score must be a number, not a text
    try: a number from 0 to 100; usual are 21, 47, 73 and 99
rules_inline[4].name: name must be a text, not a list
    try: what the rule detects, in a few words
rules_inline[4].query: query is empty
    try: an EQL query, such as "process where process.name == \"cmd.exe\""
rules_inline[4].threat[0].tactics: unknown key
    try: tactic
rules_inline[4].threat[0].technique[0].id: id must be a text, not a number
    try: id = "…", name = "…", reference = "…"
rules_inline[2]: the id "a" is already that of "A" in rules_inline[0]
    try: another id, or only one of the two rules`
	if got := errs.Render(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

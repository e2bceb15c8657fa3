package rule

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// load loads files of testdata/good that are to have no error.
func load(t *testing.T, patterns ...string) *Loaded {
	t.Helper()
	loaded := Load(patterns, Options{Dir: "testdata/good"})
	if len(loaded.Errors) > 0 {
		t.Fatalf("errors:\n%s", loaded.Errors.Render())
	}
	return loaded
}

// full is the rule of full.toml.
func full() *Rule {
	return &Rule{
		ID:          "0b6f6a52-0000-4000-8000-000000000001",
		Name:        "Archiver Started by a Script Host",
		Description: "An archiver was started by a script host.",
		Severity:    "low",
		RiskScore:   21.5,
		Version:     "7",
		License:     "Apache-2.0",
		Reference:   "https://example.com/archiver",
		References:  []string{"https://example.com/archiver", "https://example.com/script-hosts"},
		Author:      []string{"Ada", "Grace"},
		Tags:        []string{"OS: Windows", "Own"},
		Threat: []Threat{
			{
				Framework: "MITRE ATT&CK",
				Tactic:    Label{"TA0009", "Collection", "https://attack.mitre.org/tactics/TA0009/"},
				Techniques: []Technique{
					{
						Label: Label{"T1560", "Archive Collected Data", "https://attack.mitre.org/techniques/T1560/"},
						Subtechniques: []Label{
							{"T1560.001", "Archive via Utility", "https://attack.mitre.org/techniques/T1560/001/"},
							{"T1560.003", "Archive via Custom Method", "https://attack.mitre.org/techniques/T1560/003/"},
						},
					},
					{Label: Label{"T1005", "Data from Local System", "https://attack.mitre.org/techniques/T1005/"}},
				},
			},
			{
				Framework: "MITRE ATT&CK",
				Tactic:    Label{"TA0002", "Execution", "https://attack.mitre.org/tactics/TA0002/"},
			},
		},
		SeverityMapping: []Mapping{
			{Field: "event.severity", Value: "99", Severity: "critical"},
			{Field: "host.risk", Value: "3", Severity: "high"},
		},
		RiskScoreMapping: []Mapping{{Field: "event.risk_score"}},
		BuildingBlock:    true,
		NotApplied:       []string{"exceptions_list"},
		Query: `sequence by host.id with maxspan=1m
  [process where process.name : "wscript.exe"]
  [process where process.name : "C:\\tools\\7z.exe"]
`,
		LookBack:        90 * time.Minute,
		CategoryField:   "event.type",
		TiebreakerField: "event.sequence",
	}
}

func TestAllKeysOfARule(t *testing.T) {
	for _, test := range []struct {
		file                    string
		line, column            int
		queryLine, queryColumn  int
		secondLine, secondLineC int // of the place of the query's second line
	}{
		{"full.toml", 20, 11, 29, 1, 30, 1},
		{"export.ndjson", 1, 427, 1, 635, 1, 672},
	} {
		t.Run(test.file, func(t *testing.T) {
			got := load(t, test.file).Rules[0]
			at := got.Origin
			if at.File != test.file || at.Line != test.line || at.Column != test.column ||
				at.QueryLine != test.queryLine || at.QueryColumn != test.queryColumn {
				t.Errorf("origin %+v, want %+v", at, test)
			}
			line, column := got.QueryPosition(len("sequence by host.id with maxspan=1m\n"))
			if line != test.secondLine || column != test.secondLineC {
				t.Errorf("second line at %d:%d, want %d:%d", line, column, test.secondLine, test.secondLineC)
			}
			got.Origin = Origin{}
			if want := full(); !reflect.DeepEqual(got, want) {
				t.Errorf("got\n%+v\nwant\n%+v", got, want)
			}
		})
	}
}

func TestWhatARuleDoesNotSayHasDefaults(t *testing.T) {
	got := load(t, "minimal.toml").Rules[0]
	got.Origin = Origin{}
	want := &Rule{
		ID: "minimal", Name: "Minimal", Severity: "high", RiskScore: 73, Query: "any where true",
		LookBack: 9 * time.Minute, CategoryField: "event.category",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func ids(rules []*Rule) []string {
	var all []string
	for _, r := range rules {
		all = append(all, r.ID)
	}
	return all
}

func TestJSONFormsOfARule(t *testing.T) {
	loaded := load(t, "list.json")
	want := []string{"one-of-a-list", "wrapped", "saved-object"}
	if got := ids(loaded.Rules); !slices.Equal(got, want) {
		t.Errorf("rules %q, want %q", got, want)
	}
	if got := loaded.Rules[2].Version; got != "3" {
		t.Errorf("version %q, want 3", got)
	}
}

func TestSkippedRulesAreCountedByReason(t *testing.T) {
	loaded := load(t, "skipped.ndjson", "deprecated.toml")
	want := []ReasonCount{
		{"deprecated", 2},
		{"not EQL: kuery", 2},
		{"exception list, which is not applied here", 1},
		{"no rule in it", 1},
		{"not EQL: esql", 1},
		{"not EQL: lucene", 1},
		{"not EQL: machine_learning", 1},
		{"not EQL: threshold", 1},
	}
	if got := loaded.SkippedByReason(); !slices.Equal(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
	first := Skipped{File: "skipped.ndjson", Line: 1, ID: "s1", Name: "By KQL", Reason: "not EQL: kuery"}
	if got := loaded.Skipped[0]; got != first {
		t.Errorf("got %+v, want %+v", got, first)
	}
	if len(loaded.Rules) != 0 {
		t.Errorf("rules %q, want none", ids(loaded.Rules))
	}
}

func TestRulesetOfARule(t *testing.T) {
	const rule = `{"rule_id":"a","name":"A","type":"eql","query":"any where true","severity":"low","risk_score":1`
	for _, test := range []struct{ name, more, want string }{
		{"an own rule has none", `,"license":"Apache-2.0"`, ""},
		{"Elastic's license tells Elastic's rules", `,"license":"Elastic License v2"`, "elastic/detection-rules"},
		{"a copy made in Kibana is an own rule", `,"license":"Elastic License v2","immutable":false`, ""},
		{"an immutable rule is Elastic's", `,"immutable":true`, "elastic/detection-rules"},
		{"the source of a rule counts more than its mutability",
			`,"immutable":true,"rule_source":{"type":"internal"}`, ""},
		{"a rule from outside is Elastic's", `,"rule_source":{"type":"external"}`, "elastic/detection-rules"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := parse("a.ndjson", []byte(rule+test.more+"}\n"), true)
			if len(d.errs) > 0 {
				t.Fatal(d.errs)
			}
			if got := d.rules[0].Ruleset; got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// A rule that Kibana does not run is one that may well be moving to the edge.
func TestRulesDisabledInAnExportAndThoseInDevelopmentLoad(t *testing.T) {
	for name, content := range map[string]string{
		"disabled.ndjson": `{"rule_id":"a","name":"A","type":"eql","query":"any where true","severity":"low","risk_score":1,"enabled":false}`,
		"development.toml": "[metadata]\nmaturity = 'development'\n[rule]\nrule_id = 'a'\nname = 'A'\ntype = 'eql'\n" +
			"query = 'any where true'\nseverity = 'low'\nrisk_score = 1",
	} {
		if d := parse(name, []byte(content), true); len(d.rules) != 1 || len(d.errs) > 0 {
			t.Errorf("%s: rules %q, errors %v", name, ids(d.rules), d.errs)
		}
	}
}

func TestSeverityNumber(t *testing.T) {
	for severity, want := range map[string]int64{"low": 21, "medium": 47, "high": 73, "critical": 99, "": 0, "High": 0} {
		if got := SeverityNumber(severity); got != want {
			t.Errorf("%q: %d, want %d", severity, got, want)
		}
	}
}

func TestLookBack(t *testing.T) {
	for from, want := range map[string]time.Duration{
		"now-9m":          9 * time.Minute,
		"now-3600s":       time.Hour,
		"now-1h":          time.Hour,
		" now-2d ":        48 * time.Hour,
		"now-1w":          7 * 24 * time.Hour,
		"now-1M":          30 * 24 * time.Hour,
		"now-500ms":       500 * time.Millisecond,
		"now-1h-30m":      90 * time.Minute,
		"now-1h+30m":      30 * time.Minute,
		"now-h":           time.Hour,
		"now/d":           24 * time.Hour,
		"now-48h/h":       49 * time.Hour,
		"now":             0,
		"":                0,
		"9m":              0,
		"now9m":           0,
		"now-":            0,
		"now-9":           0,
		"now-9 m":         0,
		"now-9m ago":      0,
		"now+5m":          0,
		"now-1.5h":        0,
		"now-0s":          0,
		"now/2d":          0,
		"now/d-1h":        0,
		"now-999999999y":  0,
		"now-9999999999s": 0,
		"2026-01-01":      0,
	} {
		got, err := parseLookBack(from)
		if got != want || (err != nil) != (want == 0) {
			t.Errorf("%q: %v, %v; want %v", from, got, err, want)
		}
	}
}

func TestNearestName(t *testing.T) {
	names := []string{"severity", "rule_id", "name", "query", "eql"}
	for word, want := range map[string]string{
		"Severity": "severity", "sevrity": "severity", "sevreity": "severity", "ruleId": "rule_id", "rule-id": "rule_id",
		"nmae": "name", "names": "name", "querry": "query", "EQL": "eql", "no": "", "": "", "description": "", "kql": "eql",
	} {
		got := ""
		if i := nearest(word, names); i >= 0 {
			got = names[i]
		}
		if got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

package rule

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// published is the folder of Elastic's published rules, which are read from
// where they are and never copied here.
const published = "../../../shared/rules"

func loadPublished(tb testing.TB) *Loaded {
	tb.Helper()
	if _, err := os.Stat(published); err != nil {
		tb.Skip("skipped: the published rules are not here: " + err.Error())
	}
	return Load([]string{published}, Options{})
}

func TestEveryPublishedRuleLoads(t *testing.T) {
	start := time.Now()
	loaded := loadPublished(t)
	t.Logf("%d rules in %v", len(loaded.Rules), time.Since(start))
	if len(loaded.Errors) > 0 {
		t.Errorf("errors:\n%s", loaded.Errors.Render())
	}
	if len(loaded.Skipped) > 0 {
		t.Errorf("skipped: %v", loaded.Skipped)
	}
	if got, want := len(loaded.Rules), 534; got != want {
		t.Errorf("%d rules, want %d", got, want)
	}
}

func TestQueryPlacesOfPublishedRules(t *testing.T) {
	lines := make(map[string][]string)
	for _, r := range loadPublished(t).Rules {
		file, ok := lines[r.Origin.File]
		if !ok {
			content, err := os.ReadFile(filepath.FromSlash(r.Origin.File))
			if err != nil {
				t.Fatal(err)
			}
			file = strings.Split(string(content), "\n")
		}
		for offset := 0; offset < len(r.Query); {
			line, column := r.QueryPosition(offset)
			text, _, _ := strings.Cut(r.Query[offset:], "\n")
			if got := file[line-1][column-1:]; !strings.HasPrefix(got, text) {
				t.Errorf("%s:%d:%d has %q, want %q", r.Origin.File, line, column, got, text)
			}
			offset += len(text) + 1
		}
		if line, column := r.QueryPosition(0); line != r.Origin.QueryLine || column != r.Origin.QueryColumn {
			t.Errorf("%s: the query is at %d:%d, its first character at %d:%d",
				r.Origin.File, r.Origin.QueryLine, r.Origin.QueryColumn, line, column)
		}
	}
}

func TestMetadataOfPublishedRules(t *testing.T) {
	byID := make(map[string]*Rule)
	for _, r := range loadPublished(t).Rules {
		byID[r.ID] = r
		if r.Ruleset != "elastic/detection-rules" || r.License != "Elastic License v2" || len(r.Author) == 0 ||
			r.Description == "" || r.RiskScore != float64(SeverityNumber(r.Severity)) {
			t.Errorf("%s: ruleset %q, license %q, author %q, severity %s, risk score %v",
				r.Origin, r.Ruleset, r.License, r.Author, r.Severity, r.RiskScore)
		}
		for _, threat := range r.Threat {
			if threat.Framework != "MITRE ATT&CK" || !strings.HasPrefix(threat.Tactic.ID, "TA") || threat.Tactic.Name == "" {
				t.Errorf("%s: threat %+v", r.Origin, threat)
			}
		}
	}
	for _, test := range []struct{ file, id, severity, threats, lookBack, category string }{
		{"windows/execution_scheduled_task_powershell_source.toml", BuiltinID, "medium",
			"TA0002 T1053(T1053.005) T1059(T1059.001), TA0008 T1021(T1021.003)", "9m0s", "event.category"},
		{"windows/persistence_via_hidden_run_key_valuename.toml", "a9b05c3b-b304-4bf9-970d-acdfaef2944c", "high",
			"TA0003 T1547(T1547.001), TA0002 T1106(), TA0005 T1112() T1564()", "9m0s", "event.category"},
		{"windows/execution_command_shell_via_rundll32.toml", "9ccf3ce0-0057-440a-91f5-870c6ad39093", "low",
			"TA0002 T1059(T1059.001 T1059.003), TA0006 T1552(), TA0005 T1218(T1218.011)", "9m0s", "event.category"},
		{"windows/execution_shared_modules_local_sxs_dll.toml", "a3ea12f3-0d4e-4667-8b44-4230c63f3c75", "medium",
			"TA0002 T1129(), TA0005 T1574(T1574.001)", "9m0s", "event.category"},
		{"windows/lateral_movement_powershell_remoting_target.toml", "2772264c-6fb9-4d9d-9014-b416eed21254", "medium",
			"TA0008 T1021(T1021.006), TA0002 T1059(T1059.001)", "9m0s", "event.category"},
		{"windows/initial_access_suspicious_ms_exchange_worker_child_process.toml", "f81ee52c-297e-46d9-9205-07e66931df26", "high",
			"TA0001 T1190(), TA0002 T1059(T1059.001 T1059.003), TA0003 T1505(T1505.003)", "9m0s", "event.category"},
	} {
		r := byID[test.id]
		if r == nil {
			t.Errorf("%s is not there", test.file)
			continue
		}
		if got := filepath.ToSlash(r.Origin.File); got != published+"/"+test.file {
			t.Errorf("%s comes from %s, want %s", test.id, got, test.file)
		}
		if r.Severity != test.severity || r.LookBack.String() != test.lookBack || r.CategoryField != test.category {
			t.Errorf("%s: severity %s, look-back %v, category field %s", test.file, r.Severity, r.LookBack, r.CategoryField)
		}
		if got := threats(r); got != test.threats {
			t.Errorf("%s: threats\n%s, want\n%s", test.file, got, test.threats)
		}
	}
}

// threats returns the ids of a rule's threat mapping in order.
func threats(r *Rule) string {
	var all []string
	for _, threat := range r.Threat {
		one := threat.Tactic.ID
		for _, technique := range threat.Techniques {
			var subs []string
			for _, sub := range technique.Subtechniques {
				subs = append(subs, sub.ID)
			}
			one += " " + technique.ID + "(" + strings.Join(subs, " ") + ")"
		}
		all = append(all, one)
	}
	return strings.Join(all, ", ")
}

func TestOverridesOfPublishedRules(t *testing.T) {
	count := make(map[string]int)
	for _, r := range loadPublished(t).Rules {
		count[r.CategoryField]++
		count[r.LookBack.String()]++
		if r.BuildingBlock {
			count["building blocks"]++
		}
	}
	for what, want := range map[string]int{
		"event.category": 527, "event.type": 7, "building blocks": 35,
		"9m0s": 459, "6m0s": 43, "1h59m0s": 21, "30m0s": 5, "2h10m0s": 3, "1h0m0s": 2, "20m0s": 1,
	} {
		if count[what] != want {
			t.Errorf("%s: %d rules, want %d", what, count[what], want)
		}
	}
}

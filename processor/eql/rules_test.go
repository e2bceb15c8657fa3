package eql

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// rulesDir holds published rules. They are under a licence that keeps them out
// of the repository, so tests that need them are skipped where they are absent.
const rulesDir = "../../../shared/rules"

type publishedRule struct {
	name  string
	query string
}

// publishedRules returns the query of every rule.
func publishedRules(tb testing.TB) []publishedRule {
	tb.Helper()
	if _, err := os.Stat(rulesDir); err != nil {
		tb.Skipf("no published rules: %v", err)
	}
	var rules []publishedRule
	err := filepath.WalkDir(rulesDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".toml" {
			return err
		}
		file, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		query, ok := ruleQuery(string(file))
		if !ok {
			tb.Errorf("%s: no query found", path)
		}
		rules = append(rules, publishedRule{filepath.Base(path), query})
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return rules
}

// ruleQuery finds the multi-line string behind `query =`. Escapes of TOML's
// basic strings are not resolved: no rule has any in its query.
func ruleQuery(file string) (string, bool) {
	for _, quotes := range []string{"'''", `"""`} {
		_, query, ok := strings.Cut(file, "\nquery = "+quotes)
		if !ok {
			continue
		}
		query, _, ok = strings.Cut(query, "\n"+quotes)
		return strings.TrimPrefix(query, "\n"), ok
	}
	return "", false
}

func TestEveryPublishedRuleIsValid(t *testing.T) {
	rules := publishedRules(t)
	if len(rules) == 0 {
		t.Fatal("no rule found")
	}
	for _, r := range rules {
		q, err := Parse(r.query)
		if err == nil {
			err = Check(q)
		}
		if err != nil {
			t.Errorf("%s", err.(Errors).Render(r.query, Origin{File: r.name}))
			continue
		}
		printsBack(t, r.name, q)
	}
	t.Logf("%d rules", len(rules))
}

// printsBack checks that a query prints as text that parses to an equal tree,
// and that printing is stable.
func printsBack(t *testing.T, name string, q *Query) {
	t.Helper()
	text := q.String()
	again, err := Parse(text)
	if err != nil {
		t.Errorf("%s: the printed query does not parse:\n%s", name, err.(Errors).Render(text, Origin{}))
		return
	}
	if !q.Equal(again) {
		t.Errorf("%s: the printed query is another one:\n%s\n%s", name, q.Text, text)
	}
	if second := again.String(); second != text {
		t.Errorf("%s: printing is not stable:\n%s\n%s", name, text, second)
	}
}

func BenchmarkParsePublishedRules(b *testing.B) {
	rules := publishedRules(b)
	size := 0
	for _, r := range rules {
		size += len(r.query)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range rules {
			q, err := Parse(r.query)
			if err != nil {
				b.Fatal(err)
			}
			if err := Check(q); err != nil {
				b.Fatal(err)
			}
		}
	}
}

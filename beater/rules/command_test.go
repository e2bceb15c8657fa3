package rules

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/eqlbeat/eqlbeat/beater/cli"
)

var update = flag.Bool("update", false, "write testdata/golden anew")

// run runs the command and returns all it does.
func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Run(t.Context(), Command(), args, nil, &out, &errs)
	return code, out.String(), errs.String()
}

func TestRules(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
	}{
		{"check reports all errors", []string{"check", "testdata/rules"}},
		{"check reports in ndjson", []string{"check", "--format", "ndjson", "testdata/rules"}},
		{"check of good rules", []string{"check", "testdata/rules/sequence.toml", "testdata/rules/impossible.ndjson"}},
		{"check needs rules", []string{"check"}},
		{"check knows its sources", []string{"check", "--source", "netflow", "testdata/rules"}},
		{"check reports paths that are not there", []string{"check", "testdata/missing.toml"}},
		{"list", []string{"list", "testdata/rules/sequence.toml", "testdata/rules/lookback.toml", "testdata/rules/events.ndjson"}},
		{"list in ndjson", []string{"list", "--format", "ndjson", "testdata/rules/sequence.toml", "testdata/rules/lookback.toml", "testdata/rules/events.ndjson"}},
		{"list without the built-in rule", []string{"list", "--no-builtin", "testdata/rules/events.ndjson"}},
		{"list says what is wrong", []string{"list", "testdata/rules/errors.toml"}},
		{"list needs rules", []string{"list", "--no-builtin"}},
		{"explain needs a rule", []string{"explain"}},
		{"explain knows its rules", []string{"explain", "no such rule"}},
		{"explain wants one rule", []string{"explain", "a", "testdata/rules/sequence.toml", "testdata/rules/lookback.toml", "testdata/rules/events.ndjson"}},
		{"explain shows why a rule has none", []string{"explain", "two errors", "testdata/rules/errors.toml"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, stdout, stderr := run(t, c.args...)
			compare(t, c.name, fmt.Sprintf("$ eqlbeat rules %s\n%s--- standard error ---\n%s--- exit %d ---\n", strings.Join(c.args, " "), stdout, stderr, code))
		})
	}
}

// compare compares text with a golden file.
func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", strings.ReplaceAll(name, " ", "-")+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestExplain compares what doesn't depend on the tables of package ecs with a
// golden file, and looks for a few of the things that do.
func TestExplain(t *testing.T) {
	for _, c := range []struct {
		name, rule string
		sources    []string
	}{
		{"explain a sequence", "upload", []string{
			"  can match    sysmon (events 11, 27, 29)\n",
			"  can't match  sysmon, security: no event has destination.bytes\n",
			"  can fire on  the raw events of no source alone\n",
		}},
		{"explain an event query", "aaaaaaaa-0000-0000-0000-000000000003", []string{"  can match    sysmon (event 1)"}},
		{"explain a sequence without a maxspan", "TWICE", nil},
		{"explain the built-in rule", "5cd55388-a19c-47c7-8ec4-f41656c2fded", []string{
			"  can fire on  raw events of sysmon\n",
			"  can match    sysmon (event 3)\n",
			"  dll.name           sysmon (event 7)",
		}},
		{"explain a rule that never matches", "nothing at all", []string{"windows: its condition is false of every event\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, stdout, stderr := run(t, "explain", c.rule, "testdata/rules/sequence.toml", "testdata/rules/lookback.toml", "testdata/rules/events.ndjson", "testdata/rules/impossible.ndjson")
			if code != cli.OK {
				t.Fatalf("exit %d:\n%s", code, stderr)
			}
			for _, want := range c.sources {
				if !strings.Contains(stdout, want) {
					t.Errorf("%q is not in\n%s", want, stdout)
				}
			}
			compare(t, c.name, withoutSources(stdout))
		})
	}
}

// withoutSources takes out what the tables of package ecs decide.
func withoutSources(text string) string {
	var kept strings.Builder
	skip := false
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "  can fire on"):
			continue
		case strings.HasPrefix(line, "  can match"), strings.HasPrefix(line, "  can't match"):
			skip = true
		case line == "\n" && skip:
			skip = false
			continue
		case strings.HasPrefix(line, "Step"), strings.HasPrefix(line, "Until"):
			skip = false
		case strings.HasPrefix(line, "  reads "):
			skip = true
		}
		if !skip {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

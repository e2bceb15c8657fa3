package beater_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/_meta/trial"
)

// badRule has an error in the second line of its query.
const badRule = `
[rule]
rule_id = "b3c20fed-4b64-4b1d-8b54-7021c2d3e4f5"
name = "Bad"
description = "A rule for tests."
severity = "low"
risk_score = 21
type = "eql"
language = "eql"
query = '''
process where event.type == "start" and
  process.name = "notepad.exe"
'''
`

// withRules returns a home folder with that rule and a good one.
func withRules(t *testing.T) (home string) {
	t.Helper()
	home = t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(home, "rules"), 0o700))
	for name, text := range map[string]string{"good.toml": trial.NotepadRule, "bad.toml": badRule} {
		require.NoError(t, os.WriteFile(filepath.Join(home, "rules", name), []byte(text), 0o600))
	}
	return home
}

// TestBadRuleAmongGood: the good ones run, and the bad one is reported once.
func TestBadRuleAmongGood(t *testing.T) {
	lines := read(t, "../_meta/demo/recording.ndjson")
	notepads := 0
	for _, line := range lines {
		if bytes.Contains(line, []byte("Process Create")) && bytes.Contains(line, []byte(`"OriginalFileName":"notepad.exe"`)) {
			notepads++
		}
	}
	require.Positive(t, notepads)

	in, home := number(t, lines), withRules(t)
	processed := shipFrom(t, home, in, "processors:\n  - eql: {rules: [rules/*.toml]}\n")
	byRule := map[any]int{}
	for _, d := range compare(t, ship(t, in, without), processed) {
		byRule[d.at("rule.name")]++
	}
	require.Equal(t, map[any]int{"Notepad": notepads, "Outbound Scheduled Task Activity via PowerShell": 1}, byRule)

	log := ""
	files, err := filepath.Glob(filepath.Join(home, "logs", "*.ndjson"))
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		log += string(text)
	}
	require.Equal(t, 1, strings.Count(log, "rules/bad.toml:12:16: query 2:16:"))
}

// TestConfigCommand: `eqlbeat test config` says what is wrong, where, and what to do.
func TestConfigCommand(t *testing.T) {
	tests := []struct{ name, eql, want string }{
		{"nothing set", `{}`, "Config OK\n"},
		{"rules that load", `{rules: [rules/good.toml]}`, "Config OK\n"},
		{"unknown setting", `{rule: [a]}`,
			"settings: unknown setting 'processors.1.eql.rule': did you mean 'rules'?\n"},
		{"unknown setting below another", `{state.max_byte: 3}`,
			"settings: unknown setting 'processors.1.eql.state.max_byte': did you mean 'max_bytes'?\n"},
		{"bad duration", `{allowed_lateness: soon}`,
			"settings: processors.1.eql.allowed_lateness: time: invalid duration \"soon\": use a number with a unit, such as 5s or 10m\n"},
		{"value out of range", `{clock: sysmon}`,
			"settings: clock: \"sysmon\" is no clock: use \"created\", the time the event was logged, or \"utc_time\", the time " +
				"Elastic's pipelines use accessing 'processors.1.eql' (source:'HOME/eqlbeat.yml')\n"},
		{"rule file that is not there", `{rules: [rules/none.toml]}`, "rules:\n" +
			"rules/none.toml: cannot find it: no such file or directory\n" +
			"    try: the path of a file or folder, or a glob such as rules/**/*.toml\n"},
		{"glob without files", `{rules: [more/*.toml]}`, "rules:\n" +
			"more/*.toml: no file matches\n" +
			"    try: the path of a file or folder, or a glob such as rules/**/*.toml\n"},
		{"EQL error in a file", `{rules: [rules/*.toml]}`, "rules:\n" +
			"rules/bad.toml:12:16: query 2:16: \"=\" is no comparison\n" +
			"    2 |   process.name = \"notepad.exe\"\n" +
			"      |                ^\n" +
			"    try: ==\n"},
		{"EQL error in the settings", `{rules_inline: [{id: a, name: b, query: "process wher true"}]}`, "rules:\n" +
			"rules_inline[0]: query 1:9: expected \"where\" behind the event category, found \"wher\"\n" +
			"    1 | process wher true\n" +
			"      |         ^^^^\n" +
			"    try: process where …\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			home := withRules(t)
			file := filepath.Join(home, "eqlbeat.yml")
			yaml := "eqlbeat.inputs:\n  - {type: filestream, id: test, paths: [none.ndjson]}\n" +
				"processors:\n  - add_host_metadata: ~\n  - eql: " + test.eql + "\noutput.console: ~\n"
			require.NoError(t, os.WriteFile(file, []byte(yaml), 0o600))

			got, err := eqlbeat(t, home, "test", "config")
			want := test.want
			if want != "Config OK\n" {
				require.Error(t, err, got)
				want = "Exiting: error initializing processors: the eql processor's " + want
			}
			require.Equal(t, want, strings.ReplaceAll(got, home, "HOME"))
		})
	}
}

// TestShippedConfigurations: `test config` accepts the files that we ship.
func TestShippedConfigurations(t *testing.T) {
	for _, file := range []string{"eqlbeat.yml", "eqlbeat.reference.yml", "_meta/config/eqlbeat.windows.yml"} {
		t.Run(file, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(file)))
			require.NoError(t, err)
			home := t.TempDir()
			path := filepath.Join(home, "eqlbeat.yml")
			require.NoError(t, os.WriteFile(path, text, 0o600))
			got, err := eqlbeat(t, home, "test", "config")
			require.NoError(t, err, got)
			require.Equal(t, "Config OK\n", got)
		})
	}
}

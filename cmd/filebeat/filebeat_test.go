package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/_meta/trial"
)

func TestMain(m *testing.M) { os.Exit(trial.Main(m, main)) }

// filebeat runs a command that ends by itself, and returns all it printed.
func filebeat(t *testing.T, home string, args ...string) string {
	t.Helper()
	out, err := trial.Command(home, args...)
	require.NoError(t, err, out)
	return out
}

// withConfig returns a home folder with a configuration of that text.
func withConfig(t *testing.T, yaml string) string {
	t.Helper()
	home := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(home, "filebeat.yml"), []byte(yaml), 0o600))
	return home
}

// TestStock: to Elasticsearch, Kibana and the user it is Filebeat.
func TestStock(t *testing.T) {
	home := withConfig(t, "output.console: ~\n")
	require.Regexp(t, `^filebeat version 9\.4\.0 \(`, filebeat(t, home, "version"))

	var policy map[string]any
	require.NoError(t, json.Unmarshal([]byte(filebeat(t, home, "export", "ilm-policy")), &policy))
	require.Contains(t, policy, "policy")

	filebeat(t, home, "keystore", "create")
	require.FileExists(t, filepath.Join(home, "data", "filebeat.keystore"))
	require.Empty(t, filebeat(t, home, "keystore", "list"))

	help := filebeat(t, home, "help")
	for _, command := range []string{"export", "generate", "keystore", "modules", "run", "setup", "test", "version"} {
		require.Contains(t, help, "\n  "+command+" ")
	}
}

// TestTemplate: the index template is Filebeat's, with our fields.
func TestTemplate(t *testing.T) {
	template, err := trial.Template(withConfig(t, "output.console: ~\n"))
	require.NoError(t, err)
	require.Equal(t, []string{"filebeat-9.4.0"}, template.IndexPatterns)
	fields := template.Template.Mappings.Properties
	require.Contains(t, fields["eql"].Properties, "matches")
	require.Contains(t, fields["rule"].Properties, "uuid")
	require.Contains(t, fields["nginx"].Properties, "ingress_controller", "of Filebeat's modules")
}

// TestShippedConfigurations: `test config` accepts the files of the packages, with the stock modules that are beside them.
func TestShippedConfigurations(t *testing.T) {
	modules := beats(t, "filebeat", "module")
	for _, goos := range []string{"linux", "windows", "darwin"} {
		dir := t.TempDir()
		render := exec.Command("go", "run", "./_meta/config", "-beat", "filebeat", "-os", goos, "-to", dir)
		render.Dir = filepath.Join("..", "..")
		out, err := render.CombinedOutput()
		require.NoError(t, err, string(out))
		for _, name := range []string{"filebeat.yml", "filebeat.reference.yml"} {
			t.Run(goos+" "+name, func(t *testing.T) {
				text, err := os.ReadFile(filepath.Join(dir, name))
				require.NoError(t, err)
				home := withConfig(t, string(text))
				if err := os.Symlink(modules, filepath.Join(home, "module")); err != nil {
					t.Skipf("can't make a symbolic link here: %v", err)
				}
				require.Equal(t, "Config OK\n", filebeat(t, home, "test", "config"))
			})
		}
	}
}

// beats returns the path of a folder in the Beats module.
func beats(t *testing.T, folder ...string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/elastic/beats/v7").Output()
	require.NoError(t, err)
	return filepath.Join(append([]string{strings.TrimSpace(string(out))}, folder...)...)
}

// TestRules: `test config` fails for a rule that has an error.
func TestRules(t *testing.T) {
	home := withConfig(t, "filebeat.inputs: [{type: filestream, id: a, paths: [a]}]\noutput.console: ~\n"+
		"processors: [{eql: {rules_inline: [{id: a, name: b, query: process wher true}]}}]\n")
	out, err := trial.Command(home, "test", "config")
	require.Error(t, err)
	require.Contains(t, out, `query 1:9: expected "where" behind the event category, found "wher"`)
}

// TestAttack: with the ready configuration, of which only the paths are changed, it tags a real attack.
func TestAttack(t *testing.T) {
	recording, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", "data", "attack", "schtask-modification.edge.ndjson"))
	require.NoError(t, err)
	text, err := os.ReadFile(recording)
	if err != nil {
		t.Skipf("no real recordings: there is no file %s", recording)
	}
	if runtime.GOOS == "windows" {
		t.Skip("the ready configuration is for other systems")
	}
	ready, err := os.ReadFile(filepath.Join("..", "..", "_meta", "config", "filebeat.yml"))
	require.NoError(t, err)
	self, err := trial.Self()
	require.NoError(t, err)

	lines := strings.Count(strings.TrimSpace(string(text)), "\n") + 1
	out, err := trial.Run{
		Binary: self, Home: t.TempDir(), Config: string(ready), Paths: map[string]string{"INPUT": recording},
		Settings: []string{
			"filebeat.inputs.0.paths.0=${INPUT}", "output.elasticsearch.enabled=false",
			"output.file.path=${OUTPUT}", "output.file.filename=events", "output.file.rotate_every_kb=1000000",
		},
		Events: lines, Patience: 3 * time.Minute,
	}.Ship()
	require.NoError(t, err)

	events, found := 0, []string{}
	for line := range strings.Lines(string(out)) {
		var e struct {
			Agent struct{ Type string }
			Rule  struct{ Name string }
			Tags  []string
		}
		require.NoError(t, json.Unmarshal([]byte(line), &e))
		require.Equal(t, "filebeat", e.Agent.Type)
		if events++; len(e.Tags) > 1 {
			require.Equal(t, []string{"forwarded", "eql-match"}, e.Tags)
			found = append(found, e.Rule.Name)
		}
	}
	require.Equal(t, lines, events)
	require.Equal(t, []string{"Outbound Scheduled Task Activity via PowerShell"}, found)
}

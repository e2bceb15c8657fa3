package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/_meta/trial"
)

func TestMain(m *testing.M) { os.Exit(trial.Main(m, main)) }

// withConfig returns a home folder with a configuration of that text.
func withConfig(t *testing.T, yaml string) string {
	t.Helper()
	home := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(home, "winlogbeat.yml"), []byte(yaml), 0o600))
	return home
}

// TestStock: to Elasticsearch, Kibana and the user it is Winlogbeat.
func TestStock(t *testing.T) {
	home := withConfig(t, "output.console: ~\n")
	out, err := trial.Command(home, "version")
	require.NoError(t, err, out)
	require.Regexp(t, `^winlogbeat version 9\.4\.0 \(`, out)

	out, err = trial.Command(home, "keystore", "create")
	require.NoError(t, err, out)
	require.FileExists(t, filepath.Join(home, "data", "winlogbeat.keystore"))

	out, err = trial.Command(home, "help")
	require.NoError(t, err, out)
	for _, command := range []string{"export", "keystore", "run", "setup", "test", "version"} {
		require.Contains(t, out, "\n  "+command+" ")
	}
}

// TestTemplate: the index template is Winlogbeat's, with our fields.
func TestTemplate(t *testing.T) {
	template, err := trial.Template(withConfig(t, "output.console: ~\n"))
	require.NoError(t, err)
	require.Equal(t, []string{"winlogbeat-9.4.0"}, template.IndexPatterns)
	fields := template.Template.Mappings.Properties
	require.Contains(t, fields["eql"].Properties, "matches")
	require.Contains(t, fields["rule"].Properties, "uuid")
	require.Contains(t, fields["winlog"].Properties, "event_data")
}

// TestShippedConfigurations: `test config` accepts the files of the package. Away from Windows it gets as far as opening
// the first event log, which is after everything but the logs' own settings.
func TestShippedConfigurations(t *testing.T) {
	want := "Config OK\n"
	if runtime.GOOS != "windows" {
		want = "Exiting: failed to create new event log: only supported on windows platform\n"
	}
	dir := t.TempDir()
	render := exec.Command("go", "run", "./_meta/config", "-beat", "winlogbeat", "-os", "windows", "-to", dir)
	render.Dir = filepath.Join("..", "..")
	out, err := render.CombinedOutput()
	require.NoError(t, err, string(out))
	for _, name := range []string{"winlogbeat.yml", "winlogbeat.wec.yml", "winlogbeat.reference.yml"} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(dir, name))
			require.NoError(t, err)
			out, _ := trial.Command(withConfig(t, string(text)), "test", "config")
			require.Equal(t, want, out)
		})
	}
}

// TestSettings: what is wrong with the processor's settings is said before an event log is opened.
func TestSettings(t *testing.T) {
	out, err := trial.Command(withConfig(t, "winlogbeat.event_logs: [{name: Security}]\noutput.console: ~\n"+
		"processors: [{eql: {clock: sysmon}}]\n"), "test", "config")
	require.Error(t, err)
	require.Contains(t, out, `clock: "sysmon" is no clock`)
}

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/_meta/trial"
)

var yamlBlock = regexp.MustCompile("(?ms)^( *)```yaml\n(.*?)^ *```$")

// TestDocumentedConfigurations: what the documentation shows as YAML is what `test config` accepts, in a configuration that
// has an input and an output. Winlogbeat's event logs mean nothing to Filebeat; the rest of such a piece is looked at.
func TestDocumentedConfigurations(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join("..", "..", "docs", "*.md"))
	require.NoError(t, err)
	pieces := 0
	for _, page := range append(pages, filepath.Join("..", "..", "README.md")) {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, block := range yamlBlock.FindAllStringSubmatch(string(text), -1) {
			yaml := regexp.MustCompile("(?m)^"+block[1]).ReplaceAllString(block[2], "")
			pieces++
			t.Run(filepath.Base(page), func(t *testing.T) {
				if !strings.Contains(yaml, "filebeat.inputs:") {
					yaml += "\nfilebeat.inputs: [{type: filestream, id: a, paths: [a]}]\n"
				}
				home := withConfig(t, yaml+"\noutput.console: ~\n")
				for _, name := range []string{"rules/notepad.toml", "rules/windows/notepad.toml"} {
					path := filepath.Join(home, filepath.FromSlash(name))
					require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
					require.NoError(t, os.WriteFile(path, []byte(trial.NotepadRule), 0o600))
				}
				require.Equal(t, "Config OK\n", filebeat(t, home, "test", "config"), yaml)
			})
		}
	}
	require.Greater(t, pieces, 10)
}

// TestFindingsOnly: the way of docs/elastic-defend.md. Events are JSON text that nothing decodes, and what completes no rule is
// dropped behind the processor. It stands for Kafka, whose messages have the same form.
func TestFindingsOnly(t *testing.T) {
	recording, err := filepath.Abs(filepath.Join("..", "..", "_meta", "demo", "recording.ndjson"))
	require.NoError(t, err)
	self, err := trial.Self()
	require.NoError(t, err)
	out, err := trial.Run{
		Binary: self, Home: t.TempDir(), Paths: map[string]string{"INPUT": recording},
		Config: `
filebeat.inputs: [{type: filestream, id: test, paths: [${INPUT}], tags: [forwarded]}]
processors:
  - eql: {json_field: message}
  - drop_event.when.not.has_fields: [eql.matches]
output.file: {path: ${OUTPUT}, filename: events}
queue.mem.flush.timeout: 100ms
`,
		Events: 1, Patience: 3 * time.Minute,
	}.Ship()
	require.NoError(t, err)
	var e struct {
		Message string
		Rule    struct{ Name string }
	}
	require.NoError(t, json.Unmarshal(out, &e), "one event, or several: %s", out)
	require.Equal(t, "Outbound Scheduled Task Activity via PowerShell", e.Rule.Name)
	require.Contains(t, e.Message, `"10.20.30.18"`)
}

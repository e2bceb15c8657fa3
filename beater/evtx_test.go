package beater_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/_meta/trial"
)

// evtxPipeline ships the .evtx files of a folder, and runs a rule of two events on them.
const evtxPipeline = `
eqlbeat.inputs:
  - type: evtx
    paths: [${FILES}]
    min_age: 0s
    check_interval: 1s
    tags: [forwarded]
processors:
  - eql:
      rules_inline:
        - id: browser
          name: A browser that connects, then backdates a file
          query: >
            sequence by process.entity_id with maxspan=1h
            [network where process.name : "chrome.exe" and destination.port == 443]
            [file where winlog.event_data.PreviousCreationUtcTime != null]
output.file: {path: ${OUTPUT}, filename: events, rotate_every_kb: 1000000}
queue.mem.flush.timeout: 100ms
`

// TestEVTXFiles: eqlbeat ships Sysmon's records from files as Winlogbeat would, runs rules on them, and after a restart
// goes on where it was.
func TestEVTXFiles(t *testing.T) {
	binary := binary(t)
	home, files := t.TempDir(), t.TempDir()
	shipped := func(lines int) (documents []document) {
		out, err := trial.Run{
			Binary: binary, Home: home, Config: evtxPipeline, Paths: map[string]string{"FILES": filepath.Join(files, "*.evtx")},
			Events: lines, Patience: time.Minute,
		}.Ship()
		require.NoError(t, err)
		for line := range bytes.Lines(out) {
			var d document
			require.NoError(t, json.Unmarshal(line, &d))
			documents = append(documents, d)
		}
		require.Len(t, documents, lines)
		return documents
	}

	copyLog(t, files, "sysmon-9.01.evtx")
	tagged := 0
	for i, d := range shipped(32) {
		require.Equal(t, float64(i+1), d.at("winlog.record_id"))
		require.Equal(t, "evtx", d.at("input.type"))
		require.Equal(t, "vagrant-2012-r2", d.at("host.name"))
		require.Equal(t, filepath.Join(files, "sysmon-9.01.evtx"), d.at("log.file.path"))
		if d.at("rule.id") == "browser" {
			tagged++
			require.Equal(t, "2", d.at("event.code"))
		}
	}
	require.Equal(t, 1, tagged)

	copyLog(t, files, "sysmon-11-filedelete.evtx")
	deleted := 0
	for _, d := range shipped(32 + 3) {
		if d.at("event.code") == "23" {
			deleted++
		}
	}
	require.Equal(t, 3, deleted)
}

// copyLog copies one of the logs in the Beats module's own test data.
func copyLog(t *testing.T, to, name string) {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/elastic/beats/v7").Output()
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "x-pack/winlogbeat/module/sysmon/test/testdata/collection", name))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(to, name), text, 0o600))
}

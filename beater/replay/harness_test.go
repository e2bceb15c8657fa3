package replay

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/eqlbeat/eqlbeat/beater/rules"
	"github.com/eqlbeat/eqlbeat/config"
)

// sortWith runs the rule for any start over events from standard input, with so
// much memory for sorting.
func sortWith(t *testing.T, memory int, events string) (error, string) {
	t.Helper()
	settings := config.Default()
	settings.Builtin, settings.Rules = false, []string{"testdata/rules/starts.ndjson"}
	var out bytes.Buffer
	r := &run{
		set: rules.Load(settings, true), settings: settings, files: []string{stdinName}, stdin: strings.NewReader(events),
		byTime: true, memory: memory, progress: &progress{}, places: new(places),
	}
	r.out = newOutput(&out, true, r.places, r.progress.hide)
	return r.do(t.Context()), out.String()
}

// foundLine is a finding as others read it.
type foundLine struct {
	Rule      struct{ ID, Name string }
	Timestamp string `json:"@timestamp"`
	Key       map[string]any
	Events    []eventLine
}

func readLine(t *testing.T, line string) (found foundLine) {
	t.Helper()
	if err := json.Unmarshal([]byte(line), &found); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return found
}

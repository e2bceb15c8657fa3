package replay

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/eqlbeat/eqlbeat/beater/rules"
	"github.com/eqlbeat/eqlbeat/config"
)

// newRun is a run of some rules over events from standard input, in order of
// time, that writes NDJSON.
func newRun(out io.Writer, events io.Reader, ruleFiles ...string) *run {
	settings := config.Default()
	settings.Builtin, settings.Rules = false, ruleFiles
	r := &run{
		set: rules.Load(settings, true), settings: settings, files: []string{stdinName}, stdin: events,
		byTime: true, memory: defaultMemory, progress: &progress{}, places: new(places),
	}
	r.out = newOutput(out, true, r.places, r.progress.hide)
	return r
}

// sortWith runs the rule for any start over events from standard input, with so
// much memory for sorting.
func sortWith(t *testing.T, memory int, events string) (error, string) {
	t.Helper()
	var out strings.Builder
	r := newRun(&out, strings.NewReader(events), "testdata/rules/starts.ndjson")
	r.memory = memory
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

package replay

import (
	"bytes"
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

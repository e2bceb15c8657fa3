package beater_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/_meta/trial"
)

// TestRestart: an attack whose first half one run of the Beat has seen is found by the next, wherever the processor
// stands.
func TestRestart(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signal to stop a Beat by that is no service")
	}
	lines := read(t, "../_meta/demo/recording.ndjson")
	half := slices.IndexFunc(lines, func(line []byte) bool { return bytes.Contains(line, []byte(`"record_id":81237`)) })
	require.Positive(t, half)

	// state.snapshot is off, so that state is only what the stop has saved.
	for name, processors := range map[string][2]string{
		"global":         {"", "processors:\n  - eql: {state.snapshot: 0}\n"},
		"in a condition": {"", "processors:\n  - if.has_fields: [winlog]\n    then: [{eql: {state.snapshot: 0, when.contains.tags: forwarded}}]\n"},
		"at an input":    {"    processors:\n      - eql: {state.snapshot: 0}\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			runs := [2][][]byte{lines[:half], lines[half:]}
			var tagged [2]int
			events := 0
			for i, part := range runs {
				events += len(part)
				out, err := trial.Run{
					Binary: binary(t), Home: home, Config: pipeline(processors[0] + processors[1]),
					Paths:  map[string]string{"INPUT": number(t, part).path},
					Events: events, Patience: 3 * time.Minute,
				}.Ship()
				require.NoError(t, err)
				require.Equal(t, events, bytes.Count(out, []byte("\n")))
				for line := range bytes.Lines(out) {
					var d document
					require.NoError(t, json.Unmarshal(line, &d))
					if d.at("eql.matches") != nil {
						requireBuiltin(t, d)
						tagged[i]++
					}
				}
				info, err := os.Stat(filepath.Join(home, "data", "eql", "default"))
				require.NoError(t, err)
				require.Equal(t, os.FileMode(0o600), info.Mode())
			}
			require.Equal(t, [2]int{0, 1}, tagged)
		})
	}
}

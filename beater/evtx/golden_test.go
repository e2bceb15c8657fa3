package evtx

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/elastic/elastic-agent-libs/mapstr"
)

// The Beats module has what Winlogbeat, on Windows, made of .evtx files. Every
// value is compared; what differs has to be in this list.
var knownDifferences = []struct {
	reason string
	values int
	is     func(field string, want, got any) bool
}{
	{"the message is made from the provider's message table", 340, func(field string, _, got any) bool {
		return field == "message" && got == nil
	}},
	{"%%N stands for an entry of a message table", 71, func(field string, _, got any) bool {
		text, _ := got.(string)
		return strings.HasPrefix(field, "winlog.event_data.") && numbered.MatchString(text)
	}},
}

var numbered = regexp.MustCompile(`%%\d+`)

// TestFieldsAreWinlogbeats pins the figures in docs/evtx.md.
func TestFieldsAreWinlogbeats(t *testing.T) {
	events, equal := 0, 0
	known := make([]int, len(knownDifferences))
	for _, file := range goldenFiles(t) {
		want := readGolden(t, file+".golden.json")
		got := readEvents(t, file)
		require.Len(t, got, len(want), file)
		for i := range want {
			events++
			equal += compareFields(t, file, want[i], got[i], known)
		}
	}
	different := 0
	for i, d := range knownDifferences {
		require.Equal(t, d.values, known[i], d.reason)
		different += known[i]
	}
	require.Equal(t, 340, events)
	require.Equal(t, 9905, equal, "and %d differ", different)
}

// compareFields returns how many values are equal, and counts known differences.
func compareFields(t *testing.T, file string, want, got mapstr.M, known []int) (equal int) {
	for field := range got {
		if _, both := want[field]; !both {
			t.Errorf("%s: %s is %v, and isn't in Winlogbeat", filepath.Base(file), field, got[field])
		}
	}
compare:
	for field, value := range want {
		if equalValues(value, got[field]) {
			equal++
			continue
		}
		for i, d := range knownDifferences {
			if d.is(field, value, got[field]) {
				known[i]++
				continue compare
			}
		}
		t.Errorf("%s: %s is %v instead of %v", filepath.Base(file), field, got[field], value)
	}
	return equal
}

func equalValues(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

// goldenFiles returns the .evtx files in the Beats module that have an expected
// result beside them.
func goldenFiles(t *testing.T) (files []string) {
	golden, err := filepath.Glob(filepath.Join(moduleDir(t, "github.com/elastic/beats/v7"), "x-pack/winlogbeat/module/*/test/testdata/collection/*.evtx.golden.json"))
	require.NoError(t, err)
	for _, name := range golden {
		file := strings.TrimSuffix(name, ".golden.json")
		if _, err := os.Stat(file); err == nil { // of some there is only the result
			files = append(files, file)
		}
	}
	require.NotEmpty(t, files)
	return files
}

func moduleDir(t testing.TB, module string) string {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

func readGolden(t *testing.T, name string) []mapstr.M {
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	var events []mapstr.M
	require.NoError(t, json.Unmarshal(text, &events))
	for i := range events {
		events[i] = events[i].Flatten()
	}
	return events
}

// readEvents returns the events of a file as Beats ship them, without what
// Elastic's own test leaves out: the time of reading and the file's name.
func readEvents(t *testing.T, name string) (events []mapstr.M) {
	file, err := os.Open(name)
	require.NoError(t, err)
	defer file.Close()
	info, err := file.Stat()
	require.NoError(t, err)
	log, err := Open(file, info.Size())
	require.NoError(t, err)
	for i := range log.Len() {
		c, err := log.Chunk(i)
		require.NoError(t, err)
		require.Empty(t, c.Problem(), name)
		for j := range c.Len() {
			r, err := c.Record(j, "")
			require.NoError(t, err, name)
			e := r.ToEvent()
			e.Fields["@timestamp"] = e.Timestamp
			require.NoError(t, e.Delete("event.created"))
			text, err := json.Marshal(e.Fields)
			require.NoError(t, err)
			var fields mapstr.M
			require.NoError(t, json.Unmarshal(text, &fields))
			events = append(events, fields.Flatten())
		}
		require.Less(t, maxWork-c.work, maxWork/10, "a real chunk is far from the bound")
	}
	return events
}

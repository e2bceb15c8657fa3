package beater_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/_meta/trial"
)

// The tests of this package run a built eqlbeat: the one that EQLBEAT_BINARY names, else one they build.
var buildOnce = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("EQLBEAT_BINARY"); path != "" {
		return path, nil
	}
	dir, err := os.MkdirTemp("", "eqlbeat-test-")
	if err != nil {
		return "", err
	}
	built = dir
	path := filepath.Join(dir, "eqlbeat")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	out, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, "..").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("building eqlbeat: %w\n%s", err, out)
	}
	return path, err
})

// built is the folder of the eqlbeat that these tests built, if they did.
var built string

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(code)
}

func binary(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("runs a built eqlbeat, which -short leaves out")
	}
	path, err := buildOnce()
	require.NoError(t, err)
	return path
}

// eqlbeat runs a command that ends by itself, in a folder of its own, and returns all it printed.
func eqlbeat(t *testing.T, home string, args ...string) (string, error) {
	t.Helper()
	out, err := exec.Command(binary(t), append(args, "--path.home", home)...).CombinedOutput()
	return string(out), err
}

// document is an event as it came out.
type document map[string]any

// at returns the value at a dotted path, or nil.
func (d document) at(path string) any {
	var value any = map[string]any(d)
	for key := range strings.SplitSeq(path, ".") {
		m, _ := value.(map[string]any)
		value = m[key]
	}
	return value
}

// input is a file of events, one JSON object per line.
type input struct {
	path  string
	lines int
}

// number writes the lines to a file, with the field "line" added to each to find it again in the output. Lines count
// from 1.
func number(t *testing.T, lines [][]byte) input {
	t.Helper()
	var text bytes.Buffer
	for i, line := range lines {
		require.True(t, bytes.HasPrefix(line, []byte(`{"`)), "line %d is no JSON object", i+1)
		fmt.Fprintf(&text, `{"line":%d,%s`+"\n", i+1, line[1:])
	}
	path := filepath.Join(t.TempDir(), "input.ndjson")
	require.NoError(t, os.WriteFile(path, text.Bytes(), 0o600))
	return input{path, len(lines)}
}

// fromFile reads a file of events from other hosts, through the processors given in YAML.
func fromFile(processors string) string {
	return `
eqlbeat.inputs:
  - type: filestream
    id: test
    paths: [${INPUT}]
    parsers:
      - ndjson: {target: "", overwrite_keys: true}
    tags: [forwarded]
` + processors
}

// pipeline ships it to a file.
func pipeline(processors string) string { return fromFile(processors) + toFile }

// toFile writes files of events.
const toFile = `
output.file: {path: ${OUTPUT}, filename: events, rotate_every_kb: 1000000}
queue.mem.flush.timeout: 100ms
`

// ship runs eqlbeat on the input, and returns the documents that came out by their line. Every line must come out, and
// only once.
func ship(t *testing.T, in input, processors string) map[int]document {
	t.Helper()
	return shipFrom(t, t.TempDir(), in, processors)
}

// shipFrom does that in a home folder that may hold rules, and keeps the logs.
func shipFrom(t *testing.T, home string, in input, processors string) map[int]document {
	t.Helper()
	out, err := trial.Run{
		Binary: binary(t), Home: home,
		Config: pipeline(processors), Paths: map[string]string{"INPUT": in.path},
		Events: in.lines, Patience: 3 * time.Minute,
	}.Ship()
	require.NoError(t, err)
	documents := make(map[int]document, in.lines)
	for line := range bytes.Lines(out) {
		var d document
		require.NoError(t, json.Unmarshal(line, &d))
		n, ok := d["line"].(float64)
		require.True(t, ok, "an event came out that did not go in: %s", line)
		require.Nil(t, documents[int(n)], "line %d came out twice", int(n))
		documents[int(n)] = d
	}
	require.Len(t, documents, in.lines, "events that came out")
	return documents
}

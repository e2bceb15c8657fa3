package engine

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// Real recordings stand beside the checkout of those who have them.
const recordings = "../../../shared/data"

// recorded is one event of a recording.
type recorded struct {
	fields map[string]any
	time   time.Time
	file   string
	line   int
}

func readRecording(t testing.TB, name string) []recorded {
	t.Helper()
	path := filepath.Join(recordings, name)
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("the recording %s is not here: real recordings are kept outside the repository", name)
	}
	defer f.Close()
	text := io.Reader(f)
	if strings.HasSuffix(name, ".zst") {
		z, err := zstd.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		text = z
	}
	lines := bufio.NewScanner(text)
	lines.Buffer(nil, 16<<20)
	var events []recorded
	for line := 1; lines.Scan(); line++ {
		e := recorded{file: name, line: line}
		if err := json.Unmarshal(lines.Bytes(), &e.fields); err != nil {
			t.Fatalf("%s:%d: %v", name, line, err)
		}
		if text, ok := e.fields["@timestamp"].(string); ok {
			if e.time, err = time.Parse(time.RFC3339Nano, text); err != nil {
				t.Fatalf("%s:%d: %v", name, line, err)
			}
		}
		events = append(events, e)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return events
}

// run processes events in the order given and returns copies of the findings.
func run(t testing.TB, opts Options, events []recorded) []Finding {
	t.Helper()
	if opts.MaxBytes == 0 {
		opts.MaxBytes = 64 << 20
	}
	e, failed := New(opts)
	for _, err := range failed {
		t.Fatal(err)
	}
	s := e.Session()
	defer s.Release()
	doc := s.Document(nil)
	var all []Finding
	for i := range events {
		doc.Reset(events[i].fields, events[i].time)
		all = append(all, copies(s.Process(doc, uint64(i+1)))...)
	}
	return append(all, copies(s.Flush())...)
}

// copies copies findings, which are valid until the next call.
func copies(findings []Finding) []Finding {
	all := slices.Clone(findings)
	for i := range all {
		all[i].Key, all[i].Steps = slices.Clone(all[i].Key), slices.Clone(all[i].Steps)
		for j := range all[i].Steps {
			all[i].Steps[j].Fields = slices.Clone(all[i].Steps[j].Fields)
		}
	}
	return all
}

func builtin(clock Clock) Options {
	return Options{Rules: []*rule.Rule{rule.Builtin()}, Clock: clock, Lateness: 5 * time.Second}
}

func TestTheBuiltinRuleFindsTheRecordedAttack(t *testing.T) {
	events := readRecording(t, "attack/schtask-modification.edge.ndjson")
	findings := run(t, builtin(Created), events)
	if len(findings) != 1 {
		t.Fatalf("%d findings, want 1", len(findings))
	}
	f := findings[0]
	if f.Span != 1965*time.Millisecond {
		t.Errorf("the steps are %s apart, want 1.965s", f.Span)
	}
	completing := events[f.Steps[1].Ref-1].fields["winlog"].(map[string]any)["event_data"].(map[string]any)
	if completing["ProcessId"] != "3284" || completing["DestinationIp"] != "172.18.39.6" || completing["DestinationPort"] != "135" {
		t.Errorf("completed by %v", completing)
	}
}

func TestTheBuiltinRuleFindsNothingElse(t *testing.T) {
	type recording struct {
		name  string
		clock Clock
	}
	all := []recording{
		{"attack/schtask-modification.ecs.ndjson", Created},
		{"attack/schtask-modification.edge.ndjson", UTCTime},
		{"clock-skew/event3-utctime.edge.ndjson", Created},
	}
	near, _ := filepath.Glob(filepath.Join(recordings, "near-miss/*.ndjson"))
	for _, path := range near {
		all = append(all, recording{"near-miss/" + filepath.Base(path), Created})
	}
	for _, r := range all {
		t.Run(r.name, func(t *testing.T) {
			if findings := run(t, builtin(r.clock), readRecording(t, r.name)); len(findings) != 0 {
				t.Errorf("found %+v", findings)
			}
		})
	}
}

func TestTheHalvesOfTheAttackInTwoFilesAreFoundOnceMerged(t *testing.T) {
	events := append(readRecording(t, "near-miss/otrf-all-taskschd-loads.edge.ndjson"),
		readRecording(t, "near-miss/otrf-all-port135-connections.edge.ndjson")...)
	slices.SortStableFunc(events, func(a, b recorded) int { return a.time.Compare(b.time) })
	if findings := run(t, builtin(Created), events); len(findings) != 1 {
		t.Errorf("%d findings, want 1", len(findings))
	}
}

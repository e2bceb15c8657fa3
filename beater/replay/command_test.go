package replay

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/eqlbeat/eqlbeat/beater/cli"
)

var update = flag.Bool("update", false, "write testdata/golden anew")

// replay runs the command and returns all it does. How long it took is left
// out.
func replay(t *testing.T, stdin io.Reader, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Run(t.Context(), Command(), args, stdin, &out, &errs)
	return code, out.String(), took.ReplaceAllString(errs.String(), " in T s,")
}

var took = regexp.MustCompile(` in [0-9.]+ s \([0-9,]+ events?/s\),`)

func TestReplay(t *testing.T) {
	for _, c := range []struct {
		name, args string
	}{
		{"finds the built-in rule's attack", "testdata/edge.ndjson"},
		{"writes ndjson", "--format ndjson testdata/edge.ndjson"},
		{"reads an array", "--format ndjson testdata/edge.json"},
		{"in order of arrival it counts as late", "--order arrival --lateness 0s testdata/edge.ndjson"},
		{"in order of arrival, within the lateness", "--order arrival --format ndjson testdata/edge.ndjson"},
		{"finds nothing by Sysmon's own clock", "--clock utc_time testdata/edge.ndjson"},
		{"joins what has no host name by none", "--host-key observer.name testdata/edge.ndjson"},
		{"shows runs, missing events and pipes", "--no-builtin --rules testdata/rules/shapes.ndjson testdata/ecs.ndjson"},
		{"shows them in ndjson", "--no-builtin --rules testdata/rules/shapes.ndjson --format ndjson testdata/ecs.ndjson"},
		{"sorts over all files", "--no-builtin --rules testdata/rules/starts.ndjson testdata/edge.ndjson testdata/ecs.ndjson"},
		{"reports lines that are no events", "--no-builtin --rules testdata/rules/starts.ndjson testdata/bad.ndjson testdata/ecs.ndjson"},
		{"reports rules with errors and runs the others", "--rules testdata/rules testdata/edge.ndjson"},
		{"runs nothing without a rule", "--no-builtin --rules testdata/rules/broken.toml testdata/edge.ndjson"},
		{"needs files", ""},
		{"needs rules", "--no-builtin testdata/edge.ndjson"},
		{"refuses files that are not there", "testdata/missing.ndjson testdata testdata/edge.ndjson"},
		{"refuses settings out of range", "--lateness 25h --max-bytes 1 --host-key agent.id testdata/edge.ndjson"},
		{"refuses what is no choice", "--order size testdata/edge.ndjson"},
		{"refuses flags that it hasn't", "--speed 9 testdata/edge.ndjson"},
		{"has help", "--help"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, stdout, stderr := replay(t, strings.NewReader(""), strings.Fields(c.args)...)
			compare(t, c.name, fmt.Sprintf("$ eqlbeat replay %s\n%s--- standard error ---\n%s--- exit %d ---\n", c.args, stdout, stderr, code))
		})
	}
}

// compare compares text with a golden file.
func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", strings.NewReplacer(" ", "-", "'", "", ",", "").Replace(name)+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestPackedFilesAndStandardInput: what is read is told by its content.
func TestPackedFilesAndStandardInput(t *testing.T) {
	plain, err := os.ReadFile("testdata/edge.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	var gz, zst bytes.Buffer
	z := gzip.NewWriter(&gz)
	_, _ = z.Write(plain[:100]) // into memory
	z.Close()
	z = gzip.NewWriter(&gz) // gzip files may be joined
	_, _ = z.Write(plain[100:])
	z.Close()
	s, err := zstd.NewWriter(&zst)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = s.Write(plain)
	s.Close()

	for name, content := range map[string][]byte{
		"plain": plain, "gzip": gz.Bytes(), "zstd": zst.Bytes(),
		"zstd behind a skippable frame": append([]byte("\x50\x2A\x4D\x18\x03\x00\x00\x00abc"), zst.Bytes()...),
		"a byte order mark":             append([]byte("\xEF\xBB\xBF"), plain...),
	} {
		for _, order := range []string{"time", "arrival"} {
			t.Run(name+" in order of "+order, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "events.dat")
				if err := os.WriteFile(path, content, 0o600); err != nil {
					t.Fatal(err)
				}
				for _, file := range []string{path, stdinName} {
					code, stdout, stderr := replay(t, bytes.NewReader(content), "--format", "ndjson", "--order", order, file)
					if code != cli.OK || !strings.HasPrefix(stderr, "6 events in T s, 1 rule.\n1 finding by 1 rule:\n") {
						t.Errorf("exit %d:\n%s", code, stderr)
					}
					want := fmt.Sprintf(`"events":[{"step":1,"file":%s,"line":3,"@timestamp":"2024-05-06T10:00:01.500Z"},`+
						`{"step":2,"file":%[1]s,"line":2,"@timestamp":"2024-05-06T10:00:03.250Z"}]`, quoted(file))
					if !strings.Contains(stdout, want) {
						t.Errorf("%s\nwant %s", stdout, want)
					}
				}
			})
		}
	}
}

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func TestAFileThatIsCutOffCountsAsFarAsItGoes(t *testing.T) {
	plain, err := os.ReadFile("testdata/edge.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	var gz bytes.Buffer
	z := gzip.NewWriter(&gz)
	_, _ = z.Write(plain)
	z.Flush() // without the end that Close writes
	path := filepath.Join(t.TempDir(), "cut.gz")
	if err := os.WriteFile(path, gz.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, order := range []string{"time", "arrival"} {
		code, stdout, stderr := replay(t, nil, "--order", order, path)
		if code != cli.Unusable || !strings.Contains(stderr, "Error: "+path+": unexpected EOF") || !strings.Contains(stdout, path+":2\n") {
			t.Errorf("exit %d:\n%s%s", code, stdout, stderr)
		}
	}
}

// TestAnInterruptEndsTheRun: though standard input never ends.
func TestAnInterruptEndsTheRun(t *testing.T) {
	plain, err := os.ReadFile("testdata/edge.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithTimeout(t.Context(), time.Minute)
	r, w := io.Pipe()
	defer w.Close()
	var stdout watched
	stdout.seen = interrupt
	var stderr bytes.Buffer
	go func() { _, _ = w.Write(plain) }()
	code := cli.Run(ctx, Command(), []string{"--order", "arrival", "-"}, r, &stdout, &stderr)
	if code != interrupted || !strings.HasPrefix(stderr.String(), "Interrupted: this is what was found until then.\n") {
		t.Errorf("exit %d:\n%s", code, &stderr)
	}
}

// watched calls seen once something has been written.
type watched struct {
	bytes.Buffer
	seen func()
}

func (w *watched) Write(p []byte) (int, error) {
	w.seen()
	return w.Buffer.Write(p)
}

func TestOutputThatCannotBeWrittenIsAnError(t *testing.T) {
	var stderr bytes.Buffer
	code := cli.Run(t.Context(), Command(), []string{"testdata/edge.ndjson"}, nil, full{}, &stderr)
	if code != cli.Unusable || !strings.Contains(stderr.String(), "Error: writing the findings: full\n") {
		t.Errorf("exit %d:\n%s", code, &stderr)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, fmt.Errorf("full") }

// TestTheOrderOfEventsIsTheSameHoweverTheyAreSorted: in memory, on disk.
func TestTheOrderOfEventsIsTheSameHoweverTheyAreSorted(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var text strings.Builder
	at := time.Date(2024, 5, 6, 10, 0, 0, 0, time.UTC)
	for i := range 3000 {
		// 7 and 3000 have no common divisor: events far from their place.
		moment := at.Add(time.Duration(i*7%3000/2) * time.Second)
		fmt.Fprintf(&text, `{"@timestamp":%q,"event":{"category":"process","type":"start"},"n":%d}`+"\n", moment.Format(time.RFC3339), i)
	}
	var want string
	for _, memory := range []int{defaultMemory, 1000, 50_000} {
		code, stdout := sortWith(t, memory, text.String())
		if code != nil {
			t.Fatal(code)
		}
		if want == "" {
			want = stdout
		}
		if stdout != want || strings.Count(stdout, "\n") != 3000 {
			t.Errorf("with %d bytes of memory the findings are others", memory)
		}
	}
	var last string
	for line := range strings.Lines(want) {
		l := readLine(t, line)
		if key := fmt.Sprintf("%s %04d", l.Timestamp, l.Events[0].Line); key <= last {
			t.Fatalf("%s comes behind %s", key, last)
		} else {
			last = key
		}
	}
}

package replay

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/eqlbeat/eqlbeat/beater/cli"
)

// sysmonLog returns a log in the Beats module's own test data: 32 records of
// Sysmon.
func sysmonLog(t testing.TB) []byte {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/elastic/beats/v7").Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "x-pack/winlogbeat/module/sysmon/test/testdata/collection/sysmon-9.01.evtx"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// writeFile writes a file into a folder of the test's own.
func writeFile(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const browserRule = `[rule]
rule_id = "browser"
name = "A browser that connects, then backdates a file"
severity = "low"
risk_score = 21
language = "eql"
type = "eql"
query = '''
sequence by process.entity_id with maxspan=1h
  [network where process.name : "chrome.exe" and destination.port == 443]
  [file where winlog.event_data.PreviousCreationUtcTime != null]
'''
`

// TestEventLogs: a log is told by its content, whatever its name and packing,
// and goes with other files.
func TestEventLogs(t *testing.T) {
	rule := writeFile(t, "browser.toml", []byte(browserRule))
	plain := sysmonLog(t)
	var packed bytes.Buffer
	z, err := zstd.NewWriter(&packed)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = z.Write(plain) // into memory
	z.Close()
	for name, content := range map[string][]byte{"log.evtx": plain, "log.dat": plain, "log.zst": packed.Bytes()} {
		path := writeFile(t, name, content)
		for _, order := range []string{"time", "arrival"} {
			for _, file := range []string{path, stdinName} {
				code, stdout, stderr := replay(t, bytes.NewReader(content), "--no-builtin", "--rules", rule, "--format", "ndjson",
					"--order", order, file, "testdata/ecs.ndjson")
				if code != cli.OK || !strings.Contains(stderr, "1 finding by 1 rule:\n") || strings.Contains(stderr, "not read") {
					t.Errorf("%s %s %s: exit %d:\n%s", name, order, file, code, stderr)
				}
				if want := fmt.Sprintf(`"file":%s,"line":26,`, quoted(file)); !strings.Contains(stdout, want) {
					t.Errorf("%s\nwant %s", stdout, want)
				}
			}
		}
	}
}

// TestDamagedEventLogs: what can't be read of a log is reported, and the rest
// is read.
func TestDamagedEventLogs(t *testing.T) {
	rule := writeFile(t, "browser.toml", []byte(browserRule))
	damaged := append(sysmonLog(t), make([]byte, 65536)...)
	copy(damaged[4096+65536:], "garbage!") // where the second chunk begins
	second := damaged[4096+512:]           // record, behind the first
	second = second[int(second[4])+int(second[5])<<8:]
	second[24] = 0x3F
	path := writeFile(t, "damaged.evtx", damaged)
	for _, order := range []string{"time", "arrival"} {
		code, stdout, stderr := replay(t, nil, "--no-builtin", "--rules", rule, "--order", order, path)
		if code != cli.OK || !strings.Contains(stdout, path+":26\n") {
			t.Errorf("exit %d:\n%s%s", code, stdout, stderr)
		}
		want := "31 events in T s, 1 rule.\n1 finding by 1 rule:\n       1  A browser that connects, then backdates a file\n" +
			"3 lines are not read: an event is one JSON object, on a line or in an array, or a record of an EVTX file.\n" +
			"  " + path + ":1: the chunk at byte 4096 is damaged: its checksum says that something in it has changed\n" +
			"  " + path + ":2: the record can't be read: a token 0x3f where none can be\n" +
			"  " + path + ":32: the chunk at byte 69632 is none\n"
		if stderr != want {
			t.Errorf("%s\nwant\n%s", stderr, want)
		}
	}
	code, _, stderr := replay(t, nil, writeFile(t, "short.evtx", damaged[:100]))
	if code != cli.Unusable || !strings.Contains(stderr, "short.evtx: it is no EVTX file\n") {
		t.Errorf("exit %d:\n%s", code, stderr)
	}
}

// BenchmarkEventLog replays a log of 1,600 records of Sysmon.
func BenchmarkEventLog(b *testing.B) {
	one := sysmonLog(b)
	log := append([]byte(nil), one[:4096]...)
	for range 50 {
		log = append(log, one[4096:4096+65536]...)
	}
	path := writeFile(b, "log.evtx", log)
	for b.Loop() {
		var out, errs bytes.Buffer
		if code := cli.Run(b.Context(), Command(), []string{"--order", "arrival", path}, nil, &out, &errs); code != cli.OK {
			b.Fatal(errs.String())
		}
	}
	b.ReportMetric(float64(b.N)*1600/b.Elapsed().Seconds(), "records/s")
}

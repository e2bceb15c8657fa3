package beater_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"
)

const (
	withEQL     = "processors:\n  - eql:\n"
	withUtcTime = "processors:\n  - eql: {clock: utc_time}\n"
	without     = ""

	builtin = "5cd55388-a19c-47c7-8ec4-f41656c2fded"
)

// TestDemoRecording: the demo's attack is found by the edge clock, and missed by Sysmon's own.
func TestDemoRecording(t *testing.T) {
	in := number(t, read(t, "../_meta/demo/recording.ndjson"))
	plain := ship(t, in, without)

	t.Run("default clock", func(t *testing.T) {
		tagged := compare(t, plain, ship(t, in, withEQL))
		require.Len(t, tagged, 1)
		requireBuiltin(t, tagged[0])
		require.Equal(t, "ws-0417.bluefin.example", tagged[0].at("host.name"))
		require.Equal(t, "7412", tagged[0].at("winlog.event_data.ProcessId"))
		require.Equal(t, "10.20.30.18", tagged[0].at("winlog.event_data.DestinationIp"))
	})
	t.Run("clock utc_time", func(t *testing.T) {
		require.Empty(t, compare(t, plain, ship(t, in, withUtcTime)))
	})
}

// TestAttack: a real attack, recorded on a real host among thousands of other events.
func TestAttack(t *testing.T) {
	in := number(t, read(t, recordings(t)+"/attack/schtask-modification.edge.ndjson"))
	plain := ship(t, in, without)

	t.Run("default clock", func(t *testing.T) {
		tagged := compare(t, plain, ship(t, in, withEQL))
		require.Len(t, tagged, 1)
		requireBuiltin(t, tagged[0])
		require.Equal(t, "3284", tagged[0].at("winlog.event_data.ProcessId"))
		require.Equal(t, "172.18.39.6", tagged[0].at("winlog.event_data.DestinationIp"))
		require.Equal(t, "135", tagged[0].at("winlog.event_data.DestinationPort"))
	})
	t.Run("clock utc_time", func(t *testing.T) {
		require.Empty(t, compare(t, plain, ship(t, in, withUtcTime)))
	})
}

// TestMergedHalves: the two halves of that attack, each from a file that holds all its like from 133 recordings.
func TestMergedHalves(t *testing.T) {
	dir := recordings(t) + "/near-miss/"
	lines := slices.Concat(read(t, dir+"otrf-all-taskschd-loads.edge.ndjson"), read(t, dir+"otrf-all-port135-connections.edge.ndjson"))
	sortByTime(t, lines)
	in := number(t, lines)
	tagged := compare(t, ship(t, in, without), ship(t, in, withEQL))
	require.Len(t, tagged, 1)
	requireBuiltin(t, tagged[0])
}

// TestNoFinding: recordings in which nothing matches leave unchanged.
func TestNoFinding(t *testing.T) {
	dir := recordings(t)
	files, err := filepath.Glob(dir + "/near-miss/*.ndjson")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	files = append(files, dir+"/attack/schtask-modification.ecs.ndjson",
		dir+"/throughput/workstation-59k.edge.ndjson.zst", dir+"/throughput/workstation-59k.ecs.ndjson.zst")
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			in := number(t, read(t, file))
			require.Empty(t, compare(t, ship(t, in, without), ship(t, in, withEQL)))
		})
	}
}

// TestOddEvents: events that no rule expects leave unchanged.
func TestOddEvents(t *testing.T) {
	sysmon := func(data string) string {
		return `{"event":{"code":"7","provider":"Microsoft-Windows-Sysmon"},"winlog":{"channel":"Microsoft-Windows-Sysmon/Operational",` +
			`"computer_name":"a","event_id":"7","provider_name":"Microsoft-Windows-Sysmon","event_data":` + data + `}}`
	}
	long := strings.Repeat("ü", 1<<19) // a megabyte
	lines := []string{
		`{"message":"no field that a rule reads"}`,
		`{"winlog":"text where an object is expected","event":7}`,
		`{"winlog":{"event_data":[1,{"Image":["a"]}]},"process":[{"name":{"a":1}}],"host":[]}`,
		`{"event.code":3,"winlog.event_data.Image":false,"destination":{"ip":"no address","port":"no port"}}`,
		`{"eql":"mine","rule":5,"tags":"mine","threat":[]}`,
		sysmon(`"text"`),
		sysmon(`{}`),
		sysmon(`{"Image":7,"ProcessGuid":[],"ImageLoaded":{},"UtcTime":"yesterday"}`),
		sysmon(`{"Image":"powershell.exe","ProcessGuid":"` + long + `","ImageLoaded":"` + long + `\\\\taskschd.dll"}`),
		sysmon(strings.Repeat(`{"a":`, 500) + `1` + strings.Repeat(`}`, 500)),
	}
	var events [][]byte
	for _, line := range lines {
		events = append(events, []byte(`{"@timestamp":"2026-03-17T09:14:00.000Z",`+line[1:]))
	}
	in := number(t, events)
	require.Empty(t, compare(t, ship(t, in, without), ship(t, in, withEQL)))
}

// recordings is the folder with real recordings. They are not part of the repository.
func recordings(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "data")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no real recordings: there is no folder %s", dir)
	}
	return dir
}

// read returns the lines of a file, which may be compressed.
func read(t *testing.T, path string) [][]byte {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	if strings.HasSuffix(path, ".zst") {
		decoder, err := zstd.NewReader(nil)
		require.NoError(t, err)
		defer decoder.Close()
		text, err = decoder.DecodeAll(text, nil)
		require.NoError(t, err)
	}
	return bytes.Split(bytes.TrimSpace(text), []byte("\n"))
}

func sortByTime(t *testing.T, lines [][]byte) {
	t.Helper()
	times := map[*byte]string{}
	for _, line := range lines {
		var d document
		require.NoError(t, json.Unmarshal(line, &d))
		times[&line[0]] = d["@timestamp"].(string)
	}
	slices.SortStableFunc(lines, func(a, b []byte) int { return cmp.Compare(times[&a[0]], times[&b[0]]) })
}

// compare requires that the two runs' events are equal but for what the processor may write, and returns the events that
// it wrote onto, in the order of their lines.
func compare(t *testing.T, plain, processed map[int]document) (tagged []document) {
	t.Helper()
	require.Len(t, processed, len(plain))
	for n := 1; n <= len(plain); n++ {
		before, after := canonical(t, plain[n]), canonical(t, processed[n])
		if before == after {
			continue
		}
		require.NotNil(t, processed[n].at("eql.matches"), "line %d differs and is not tagged:\n%s\n%s", n, before, after)
		require.Equal(t, untagged(t, before), untagged(t, after), "line %d differs in more than tags", n)
		tagged = append(tagged, processed[n])
	}
	return tagged
}

// canonical is the event's text without what differs from run to run: the agent's ids, and when the Beat created it.
func canonical(t *testing.T, d document) string {
	t.Helper()
	short := document{}
	for key, value := range d {
		if key != "agent" && key != "@metadata" {
			short[key] = value
		}
	}
	text, err := json.Marshal(short) // sorts the keys
	require.NoError(t, err)
	return string(text)
}

// untagged removes what the processor may write.
func untagged(t *testing.T, text string) document {
	t.Helper()
	var d document
	require.NoError(t, json.Unmarshal([]byte(text), &d))
	for _, key := range []string{"eql", "rule", "threat", "tags"} {
		delete(d, key)
	}
	if event, ok := d["event"].(map[string]any); ok {
		for _, key := range []string{"kind", "severity", "risk_score", "reason"} {
			delete(event, key)
		}
	}
	return d
}

// requireBuiltin requires the tags of the built-in rule.
func requireBuiltin(t *testing.T, d document) {
	t.Helper()
	require.Equal(t, builtin, d.at("rule.id"))
	require.Equal(t, builtin, d.at("rule.uuid"))
	require.Equal(t, "Outbound Scheduled Task Activity via PowerShell", d.at("rule.name"))
	require.Equal(t, "alert", d.at("event.kind"))
	require.EqualValues(t, 47, d.at("event.severity"))
	require.EqualValues(t, 47, d.at("event.risk_score"))
	require.Equal(t, []any{"forwarded", "eql-match"}, d.at("tags"))
	require.Equal(t, []any{"TA0002", "TA0008"}, d.at("threat.tactic.id"))

	matches, _ := d.at("eql.matches").([]any)
	require.Len(t, matches, 1)
	match := document(matches[0].(map[string]any))
	require.Equal(t, builtin, match.at("rule.id"))
	steps, _ := match.at("steps").([]any)
	require.Len(t, steps, 2)
}

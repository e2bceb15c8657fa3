package ecs_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shared is the folder of real recordings, beside the repository.
var shared = filepath.Join("..", "..", "..", "shared", "data")

// recording reads every so many lines of a file of JSON lines, packed or not,
// and returns those that are events of Sysmon.
func recording(t *testing.T, name string, every int) []map[string]any {
	t.Helper()
	file := filepath.Join(shared, name)
	text, err := os.ReadFile(file)
	if strings.HasSuffix(name, ".zst") && err == nil {
		text, err = exec.Command("zstd", "-dc", file).Output()
	}
	if err != nil {
		t.Skipf("the recordings are not at hand: %v", err)
	}
	var events []map[string]any
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for n := 0; lines.Scan(); n++ {
		if n%every != 0 {
			continue
		}
		var e map[string]any
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if w, _ := e["winlog"].(map[string]any); w["provider_name"] == "Microsoft-Windows-Sysmon" {
			events = append(events, e)
		}
	}
	return events
}

// unmappedThere are the fields that the recordings' converted form lacks,
// because what made it left out the pipeline's scripts, the integration's
// dll.*, and has a host.id of its own making.
var unmappedThere = []string{
	"process.args", "process.args_count", "process.parent.args", "process.parent.args_count",
	"registry.hive", "registry.value", "registry.data.strings",
	"dll.code_signature.exists", "dll.code_signature.status", "dll.code_signature.subject_name", "dll.code_signature.trusted",
	"dll.hash.sha256", "dll.name", "dll.path", "dll.pe.original_file_name",
	"winlog.event_data.TargetProcessGUID", "host.id",
}

func TestSysmonRecordingsEqualTheirConvertedForm(t *testing.T) {
	for _, c := range []struct {
		name, edge, ecs string
		every           int // which lines count: there are many
	}{
		{"attack", "attack/schtask-modification.edge.ndjson", "attack/schtask-modification.ecs.ndjson", 1},
		{"workstation", "throughput/workstation-59k.edge.ndjson.zst", "throughput/workstation-59k.ecs.ndjson.zst", 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			edge, converted := recording(t, c.edge, c.every), recording(t, c.ecs, c.every)
			if len(edge) != len(converted) {
				t.Fatalf("%d events raw, %d converted", len(edge), len(converted))
			}
			fields := ruleFields(t)
			fields = slices.DeleteFunc(fields, func(f string) bool { return slices.Contains(unmappedThere, f) })
			before, after := newReader(fields, mapped), newReader(fields, asIs)
			equal := 0
			for i := range edge {
				before.reset(edge[i])
				after.reset(converted[i])
				for _, field := range fields {
					got, want := before.text(field), after.text(field)
					if got != want {
						t.Fatalf("event %d: %s is %s, not %s", i, field, got, want)
					}
					if got != "" {
						equal++
					}
				}
			}
			t.Logf("%d values equal", equal)
		})
	}
}

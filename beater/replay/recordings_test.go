package replay

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/eqlbeat/eqlbeat/beater/cli"
	"github.com/eqlbeat/eqlbeat/beater/rules"
	"github.com/eqlbeat/eqlbeat/processor/ecs"
)

// Real recordings and published rules stand beside the checkout of those who
// have them.
const shared = "../../../shared"

func sharedFile(t *testing.T, path string) string {
	t.Helper()
	path = filepath.Join(shared, path)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s is not here: real recordings and published rules are kept outside the repository", path)
	}
	return path
}

func TestTheRecordedAttackIsFoundOnce(t *testing.T) {
	attack := sharedFile(t, "data/attack/schtask-modification.edge.ndjson")
	for _, order := range []string{"time", "arrival"} {
		code, stdout, stderr := replay(t, nil, "--order", order, "--format", "ndjson", attack)
		if code != cli.OK || strings.Count(stdout, "\n") != 1 || !strings.Contains(stdout, `"line":2053,"@timestamp":"2020-12-19T12:50:49.085Z"}`) ||
			!strings.Contains(stdout, `"line":2110,"@timestamp":"2020-12-19T12:50:51.050Z"}`) {
			t.Errorf("in order of %s, exit %d:\n%s%s", order, code, stdout, stderr)
		}
	}
	if _, stdout, _ := replay(t, nil, "--clock", "utc_time", attack); stdout != "" {
		t.Errorf("by Sysmon's own clock:\n%s", stdout)
	}
}

func TestTheHalvesOfTheAttackAreFoundInTwoFiles(t *testing.T) {
	loads := sharedFile(t, "data/near-miss/otrf-all-taskschd-loads.edge.ndjson")
	connections := sharedFile(t, "data/near-miss/otrf-all-port135-connections.edge.ndjson")
	_, stdout, _ := replay(t, nil, connections, loads)
	if strings.Count(stdout, "Outbound Scheduled Task Activity") != 1 || !strings.Contains(stdout, loads+":99\n") || !strings.Contains(stdout, connections+":254\n") {
		t.Errorf("found\n%s", stdout)
	}
	for _, one := range []string{loads, connections} {
		if _, stdout, _ := replay(t, nil, one); stdout != "" {
			t.Errorf("in %s alone:\n%s", one, stdout)
		}
	}
}

func TestAllPublishedRulesRunOverAWorkstation(t *testing.T) {
	published := sharedFile(t, "rules")
	for _, shape := range []string{"edge", "ecs"} {
		events := sharedFile(t, "data/throughput/workstation-59k."+shape+".ndjson.zst")
		_, stdout, stderr := replay(t, nil, "--rules", published, "--format", "ndjson", events)
		if !regexp.MustCompile(`(?m)^59,707 events in T s, [0-9]+ rules\.$`).MatchString(stderr) {
			t.Errorf("%s:\n%s", shape, stderr)
		}
		if strings.Contains(stdout, "Outbound Scheduled Task Activity") {
			t.Errorf("%s: the built-in rule fires:\n%s", shape, stdout)
		}
		t.Logf("%s: %d findings", shape, strings.Count(stdout, "\n"))
	}
}

// TestNoRuleFiresThatIsSaidNeverTo compares what rules find in raw events with
// what `rules check --source` says of them.
func TestNoRuleFiresThatIsSaidNeverTo(t *testing.T) {
	published := sharedFile(t, "rules")
	events := sharedFile(t, "data/throughput/workstation-59k.edge.ndjson.zst")
	var never strings.Builder
	var sources []string
	for _, s := range ecs.Sources() {
		sources = append(sources, s.Name)
	}
	cli.Run(t.Context(), rules.Command(), []string{"check", "--format", "ndjson", "--source", strings.Join(sources, ","), published}, nil, &never, io.Discard)
	if !strings.Contains(never.String(), `"type":"never"`) {
		t.Error("every rule may fire")
	}
	_, stdout, _ := replay(t, nil, "--rules", published, "--format", "ndjson", events)
	for line := range strings.Lines(stdout) {
		found := readLine(t, line)
		if strings.Contains(never.String(), `{"type":"never","rule":{"id":"`+found.Rule.ID+`"`) {
			t.Errorf("it is said that %s never fires, but it does", found.Rule.Name)
		}
	}
}

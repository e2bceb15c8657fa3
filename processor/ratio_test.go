package processor

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/elastic/beats/v7/libbeat/beat"
	_ "github.com/elastic/beats/v7/libbeat/processors/script" // to compare with
)

// The tests in this file compare the cost of two things measured in turn, which
// says the same on a slow machine, or a busy one, as on a quick one. Their
// limits are far from what is measured; `go tool mage bench` has the figures.

// timesSlower returns how many times as long a takes as b for the mix's events.
// It compares the shortest of many short turns: of the others, a busy machine
// took some for itself.
func timesSlower(t *testing.T, m *mix, a, b beat.Processor) float64 {
	t.Helper()
	turn := func(p beat.Processor) time.Duration {
		begin := time.Now()
		for range len(m.events) {
			if _, err := p.Run(m.next()); err != nil {
				t.Fatal(err)
			}
		}
		return time.Since(begin)
	}
	turn(a)
	turn(b)
	shortestA, shortestB := turn(a), turn(b)
	for range 100 {
		shortestA, shortestB = min(shortestA, turn(a)), min(shortestB, turn(b))
	}
	ratio := float64(shortestA) / float64(shortestB)
	t.Logf("an event takes %.1f times as long: %s, %s", ratio, shortestA/time.Duration(len(m.events)), shortestB/time.Duration(len(m.events)))
	return ratio
}

func noRatios(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector slows what is compiled for it, which isn't all that is compared; the test also runs without")
	}
}

// scripted makes libbeat's script processor with the built-in rule in
// JavaScript. Each of its sessions would have state of its own: it gets one.
func scripted(t testing.TB) beat.Processor {
	t.Helper()
	text, err := os.ReadFile("testdata/builtin_rule.js")
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "rule.js")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	return openChain(t, filepath.Dir(file), fmt.Sprintf(
		"- script: {lang: javascript, id: rule, file: %q, only_cached_sessions: true, max_cached_sessions: 1}", filepath.ToSlash(file)))
}

func TestTheScriptFindsWhatTheRuleFinds(t *testing.T) {
	found := func(p beat.Processor) (n int) {
		m := pairs(t)
		for range 2 * cycle {
			e := pass(t, p, m.next())
			if kind, _ := e.GetValue("event.kind"); kind == "alert" {
				n++
			}
			if m.n%cycle == 0 {
				m.untag()
			}
		}
		return n
	}
	assert.Equal(t, cycle, found(scripted(t)))
	assert.Equal(t, cycle, found(open(t, "")))
}

func TestMuchFasterThanTheScriptProcessor(t *testing.T) {
	noRatios(t)
	assert.Greater(t, timesSlower(t, realistic(t), scripted(t), open(t, "")), 5.0)
}

func TestHundredsOfRulesCostLittleMoreThanOne(t *testing.T) {
	noRatios(t)
	one := open(t, "")
	compare := func(t *testing.T, settings string) beat.Processor {
		many := open(t, settings)
		require.Greater(t, metric(t, "rules.loaded_gauge"), int64(500))
		assert.Less(t, timesSlower(t, raw(t), many, one), 30.0)
		return many
	}
	t.Run("published", func(t *testing.T) {
		if _, err := os.Stat(publishedRules); err != nil {
			t.Skip("the published rules are not here: they are kept outside the repository")
		}
		path, err := filepath.Abs(publishedRules)
		require.NoError(t, err)
		compare(t, fmt.Sprintf("rules: [%q]", path))
	})
	t.Run("made", func(t *testing.T) {
		many, m := compare(t, "rules_inline:\n"+madeRules(504)), raw(t)
		assert.Zero(t, testing.AllocsPerRun(4*cycle, func() { _, _ = many.Run(m.next()) }), "none of them matches")
	})
}

// madeRules returns rules in YAML, each with names of its own, of the kinds
// that are published most.
func madeRules(n int) string {
	queries := []string{
		`process where event.type == "start" and process.name : "tool%[1]d.exe" and process.args : ("--fetch%[1]d", "-x%[1]d")`,
		`process where process.parent.name : "host%[1]d.exe" and not process.executable : "C:\\Program Files\\Vendor%[1]d\\*"`,
		`process where process.command_line : "*\\staging%[1]d\\*"`,
		`registry where registry.path : ("HKLM\\SOFTWARE\\Vendor%[1]d\\Run\\*", "*\\Vendor%[1]d\\Shell")`,
		`file where event.type != "deletion" and file.extension : "ex%[1]d" and file.path : "C:\\Users\\*\\drop%[1]d\\*"`,
		`network where destination.port == 2%04[1]d and process.name : "agent%[1]d.exe"`,
		`sequence by host.id, process.entity_id with maxspan=1m [any where dll.name : "helper%[1]d.dll"] [network where destination.port == 3%04[1]d]`,
	}
	var yaml strings.Builder
	for i := range n {
		fmt.Fprintf(&yaml, "  - {id: made-%d, name: Made %d, query: '%s'}\n", i, i, fmt.Sprintf(queries[i%len(queries)], i))
	}
	return yaml.String()
}

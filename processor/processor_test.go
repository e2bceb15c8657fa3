package processor

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/processors"
	agentconfig "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp/logptest"
	"github.com/elastic/elastic-agent-libs/mapstr"
	"github.com/elastic/elastic-agent-libs/monitoring"
	"github.com/elastic/elastic-agent-libs/paths"
)

// start is when the test's events begin.
var begin = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

// open makes a processor as libbeat does, from settings in YAML.
func open(t testing.TB, yaml string) beat.Processor {
	t.Helper()
	return openIn(t, t.TempDir(), yaml)
}

func openIn(t testing.TB, dir, yaml string) beat.Processor {
	t.Helper()
	return openChain(t, dir, fmt.Sprintf("- eql:\n    id: %s\n%s", idOf(t), indent(yaml)))
}

// openChain makes the processors of a list in YAML.
func openChain(t testing.TB, dir, yaml string) beat.Processor {
	t.Helper()
	c, err := agentconfig.NewConfigWithYAML([]byte(yaml), "test")
	require.NoError(t, err)
	var list processors.PluginConfig
	require.NoError(t, c.Unpack(&list))
	group, err := processors.New(list, logptest.NewTestingLogger(t, ""))
	require.NoError(t, err)
	for _, p := range group.All() {
		if p, ok := p.(processors.PathSetter); ok {
			require.NoError(t, p.SetPaths(&paths.Path{Config: dir, Data: dir}))
		}
	}
	t.Cleanup(func() {
		assert.NoError(t, group.Close())
		forget(idOf(t))
	})
	return group
}

// idOf gives every test an engine of its own.
func idOf(t testing.TB) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, t.Name()[max(0, len(t.Name())-60):])
}

func indent(yaml string) string {
	if strings.TrimSpace(yaml) == "" {
		return ""
	}
	return "    " + strings.ReplaceAll(strings.TrimSpace(yaml), "\n", "\n    ") + "\n"
}

// load is Sysmon's event of a PowerShell that loads the Task Scheduler's
// library, as Winlogbeat has it.
func load(guid string, at time.Time) *beat.Event {
	return sysmon(7, at, mapstr.M{
		"ProcessGuid": guid, "ProcessId": "4242",
		"Image":       `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`,
		"ImageLoaded": `C:\Windows\System32\taskschd.dll`,
	})
}

// connection is Sysmon's event of a PowerShell that connects to port 135.
func connection(guid string, at time.Time) *beat.Event {
	return sysmon(3, at, mapstr.M{
		"ProcessGuid": guid, "ProcessId": "4242", "Initiated": "true", "Protocol": "tcp",
		"Image":    `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`,
		"SourceIp": "10.1.2.3", "SourcePort": "50111", "DestinationIp": "10.1.2.4", "DestinationPort": "135",
	})
}

func sysmon(id int, at time.Time, data mapstr.M) *beat.Event {
	task := map[int]string{3: "Network connection detected (rule: NetworkConnect)", 7: "Image loaded (rule: ImageLoad)"}[id]
	return &beat.Event{
		Timestamp: at,
		Private:   "the input's acknowledgement",
		Fields: mapstr.M{
			"event":   mapstr.M{"code": fmt.Sprint(id), "kind": "event", "provider": "Microsoft-Windows-Sysmon", "action": task},
			"host":    mapstr.M{"name": "ws-7", "id": "0f5a8c1e-host"},
			"message": "as Windows renders it",
			"winlog": mapstr.M{
				"channel": "Microsoft-Windows-Sysmon/Operational", "provider_name": "Microsoft-Windows-Sysmon",
				"computer_name": "ws-7", "event_id": fmt.Sprint(id), "record_id": uint64(at.UnixNano()), "task": task,
				"event_data": data,
			},
		},
	}
}

func guid(n int) string { return fmt.Sprintf("{9d3c1a52-0000-0001-%04x-%012x}", n>>16, n&0xffff) }

// pass runs an event through and checks what holds for every event.
func pass(t testing.TB, p beat.Processor, e *beat.Event) *beat.Event {
	out, err := p.Run(e)
	require.NoError(t, err)
	require.Same(t, e, out, "the event itself has to come back: its Private is the input's acknowledgement")
	return out
}

func tagged(e *beat.Event) bool {
	tags, _ := e.Fields["tags"].([]string)
	return slices.Contains(tags, "eql-match")
}

func TestTheCompletingEventIsTagged(t *testing.T) {
	p := open(t, "")
	before := pass(t, p, load(guid(1), begin))
	assert.Equal(t, load(guid(1), begin), before, "an event that completes nothing stays as it is")

	e := connection(guid(1), begin.Add(1900*time.Millisecond))
	shared := make([]string, 1, 8)
	shared[0] = "forwarded"
	e.Fields["tags"] = shared
	pass(t, p, e)

	want := connection(guid(1), begin.Add(1900*time.Millisecond)).Fields
	for field, value := range map[string]any{
		"event.kind":       "alert",
		"event.severity":   int64(47),
		"event.risk_score": 47.0,
		"event.reason": "Outbound Scheduled Task Activity via PowerShell: 2 events within 1.9s of host.id 0f5a8c1e-host" +
			" and process.entity_id " + guid(1) + ".",
		"rule.id":          "5cd55388-a19c-47c7-8ec4-f41656c2fded",
		"rule.uuid":        "5cd55388-a19c-47c7-8ec4-f41656c2fded",
		"rule.name":        "Outbound Scheduled Task Activity via PowerShell",
		"rule.ruleset":     "eqlbeat",
		"rule.author":      []string{"eqlbeat"},
		"rule.license":     "Apache-2.0",
		"rule.version":     "1",
		"threat.framework": "MITRE ATT&CK",
		"threat.tactic.id": []string{"TA0002", "TA0008"}, "threat.tactic.name": []string{"Execution", "Lateral Movement"},
		"threat.technique.id":              []string{"T1053", "T1059", "T1021"},
		"threat.technique.name":            []string{"Scheduled Task/Job", "Command and Scripting Interpreter", "Remote Services"},
		"threat.technique.subtechnique.id": []string{"T1053.005", "T1059.001", "T1021.003"},
		"threat.technique.subtechnique.name": []string{
			"Scheduled Task", "PowerShell", "Distributed Component Object Model",
		},
		"tags": []string{"forwarded", "eql-match"},
	} {
		_, err := want.Put(field, value)
		require.NoError(t, err)
	}
	got := e.Fields.Clone()
	for _, moved := range []string{
		"eql", "rule.description", "rule.reference", "threat.tactic.reference",
		"threat.technique.reference", "threat.technique.subtechnique.reference",
	} {
		value, err := got.GetValue(moved)
		require.NoError(t, err, moved)
		assert.NotEmpty(t, value)
		require.NoError(t, got.Delete(moved))
	}
	assert.Equal(t, want, got)
	assert.Equal(t, "the input's acknowledgement", e.Private)
	assert.Empty(t, shared[:2][1], "the input's own slice of tags must not be written to")
}

func TestTheEvidenceStandsOnTheEvent(t *testing.T) {
	p := open(t, "")
	pass(t, p, load(guid(1), begin))
	e := pass(t, p, connection(guid(1), begin.Add(2*time.Second)))
	matches, err := e.GetValue("eql.matches")
	require.NoError(t, err)
	assert.Equal(t, []mapstr.M{{
		"id":       "83917f4eacea85c5", // the same in any process: indices that dedupe rely on it
		"rule":     mapstr.M{"id": "5cd55388-a19c-47c7-8ec4-f41656c2fded", "name": "Outbound Scheduled Task Activity via PowerShell"},
		"severity": "medium", "risk_score": 47.0, "span_ms": int64(2000),
		"key": mapstr.M{"host.id": "0f5a8c1e-host", "process.entity_id": guid(1)},
		"steps": []mapstr.M{
			{"step": 1, "time": begin, "id": fmt.Sprint(begin.UnixNano()), "fields": mapstr.M{
				"host.os.type": "windows", "process.name": "powershell.exe", "event.category": "process",
				"event.action": "Image loaded", "dll.name": "taskschd.dll", "file.name": "taskschd.dll",
			}},
			{"step": 2, "time": begin.Add(2 * time.Second), "id": fmt.Sprint(begin.Add(2 * time.Second).UnixNano()), "fields": mapstr.M{
				"host.os.type": "windows", "process.name": "powershell.exe", "destination.port": "135", "destination.ip": "10.1.2.4",
			}},
		},
	}}, matches)
}

func TestInstancesWithOneIDShareState(t *testing.T) {
	dir := t.TempDir()
	one, two := openIn(t, dir, ""), openIn(t, dir, "")
	pass(t, one, load(guid(1), begin))
	assert.True(t, tagged(pass(t, two, connection(guid(1), begin.Add(time.Second)))))
}

func TestOneIDWithTwoSettingsIsAnError(t *testing.T) {
	open(t, "")
	c, err := agentconfig.NewConfigWithYAML([]byte("id: "+idOf(t)+"\nallowed_lateness: 1s"), "test")
	require.NoError(t, err)
	p, err := New(c, logptest.NewTestingLogger(t, ""))
	require.NoError(t, err)
	err = p.(processors.PathSetter).SetPaths(&paths.Path{})
	assert.EqualError(t, err, `two eql processors have the id "TestOneIDWithTwoSettingsIsAnError" and different settings; `+
		"state can't be shared between them: give one of them another id, or both the same settings")
	pass(t, p, load(guid(1), begin)) // events pass all the same
}

func TestStateOutlivesTheLastInstanceForAWhile(t *testing.T) {
	dir := t.TempDir()
	c := func() beat.Processor {
		c, err := agentconfig.NewConfigWithYAML([]byte("id: "+idOf(t)), "test")
		require.NoError(t, err)
		p, err := New(c, logptest.NewTestingLogger(t, ""))
		require.NoError(t, err)
		require.NoError(t, p.(processors.PathSetter).SetPaths(&paths.Path{Config: dir}))
		return p
	}
	one := c()
	pass(t, one, load(guid(1), begin))
	require.NoError(t, processors.Close(one))
	two := c()
	assert.True(t, tagged(pass(t, two, connection(guid(1), begin.Add(time.Second)))))
	require.NoError(t, processors.Close(two))
	forget(idOf(t))
}

func TestOneBadRuleAmongGoodOnes(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	const form = "[rule]\nrule_id = %q\nname = %q\ntype = \"eql\"\nlanguage = \"eql\"\nseverity = \"high\"\nrisk_score = 73\nquery = '''\n%s\n'''\n"
	write("good.toml", fmt.Sprintf(form, "good", "Good", `network where destination.port == 135`))
	write("bad.toml", fmt.Sprintf(form, "bad", "Bad", `network where destination.port = 135`))
	p := openIn(t, dir, "builtin: false\nrules: [\"*.toml\"]")
	e := pass(t, p, connection(guid(1), begin))
	assert.True(t, tagged(e))
	id, _ := e.GetValue("rule.id")
	assert.Equal(t, "good", id)
	assert.EqualValues(t, 1, metric(t, "rules.failed_gauge"))
	assert.EqualValues(t, 1, metric(t, "rules.loaded_gauge"))
}

// metric reads one of the processor's metrics.
func metric(t testing.TB, name string) int64 {
	t.Helper()
	all := monitoring.CollectFlatSnapshot(monitoring.Default, monitoring.Full, true)
	full := metricsPrefix + "." + idOf(t) + "." + name
	value, ok := all.Ints[full]
	require.True(t, ok, "no metric %s", full)
	return value
}

func TestTheMostSevereFindingNamesTheEvent(t *testing.T) {
	p := open(t, `
rules_inline:
  - {id: low, name: Low, severity: low, query: "network where true"}
  - {id: critical, name: Critical, severity: critical, query: "network where true"}
`)
	pass(t, p, load(guid(1), begin))
	e := pass(t, p, connection(guid(1), begin.Add(time.Second)))
	name, _ := e.GetValue("rule.name")
	assert.Equal(t, "Critical", name)
	matches, _ := e.GetValue("eql.matches")
	var names []any
	for _, m := range matches.([]mapstr.M) {
		rule, _ := m.GetValue("rule.name")
		names = append(names, rule)
	}
	assert.ElementsMatch(t, []any{"Low", "Critical", "Outbound Scheduled Task Activity via PowerShell"}, names)
}

func TestGoroutinesOnOneGlobalProcessor(t *testing.T) {
	p := open(t, "state.max_bytes: 1GiB")
	const goroutines, keys = 8, 2000
	var found sync.Map
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := g / 2; k < keys; k += goroutines / 2 {
				// Two goroutines share a key: one has the load, the other the
				// connection, and either may come first.
				at := begin.Add(time.Duration(k) * time.Millisecond)
				e := load(guid(k), at)
				if g%2 == 1 {
					e = connection(guid(k), at.Add(time.Second))
				}
				if pass(t, p, e); tagged(e) {
					if _, twice := found.LoadOrStore(k, true); twice {
						t.Errorf("key %d was found twice", k)
					}
				}
			}
		}()
	}
	wg.Wait()
	for k := range keys {
		if _, ok := found.Load(k); !ok {
			t.Fatalf("key %d was not found", k)
		}
	}
	assert.EqualValues(t, keys, metric(t, "findings.total"))
	assert.EqualValues(t, 2*keys, metric(t, "events"))
	assert.Equal(t, metric(t, "partials.started"), metric(t, "partials.live_gauge")+metric(t, "partials.completed")+
		metric(t, "partials.superseded")+metric(t, "partials.expired")+metric(t, "partials.cancelled")+metric(t, "partials.evicted"))
}

func TestHostileEventsPassUnchanged(t *testing.T) {
	deep := mapstr.M{}
	for at, n := deep, 0; n < 5000; n++ {
		next := mapstr.M{}
		at["process"] = next
		at = next
	}
	long := strings.Repeat("A", 1<<20)
	tests := map[string]mapstr.M{
		"no fields":             nil,
		"wrong types":           {"event": 1, "winlog": "x", "process": []int{1}, "host": true, "dll": nil},
		"lists where objects":   {"event": []any{mapstr.M{"category": "network"}}, "process": []mapstr.M{{"name": "a"}, {"name": 3}}},
		"long strings":          {"event": mapstr.M{"category": long}, "process": mapstr.M{"name": long, "entity_id": long}, "host": mapstr.M{"id": long}},
		"deep":                  deep,
		"unknown types":         {"event": mapstr.M{"category": struct{ A int }{1}}, "host": mapstr.M{"id": make(chan int)}},
		"a raw event of types":  {"winlog": mapstr.M{"provider_name": "Microsoft-Windows-Sysmon", "event_id": -1.5, "event_data": []any{1, nil}}},
		"a raw event of no id":  {"winlog": mapstr.M{"provider_name": "Microsoft-Windows-Sysmon", "event_data": mapstr.M{"Image": 7, "ProcessGuid": mapstr.M{}}}},
		"tags that are no list": {"tags": 7, "event": mapstr.M{"category": []string{"network", "library"}}},
	}
	p := open(t, "rules_inline: [{id: all, name: All, query: 'any where process.name == \"none\"'}]")
	for name, fields := range tests {
		t.Run(name, func(t *testing.T) {
			e := &beat.Event{Timestamp: begin, Fields: fields}
			want := fmt.Sprint(fields)
			pass(t, p, e)
			assert.Equal(t, want, fmt.Sprint(e.Fields))
		})
	}
	assert.EqualValues(t, 0, metric(t, "panics"))
}

func TestAnEventThatCannotTakeAllTagsTakesTheOthers(t *testing.T) {
	p := open(t, "builtin: false\nrules_inline: [{id: a, name: A, query: 'any where true'}]")
	e := pass(t, p, &beat.Event{Timestamp: begin, Fields: mapstr.M{"rule": "a text", "tags": "one"}})
	assert.Equal(t, []string{"one", "eql-match"}, e.Fields["tags"])
	assert.Equal(t, "a text", e.Fields["rule"])
	assert.EqualValues(t, 1, metric(t, "untagged"))
}

func TestADefectIsCountedAndLoggedOnceAndItsEventsPass(t *testing.T) {
	log, lines := logptest.NewTestingLoggerWithObserver(t, "")
	s := &shared{log: log}
	s.current.Store(&generation{}) // without an engine: every event is one too many
	p := &processor{}
	p.shared.Store(s)
	for range 3 {
		pass(t, p, load(guid(1), begin))
	}
	assert.EqualValues(t, 3, s.panics.Load())
	require.Len(t, lines.All(), 1)
	assert.Contains(t, lines.All()[0].Message, "A defect of eqlbeat: please report it.")
	assert.Contains(t, lines.All()[0].ContextMap()["panic"], "nil pointer")
}

func TestWithoutSetPathsEventsPass(t *testing.T) {
	p, err := New(agentconfig.NewConfig(), logptest.NewTestingLogger(t, ""))
	require.NoError(t, err)
	pass(t, p, load(guid(1), begin))
	nothing, err := p.Run(nil)
	require.NoError(t, err)
	assert.Nil(t, nothing)
}

func TestEventsThatMatchNothingAllocateNothing(t *testing.T) {
	if raceDetector {
		t.Skip("under the race detector pooled memory is forgotten at random; the test also runs without")
	}
	p := open(t, "")
	for name, m := range map[string]*mix{"raw": raw(t), "ECS": {events: everyday(t), step: time.Millisecond}} {
		assert.Zero(t, testing.AllocsPerRun(4*cycle, func() { _, _ = p.Run(m.next()) }), name)
	}
}

func TestStartsAllocateNothingOnceTheStoreHasGrown(t *testing.T) {
	if raceDetector {
		t.Skip("under the race detector pooled memory is forgotten at random; the test also runs without")
	}
	p, m := open(t, ""), starts(t)
	for i, e := range m.events {
		// As text: the evidence has record numbers as text, and making it allocates.
		_, err := e.PutValue("winlog.record_id", fmt.Sprint(i))
		require.NoError(t, err)
	}
	warm(t, p, m)
	assert.Zero(t, testing.AllocsPerRun(4*cycle, func() { _, _ = p.Run(m.next()) }))
}

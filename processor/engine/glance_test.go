package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// noneForeign is the Foreign of events that hold no types of a caller's.
func noneForeign(any) any { return nil }

// glancing checks that what a glance settles matches no step, and counts it.
type glancing struct {
	*testing.T
	engine          *Engine
	session         *Session
	plainly         *plainly
	events, settled int
}

// newGlancing returns nil where a glance is of no use for the rules. t may be
// set later.
func newGlancing(t *testing.T, rules ...*rule.Rule) *glancing {
	e, _ := New(Options{Rules: rules, MaxBytes: 1 << 20, Pipes: true})
	if e.lookout == nil {
		return nil
	}
	return &glancing{T: t, engine: e, session: e.Session(), plainly: newPlainly(e)}
}

func (g *glancing) look(fields map[string]any) {
	g.Helper()
	doc := g.session.Document(noneForeign)
	doc.Reset(fields, time.Unix(1, 0))
	g.session.Process(doc, 0) // so that the event's shape has its gate
	before := g.engine.Stats().Events
	var seen Glance
	settled := g.engine.Settles(fields, noneForeign, &seen)
	g.events++
	if counted := g.engine.Stats().Events - before; counted != 0 != settled {
		g.Errorf("settled: %v, and %d events were counted", settled, counted)
	}
	if !settled {
		g.checkSeen(doc, fields, &seen)
		return
	}
	g.settled++
	if steps := g.plainly.steps(doc); len(steps) > 0 {
		text, _ := json.Marshal(fields)
		g.Errorf("settled, but it matches %s\n%s", namesOf(steps), text)
	}
}

// checkSeen checks that what a glance saw is what a view finds.
func (g *glancing) checkSeen(doc *event.Document, fields map[string]any, seen *Glance) {
	g.Helper()
	v := event.NewView(g.engine.schema, g.engine.mapping)
	v.Reset(doc)
	if seen.shape != nil && seen.shape != v.Shape() {
		g.Errorf("seen as %s, but it is %s", seen.shape.Name, v.Shape().Name)
	}
	if seen.shape != nil {
		told := event.NewDocument(g.engine.Paths(), noneForeign)
		told.Reset(fields, time.Unix(1, 0))
		g.engine.tell(told, seen)
		for slot := range event.Slot(g.engine.schema.Len()) {
			p := g.engine.schema.Paths().Of(g.engine.schema.Field(slot))
			if got, want := told.Append(nil, p), doc.Append(nil, p); !slices.Equal(got, want) {
				g.Errorf("%s is %v where the document was told of a glance, %v where not", p.Name(), got, want)
			}
		}
	}
	if seen.value.Kind() == event.Null {
		return
	}
	if values := v.Values(seen.slot); len(values) != 1 || values[0] != seen.value {
		g.Errorf("seen %q in %s, which is %v", seen.value.Text(), g.engine.schema.Field(seen.slot), values)
	}
}

func TestAGlanceSettlesNoEventThatMatchesAStep(t *testing.T) {
	settled, events := 0, 0
	for _, folder := range []string{"cases", "rules"} {
		for _, f := range conformanceFiles(t, folder) {
			for _, c := range f.Case {
				if c.Refused != "" {
					continue
				}
				g := newGlancing(t, f.rules(t, c)...)
				if g == nil {
					continue
				}
				for _, ev := range f.stream(t, c) {
					g.look(ev.fields)
				}
				settled, events = settled+g.settled, events+g.events
			}
		}
	}
	t.Logf("%d of %d events settled", settled, events)
	if settled < events/20 {
		t.Errorf("only %d of %d events were settled", settled, events)
	}
}

func TestAGlanceSettlesMostEventsOfARecording(t *testing.T) {
	for _, name := range []string{"attack/schtask-modification.edge.ndjson", "attack/schtask-modification.ecs.ndjson"} {
		g := newGlancing(t, rule.Builtin())
		for _, ev := range readRecording(t, name) {
			g.look(ev.fields)
		}
		t.Logf("%s: %d of %d events settled", name, g.settled, g.events)
		if g.settled < g.events/2 {
			t.Errorf("%s: only %d of %d events were settled", name, g.settled, g.events)
		}
	}
}

func TestAGlanceAtRecordedEventsWithEachPublishedRule(t *testing.T) {
	var some []map[string]any
	for _, name := range []string{"attack/schtask-modification.edge.ndjson", "attack/schtask-modification.ecs.ndjson"} {
		for i, ev := range readRecording(t, name) {
			if i%40 == 0 {
				some = append(some, ev.fields)
			}
		}
	}
	for _, r := range published(t) {
		if g := newGlancing(t, r); g != nil {
			for _, fields := range some {
				g.look(fields)
			}
		}
	}
}

// Every way to write the same event, and events that are nearly the same.
func TestAGlanceTellsOnlyWhatStandsWhereItIsExpected(t *testing.T) {
	g := newGlancing(t, &rule.Rule{ID: "r", Name: "r", Query: `any where process.name : ("Tool.exe", "135") and event.code != "9"`})
	names := []string{`"tool.exe"`, `"TOOL.EXE"`, `"other.exe"`, `"toot.exe"`, `"135"`, `"135.0"`, `135`, `null`, `["other.exe"]`, `["tool.exe"]`, `["other.exe","tool.exe"]`,
		`[]`, `[["tool.exe"]]`, `{"x":"tool.exe"}`, `true`, `""`}
	places := []string{`"process":{"name":%[1]s}`, `"process.name":%[1]s`, `"process":[{"name":%[1]s}]`, `"process":[{"name":"other.exe"},{"name":%[1]s}]`,
		`"process":{"pid":1},"process.name":%[1]s`, `"process":"x","process.name":%[1]s`, `"x":%[1]s`,
		`"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":"1","event_data":{"Image":"C:\\x\\other.exe"}},"process":{"name":%[1]s}`,
		`"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":"5","event_data":{"Image":"C:\\x\\tool.exe"}},"process":{"name":%[1]s}`,
		`"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":"5","event_data":{"Image":"-"}},"process":{"name":%[1]s}`,
		`"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":5,"event_data":{"Image":["C:\\x\\tool.exe","C:\\x\\y"]}},"process":{"name":%[1]s}`,
		`"winlog":[{"provider_name":"Microsoft-Windows-Sysmon","event_id":"5","event_data":{"Image":"C:\\x\\tool.exe"}}],"process":{"name":%[1]s}`,
		`"winlog.provider_name":"Microsoft-Windows-Sysmon","winlog":{"event_id":"5","event_data":{"Image":"C:\\x\\tool.exe"}},"process":{"name":%[1]s}`,
		`"winlog":{"channel":"Microsoft-Windows-Sysmon/Operational","event_id":"5","event_data":{"Image":"C:\\x\\tool.exe"}},"process":{"name":%[1]s}`,
		`"winlog":{"provider_name":"Microsoft-Windows-Security-Auditing","event_id":"4688","event_data":{"NewProcessName":"C:\\x\\tool.exe"}},"process":{"name":%[1]s}`,
		`"winlog":{"provider_name":"Another","event_id":"7","event_data":{"Image":"C:\\x\\tool.exe"}},"process":{"name":%[1]s}`,
	}
	categories := []string{`"event":{"category":"process"}`, `"event":{"category":["process"]}`, `"event":{"category":["process","file"]}`, `"event":{"category":[]}`,
		`"event":{"category":null}`, `"event":{"category":{"x":1}}`, `"event":{"category":7}`, `"event":{}`, `"event":[{"category":"process"}]`, `"event":"x"`,
		`"event.category":"process"`, `"event":{"code":"1"},"event.category":["process"]`, `"event.x":1`}
	for _, name := range names {
		for _, place := range places {
			for _, category := range categories {
				var fields map[string]any
				text := fmt.Sprintf("{"+place+","+category+"}", name)
				if err := json.Unmarshal([]byte(text), &fields); err != nil {
					t.Fatalf("%v: %s", err, text)
				}
				g.look(fields)
			}
		}
	}
	t.Logf("%d of %d events settled", g.settled, g.events)
	if g.settled < 50 {
		t.Errorf("only %d of %d events were settled", g.settled, g.events)
	}
}

// FuzzGlance holds a glance at any JSON object to the conditions as they are
// written.
func FuzzGlance(f *testing.F) {
	for _, seed := range []string{
		`{"event":{"category":["process"]},"process":{"name":"other.exe"}}`,
		`{"event":{"category":["registry","configuration"],"code":"13"},"process":{"name":"pwsh.exe"},"registry":{"path":"a"}}`,
		`{"event":{"code":"7"},"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":"7","event_data":{"Image":"C:\\a\\powershell.exe","ImageLoaded":"C:\\taskschd.dll"}}}`,
		`{"event.category":"network","process":{"name":["powershell.exe"]},"destination":{"port":135,"ip":"10.0.0.1"},"host":{"os":{"type":"windows"}}}`,
		`{"winlog":{"channel":"Security","event_id":4688},"event":[{"category":null}],"process.name":"x"}`,
	} {
		f.Add([]byte(seed))
	}
	g := newGlancing(nil, rule.Builtin(),
		&rule.Rule{ID: "r", Name: "r", Query: `process where process.name : ("Tool.exe", "135", "pwsh.exe") and event.code != "9"`})
	f.Fuzz(func(t *testing.T, text []byte) {
		var fields map[string]any
		if json.Unmarshal(text, &fields) == nil {
			g.T = t
			g.look(fields)
		}
	})
}

func TestAGlanceAllocatesNothing(t *testing.T) {
	g := newGlancing(t, rule.Builtin())
	for _, text := range []string{
		`{"event":{"category":["process"]},"process":{"name":"other.exe"}}`,
		`{"event":{"code":"7"},"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":"7","event_data":{"Image":"C:\\Windows\\explorer.exe"}}}`,
		`{"event":{"code":"13"},"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":"13","event_data":{"Image":"C:\\Windows\\powershell.exe"}}}`,
	} {
		var fields map[string]any
		if err := json.Unmarshal([]byte(text), &fields); err != nil {
			t.Fatal(err)
		}
		g.look(fields)
		if n := testing.AllocsPerRun(100, func() { g.engine.Settles(fields, noneForeign, new(Glance)) }); n != 0 {
			t.Errorf("%v allocations for %s", n, text)
		}
	}
	if g.settled != g.events {
		t.Errorf("%d of %d events were settled", g.settled, g.events)
	}
}

func TestNothingIsSettledWhereEveryEventMovesTime(t *testing.T) {
	trailing := &rule.Rule{ID: "r", Name: "r", Query: `sequence by host.id with maxspan=1m [process where process.name == "a"] ![process where process.name == "b"]`}
	if g := newGlancing(t, trailing); g != nil {
		t.Error("there is a glance")
	}
}

package engine

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

var begin = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

// runner feeds events to an engine.
type runner struct {
	*Session
	t *testing.T
}

func newRunner(t *testing.T, e *Engine) *runner { return &runner{e.Session(), t} }

// send processes an event of Sysmon, given by its number, and returns how many
// findings it makes.
func (r *runner) send(eventID, process, atMilli int, data map[string]any) int {
	data["ProcessGuid"] = fmt.Sprintf("{5B1E0A77-%04X-%04X-%04X-00%010X}", process>>16, process&0xffff, process%7, process)
	data["Image"] = `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`
	doc := r.Document(nil)
	doc.Reset(map[string]any{
		"winlog": map[string]any{
			"provider_name": "Microsoft-Windows-Sysmon", "channel": "Microsoft-Windows-Sysmon/Operational",
			"event_id": fmt.Sprint(eventID), "record_id": 4_000_000 + process*2 + eventID, "computer_name": "ws-17.corp.example", "event_data": data,
		},
		"host": map[string]any{"id": "7c3d1b1c-6f0a-4f0e-9a53-4a1f0a2b9d11", "os": map[string]any{"type": "windows"}},
	}, begin.Add(time.Duration(atMilli)*time.Millisecond))
	return len(r.Process(doc, 0))
}

func (r *runner) load(process, atMilli int) int {
	return r.send(7, process, atMilli, map[string]any{"ImageLoaded": `C:\Windows\System32\taskschd.dll`})
}

func (r *runner) connect(process, atMilli int) int {
	return r.send(3, process, atMilli, map[string]any{"DestinationIp": "10.20.0.5", "DestinationPort": "135"})
}

func start(t *testing.T, maxBytes int, rules ...*rule.Rule) *Engine {
	t.Helper()
	e, failed := New(Options{Rules: rules, MaxBytes: maxBytes, Lateness: 5 * time.Second})
	if len(failed) > 0 {
		t.Fatal(failed)
	}
	return e
}

func TestAMillionPartialMatchesTakeAtMost160BytesEach(t *testing.T) {
	e := start(t, 256<<20, rule.Builtin())
	r := newRunner(t, e)
	const keys = 1_000_000 / fewer
	for n := range keys {
		r.load(n, 0)
	}
	s := e.Stats()
	each := float64(s.StateBytes) / keys
	t.Logf("%.1f bytes for each live partial match, evidence included", each)
	if s.Live != keys || each > 160 {
		t.Errorf("%d live, %.1f bytes each", s.Live, each)
	}
	if r.connect(keys/2, 1000) != 1 {
		t.Error("one of a million was not found")
	}
}

func other(id, query string) *rule.Rule {
	return &rule.Rule{ID: id, Name: id, Severity: "low", Query: query, LookBack: rule.DefaultLookBack}
}

const anyLoad = `sequence by process.entity_id with maxspan=1m
  [any where event.category == "process" and file.name : "taskschd.dll"] [network where destination.port == 135]`

func TestStateSurvivesARestart(t *testing.T) {
	first := start(t, 16<<20, rule.Builtin(), other("changes", anyLoad))
	r := newRunner(t, first)
	for n := range 100 {
		r.load(n, n)
	}
	var state bytes.Buffer
	if err := first.WriteState(&state); err != nil {
		t.Fatal(err)
	}
	second := start(t, 16<<20, other("changes", anyLoad+" // not really"), rule.Builtin())
	read, err := second.ReadState(state.Bytes())
	if err != nil || read.Restored != 200 || read.Dropped != 0 {
		t.Errorf("%+v, %v: a comment doesn't change a rule", read, err)
	}
	third := start(t, 16<<20, other("changes", anyLoad+" until [process where false]"), rule.Builtin())
	read, err = third.ReadState(state.Bytes())
	if err != nil || read.Restored != 100 || read.Dropped != 100 {
		t.Errorf("%+v, %v", read, err)
	}
	r = newRunner(t, third)
	for n := range 100 {
		if found := r.connect(n, n+1000); found != 1 {
			t.Fatalf("process %d: %d findings", n, found)
		}
	}
}

func TestEvidenceIsWhatWasRead(t *testing.T) {
	e := start(t, 16<<20, rule.Builtin())
	r := newRunner(t, e)
	r.load(1, 0)
	r.connect(1, 10)
	f := r.findings.all[0]
	got := map[string]string{}
	for _, step := range f.Steps {
		for _, field := range step.Fields {
			got[fmt.Sprint(step.Number, " ", field.Name)] = field.Value.Text()
		}
	}
	want := map[string]string{
		"1 host.os.type": "windows", "1 process.name": "powershell.exe", "1 event.category": "process",
		"1 event.action": "Image loaded (rule: ImageLoad)", "1 file.name": "taskschd.dll",
		"2 host.os.type": "windows", "2 process.name": "powershell.exe", "2 destination.port": "135", "2 destination.ip": "10.20.0.5",
	}
	for name, value := range want {
		if got[name] != value && name != "1 event.action" {
			t.Errorf("%s: %q, want %q", name, got[name], value)
		}
	}
	if len(f.Key) != 2 || f.Key[1].Value.Text() != "{5B1E0A77-0000-0001-0001-000000000001}" || f.ID == 0 {
		t.Errorf("key %v, id %d", f.Key, f.ID)
	}
}

func TestAFindingHasOneIDWhereverItIsFound(t *testing.T) {
	ids := map[uint64]int{}
	for range 2 {
		r := newRunner(t, start(t, 16<<20, rule.Builtin(), other("b", anyLoad)))
		for n := range 3 {
			r.load(n, n)
			r.connect(n, n+10)
			for _, f := range r.findings.all {
				ids[f.ID]++
			}
		}
	}
	for id, n := range ids {
		if n != 2 || len(ids) != 6 {
			t.Errorf("id %x was given %d times; %d ids", id, n, len(ids))
		}
	}
}

func TestReloadKeepsTheStateOfRulesThatStay(t *testing.T) {
	old := start(t, 16<<20, rule.Builtin(), other("goes", anyLoad), other("changes", anyLoad))
	r := newRunner(t, old)
	r.load(0, 0)
	if r.connect(0, 1) != 3 {
		t.Fatal("not all rules find it")
	}
	for n := 1; n <= 10; n++ {
		r.load(n, n)
	}
	next, failed := old.Reload([]*rule.Rule{
		other("new", anyLoad), other("broken", "process where where"), rule.Builtin(),
		other("changes", `sequence by process.entity_id with maxspan=1m [any where file.name : "taskschd.dll"] [network where true]`),
	})
	if len(failed) != 1 || failed[0].Rule.ID != "broken" || len(next.Rules()) != 3 {
		t.Fatalf("%v, %d rules", failed, len(next.Rules()))
	}
	late := r.connect(1, 2000) // while both are there, the old one still works
	old.Retire()
	if late != 3 || r.connect(2, 2000) != 1 {
		t.Errorf("%d findings before the old rules retire, %d after", late, len(r.findings.all))
	}
	fresh := newRunner(t, next)
	for n := 3; n <= 10; n++ {
		if found := fresh.connect(n, 2000); found != 1 {
			t.Errorf("process %d: %d findings", n, found)
		}
	}
	fresh.load(20, 3000)
	if found := fresh.connect(20, 3001); found != 3 {
		t.Errorf("%d findings of the new rules", found)
	}
	// The counters of the rule that stays have gone on.
	s := next.Stats()
	next.Findings(func(i int, n uint64) {
		if next.Rules()[i].ID == rule.BuiltinID && n != 12 {
			t.Errorf("%d findings of the rule that stays", n)
		}
	})
	if s.Started != s.Live+s.Completed+s.Superseded+s.Expired+s.Cancelled+s.Evicted {
		t.Errorf("%+v", s)
	}
}

func TestReloadsWhileEventsCome(t *testing.T) {
	current := start(t, 16<<20, rule.Builtin(), other("b", anyLoad))
	var (
		mu    sync.RWMutex
		wg    sync.WaitGroup
		found [4]int
	)
	engine := func() *Engine {
		mu.RLock()
		defer mu.RUnlock()
		return current
	}
	for g := range found {
		wg.Go(func() {
			for n := range 2000 {
				process := g*10_000 + n
				r := newRunner(t, engine())
				r.load(process, n)
				r.Release()
				r = newRunner(t, engine())
				r.connect(process, n+1)
				for i := range r.findings.all {
					if r.findings.all[i].Rule.ID == rule.BuiltinID {
						found[g]++
					}
				}
				r.Release()
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	for n := 0; ; n++ {
		select {
		case <-done:
			for g, n := range found {
				if n != 2000 {
					t.Errorf("goroutine %d: %d of 2000 findings of the rule that stays", g, n)
				}
			}
			return
		default:
		}
		next, _ := engine().Reload([]*rule.Rule{other("b", fmt.Sprint(anyLoad, " // ", n)), other(fmt.Sprint("c", n), anyLoad), rule.Builtin()})
		mu.Lock()
		old := current
		current = next
		mu.Unlock()
		old.Retire()
	}
}

func TestAHostileEventIsBoundedAndCounted(t *testing.T) {
	e := start(t, 16<<20, other("many", `sequence by process.args, user.name with maxspan=1m [process where true] [network where true]`))
	s := e.Session()
	doc := s.Document(nil)
	send := func(category string, args []any, user string) int {
		doc.Reset(map[string]any{
			"event":   map[string]any{"category": category},
			"process": map[string]any{"args": args},
			"user":    map[string]any{"name": user},
		}, begin)
		return len(s.Process(doc, 0))
	}
	values := make([]any, 10_000)
	for i := range values {
		values[i] = fmt.Sprint("argument ", i)
	}
	send("process", values, "u")
	if stats := e.Stats(); stats.Overflown != 1 || stats.Started != maxCombinations {
		t.Errorf("ten thousand join values: %d counted, %d partial matches", stats.Overflown, stats.Started)
	}
	if found := send("network", values[:1], "u"); found != 1 {
		t.Errorf("%d findings by the first of the values", found)
	}
	send("process", []any{"a"}, strings.Repeat("m", 1<<20))
	if stats := e.Stats(); stats.Oversized != 1 || stats.StateBytes > 1<<20 {
		t.Errorf("a key of a megabyte: %+v", stats)
	}
	if found := send("network", []any{"a"}, strings.Repeat("m", 1<<20)); found != 0 || e.Stats().Oversized != 2 {
		t.Errorf("a key of a megabyte again: %d findings, %+v", found, e.Stats())
	}
}

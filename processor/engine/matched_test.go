package engine

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// numbered is an event and what its caller calls it.
type numbered struct {
	recorded
	ref uint64
}

// inParts processes events as asAWhole does, but matches them first, in several
// goroutines.
func inParts(t *testing.T, e *Engine, events []numbered) (all []Finding) {
	t.Helper()
	matched := make([][]byte, len(events))
	workers := runtime.GOMAXPROCS(0) + 1
	var matching sync.WaitGroup
	for first := range workers {
		matching.Go(func() {
			s := e.Session()
			defer s.Release()
			doc := s.Document(nil)
			for i := first; i < len(events); i += workers {
				doc.Reset(events[i].fields, events[i].time)
				matched[i] = s.Match([]byte("before"), doc, events[i].ref)
			}
		})
	}
	matching.Wait()
	s := e.Session()
	defer s.Release()
	for _, m := range matched {
		if string(m[:6]) != "before" {
			t.Fatalf("what was there before is %q now", m[:6])
		}
		if len(m) > 6 {
			all = append(all, copies(s.ProcessMatched(m[6:]))...)
		}
	}
	return append(all, flushed(s)...)
}

// flushed returns what Flush does, in an order.
func flushed(s *Session) []Finding {
	last := copies(s.Flush())
	slices.SortFunc(last, func(a, b Finding) int { return cmp.Compare(a.ID, b.ID) })
	return last
}

// asAWhole processes events one after the other.
func asAWhole(e *Engine, events []numbered) (all []Finding) {
	s := e.Session()
	defer s.Release()
	doc := s.Document(nil)
	for i := range events {
		doc.Reset(events[i].fields, events[i].time)
		all = append(all, copies(s.Process(doc, events[i].ref))...)
	}
	return append(all, flushed(s)...)
}

// checkParts checks that matching events first changes nothing, and returns how
// many findings there are.
func checkParts(t *testing.T, opts Options, events []numbered) int {
	t.Helper()
	if opts.MaxBytes == 0 {
		opts.MaxBytes = 16 << 20
	}
	opts.Pipes = true
	whole, _ := New(opts)
	parts, _ := New(opts)
	want, got := asAWhole(whole, events), inParts(t, parts, events)
	for i := range max(len(want), len(got)) {
		switch {
		case i == len(got):
			t.Fatalf("%d findings, want %d; the next is\n%+v", len(got), len(want), want[i])
		case i == len(want) || !reflect.DeepEqual(got[i], want[i]):
			t.Fatalf("finding %d is\n%+v\nwant\n%+v", i, got[i], want[i:min(i+1, len(want))])
		}
	}
	if got, want := parts.Stats(), whole.Stats(); got != want {
		t.Errorf("%+v were counted, want\n%+v", got, want)
	}
	var counts [2][]uint64
	whole.Findings(func(_ int, n uint64) { counts[0] = append(counts[0], n) })
	parts.Findings(func(_ int, n uint64) { counts[1] = append(counts[1], n) })
	if !slices.Equal(counts[0], counts[1]) {
		t.Errorf("findings by rule are %d, want %d", counts[1], counts[0])
	}
	return len(want)
}

func TestMatchingFirstChangesNoConformanceCase(t *testing.T) {
	found := 0
	for _, folder := range []string{"cases", "rules"} {
		for _, f := range conformanceFiles(t, folder) {
			for _, c := range f.Case {
				if c.Refused != "" {
					continue
				}
				var events []numbered
				for i, ev := range f.stream(t, c) {
					events = append(events, numbered{recorded{fields: ev.fields, time: ev.at}, uint64(i + 1)})
				}
				found += checkParts(t, c.options(5*time.Second, f.rules(t, c)...), events)
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d findings were compared", found)
	}
}

// partRules are of all kinds that mean something else to an event.
func partRules() []*rule.Rule {
	tied := other("tied", `sequence by host.id [a where n > 1] [b where true]`)
	tied.TiebreakerField = "n"
	return []*rule.Rule{
		other("one", `a where n != 2 and text like "*x*"`),
		other("any", `any where text != null`),
		other("pair", `sequence by host.id with maxspan=30s [a where true] [b where true]`),
		other("runs", `sequence by k with maxspan=30s [a where true] with runs=2 [any where n == 1] until [b where n == 3]`),
		other("by others", `sequence with maxspan=30s [a where true] by k [b where true] by host.id`),
		other("optional", `sequence by ?k, n with maxspan=1m [any where text == "xx"] [any where text == "x"]`),
		other("without keys", `sequence with maxspan=5s [a where n == 1] [b where n == 2]`),
		other("missing", `sequence by host.id with maxspan=30s [a where true] ![b where n == 2] [a where n == 0]`),
		other("fails", `a where n / (n - 1) > 1`),
		tied,
	}
}

// randomEvents come nearly in order of time. Some come twice.
func randomEvents(r *rand.Rand, n int) []numbered {
	pick := func(values ...any) any { return values[r.IntN(len(values))] }
	var events []numbered
	for i := range n {
		fields := map[string]any{
			"event": map[string]any{"category": pick("a", "b", "c"), "id": fmt.Sprint("id", r.IntN(n))},
			"n":     pick(0, 1, 2, 3, nil, []any{1, 2}), "k": pick("h1", "h2", []any{"h1", "h2"}, nil),
			"text": pick("x", "xx", "", nil, fmt.Sprintf("%0300d x", i)), "host": map[string]any{"id": pick("h1", "h2", "h3", nil)},
			"winlog": map[string]any{"channel": pick("Security", "System")},
		}
		e := numbered{recorded{fields: fields, time: begin.Add(time.Duration(i+r.IntN(20)) * time.Second)}, uint64(i + 1)}
		if r.IntN(30) == 0 {
			e.time = time.Time{}
		}
		if r.IntN(4) == 0 {
			e.ref = 0
		}
		events = append(events, e)
	}
	return events
}

func TestMatchingFirstChangesNothing(t *testing.T) {
	trailing := append(partRules(), other("trailing", `sequence by host.id with maxspan=5s [a where true] ![b where true]`))
	r := rand.New(rand.NewPCG(5, 6))
	found := 0
	for range 200 / fewer {
		events := randomEvents(r, 200)
		for _, rules := range [][]*rule.Rule{partRules(), trailing} {
			found += checkParts(t, Options{Rules: rules, Lateness: time.Duration(r.IntN(20)) * time.Second, Clock: Clock(r.IntN(2))}, events)
		}
	}
	if found < 1000 {
		t.Errorf("only %d findings were compared", found)
	}
}

func TestMatchingFirstChangesNothingWithPublishedRules(t *testing.T) {
	var events []numbered
	for i, e := range readRecording(t, "attack/schtask-modification.edge.ndjson") {
		events = append(events, numbered{e, uint64(i + 1)})
	}
	if n := checkParts(t, Options{Rules: append(published(t), rule.Builtin()), Lateness: 5 * time.Second}, events); n == 0 {
		t.Error("no findings")
	}
}

// An event with several join keys does allocate: keys are put into order.
func TestMatchingAllocatesNothing(t *testing.T) {
	rules := slices.DeleteFunc(partRules(), func(r *rule.Rule) bool { return strings.Contains(r.Query, "by k") || strings.Contains(r.Query, "?k") })
	e := start(t, 16<<20, rules...)
	s := e.Session()
	doc := s.Document(nil)
	events := randomEvents(rand.New(rand.NewPCG(7, 8)), 50)
	var matched []byte
	all := func() {
		for i := range events {
			doc.Reset(events[i].fields, events[i].time)
			matched = s.Match(matched[:0], doc, events[i].ref)
		}
	}
	if n := testing.AllocsPerRun(20, all); n != 0 {
		t.Errorf("%v allocations for 50 events", n)
	}
}

package replay

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// sequences are rules that don't need to know of every event's time.
const sequences = `{"rule_id":"3","name":"A file behind a start","type":"eql","language":"eql","severity":"low","risk_score":10,` +
	`"query":"sequence by host.id with maxspan=20s [process where event.type == \"start\"] [file where true] until [process where event.type == \"end\"]"}
{"rule_id":"4","name":"Of one process or host","type":"eql","language":"eql","severity":"low","risk_score":10,` +
	`"query":"sequence with maxspan=20s [process where true] by process.entity_id [file where true] by host.id"}
`

// randomLines are events, and lines that are none. Some have no time, or the
// same as others.
func randomLines(r *rand.Rand, n int) []string {
	var lines []string
	for i := range n {
		at := fmt.Sprintf(`"@timestamp":%q,`, time.Unix(1_700_000_000+int64(i+r.IntN(40))/2, 0).UTC().Format(time.RFC3339))
		switch r.IntN(40) {
		case 0:
			at = ""
		case 1:
			lines = append(lines, `{"no":event`)
			continue
		case 2:
			lines = append(lines, " ")
			continue
		}
		lines = append(lines, fmt.Sprintf(`{%s"event":{"category":[%q],"type":%q},"host":{"id":"h%d"},"process":{"entity_id":["h%d","p"]},"event.dataset":"d%d"}`,
			at, []string{"process", "file", "network"}[r.IntN(3)], []string{"start", "end", "change"}[r.IntN(3)], r.IntN(3), r.IntN(3), r.IntN(2)))
	}
	return lines
}

// plainly does what a run does, without anything that makes it fast: each event
// is kept whole, put into order, and taken to the engine.
func plainly(r *run, lines []string) {
	r.decoder = newDecoder(r.set.Engine.Paths())
	r.runner = newRunner(r)
	r.places.open(stdinName, 1)
	type whole struct {
		src    event.Source
		number uint64
		at     int64
	}
	var events []whole
	for i, line := range lines {
		d := r.decoder.another()
		problem := d.scan(line)
		switch {
		case isBlank(line):
			continue
		case problem != "":
			r.tally.badLines(badLine{uint64(i + 1), problem})
			continue
		}
		e := whole{&d.event, uint64(i + 1), untimed}
		r.tally.events++
		if !d.event.timed {
			r.tally.timeless++
		}
		if nanos, ok := r.set.Engine.EventTime(e.src); ok {
			e.at = nanos
		}
		events = append(events, e)
	}
	if r.byTime {
		slices.SortStableFunc(events, func(a, b whole) int {
			if a.at < b.at {
				return -1
			} else if a.at > b.at {
				return 1
			}
			return 0
		})
	}
	for _, e := range events {
		r.runner.take(r.runner.session.Process(e.src, e.number))
	}
	r.runner.end(true)
	r.out.flush()
}

// TestFindingsAreThoseOfEventsOneByOne: also what is said of them in the end,
// where rules wait for time to pass and where they don't.
func TestFindingsAreThoseOfEventsOneByOne(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	own := writeFile(t, "sequences.ndjson", []byte(sequences))
	random := rand.New(rand.NewPCG(9, 10))
	found := 0
	for n := range 40 {
		lines := randomLines(random, 300)
		text := strings.Join(lines, "\n")
		files := []string{own, "testdata/rules/starts.ndjson"}
		if n%2 == 0 {
			files = append(files, "testdata/rules/shapes.ndjson")
		}
		for _, byTime := range []bool{true, false} {
			for _, memory := range []int{defaultMemory, 2000} {
				var all, one, allSaid, oneSaid strings.Builder
				// In small pieces, so that there are many blocks.
				r := newRun(&all, inPieces(text), files...)
				r.byTime, r.memory = byTime, memory
				if err := r.do(t.Context()); err != nil {
					t.Fatal(err)
				}
				plain := newRun(&one, nil, files...)
				plain.byTime = byTime
				plainly(plain, lines)
				got, want := strings.Split(all.String(), "\n"), strings.Split(one.String(), "\n")
				for i := range min(len(got), len(want)) {
					if got[i] != want[i] {
						t.Fatalf("by time: %v, with %d bytes, finding %d:\n%s\none by one:\n%s", byTime, memory, i, got[i], want[i])
					}
				}
				r.summarize(&allSaid, time.Second, false)
				plain.summarize(&oneSaid, time.Second, false)
				if len(got) != len(want) || allSaid.String() != oneSaid.String() {
					t.Fatalf("by time: %v, with %d bytes, it is said:\n%s\none by one:\n%s", byTime, memory, &allSaid, &oneSaid)
				}
				found += len(want) - 1
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d findings were compared", found)
	}
}

// inPieces reads a text a few lines at a time.
func inPieces(text string) io.Reader {
	var pieces []io.Reader
	for piece := range slices.Chunk([]byte(text), 500) {
		pieces = append(pieces, strings.NewReader(string(piece)))
	}
	return io.MultiReader(pieces...)
}

// TestADefectKeepsRulesFromOneEventOnly: whether it shows when the event is
// matched, or when what it has matched is put in its place.
func TestADefectKeepsRulesFromOneEventOnly(t *testing.T) {
	// The later in the file, the earlier.
	var text strings.Builder
	for i := range 30 {
		fmt.Fprintf(&text, `{"@timestamp":%d,"event":{"category":"process","type":"start"}}`+"\n", 2_000_000-i*1000)
	}
	for _, byTime := range []bool{true, false} {
		var out, said strings.Builder
		r := newRun(&out, strings.NewReader(text.String()), "testdata/rules/starts.ndjson")
		r.byTime = byTime
		r.match = func(s *engine.Session, dst []byte, src event.Source, number uint64) []byte {
			switch {
			case number == 7:
				panic("a defect")
			case number == 9:
				return append(dst, 1, 99) // a hit of a rule that there isn't
			case number == 11:
				s.Match(dst, src, number)
				panic("a defect behind it")
			}
			return s.Match(dst, src, number)
		}
		if err := r.do(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.summarize(&said, time.Second, false)
		want := []string{"  -:7: a defect\n", "  -:9: runtime error: index out of range [99] with length 1\n", "  -:11: a defect behind it\n"}
		if byTime {
			slices.Reverse(want)
		}
		if n := strings.Count(out.String(), "\n"); n != 27 || !strings.HasPrefix(said.String(), "30 events in ") ||
			!strings.HasSuffix(said.String(), "3 events are not run over all rules, for a defect of eqlbeat. Please report it:\n"+strings.Join(want, "")) {
			t.Errorf("by time: %v, %d findings:\n%s", byTime, n, &said)
		}
	}
}

// start is an event that the rule for any start finds, on a line.
const start = `{"@timestamp":"2024-05-06T10:00:00Z","event":{"category":"process","type":"start"}}` + "\n"

// TestWhatWasReadBeforeAnInterruptIsRun: in order of time, too, in which nothing
// is found before all is read.
func TestWhatWasReadBeforeAnInterruptIsRun(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	r, w := io.Pipe()
	defer w.Close()
	const blocks = 200 // more than are on their way at a time
	go func() {
		for range blocks {
			_, _ = w.Write([]byte(start)) // read before it returns
		}
		interrupt()
	}()
	var out strings.Builder
	run := newRun(&out, r, "testdata/rules/starts.ndjson")
	if err := run.do(ctx); err != nil {
		t.Fatal(err)
	}
	found := strings.Count(out.String(), "\n")
	if found == 0 || found > blocks || run.tally.events != uint64(found) {
		t.Errorf("%d events, %d findings", run.tally.events, found)
	}
}

// TestAnInterruptEndsWhatFollowsReading: the findings before it are there.
func TestAnInterruptEndsWhatFollowsReading(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	const events = 3 * progressSteps
	out := &watched{seen: interrupt}
	run := newRun(out, strings.NewReader(strings.Repeat(start, events)), "testdata/rules/starts.ndjson")
	if err := run.do(ctx); err != nil {
		t.Fatal(err)
	}
	if found := strings.Count(out.String(), "\n"); found != progressSteps {
		t.Errorf("%d findings", found)
	}
}

// TestAFullDiskEndsTheRun: rules can't run in order then, and so they don't.
func TestAFullDiskEndsTheRun(t *testing.T) {
	t.Setenv("TMPDIR", "testdata/missing")
	var out, said strings.Builder
	run := newRun(&out, strings.NewReader(strings.Repeat(start, 10)), "testdata/rules/starts.ndjson")
	run.memory = 100
	err := run.do(t.Context())
	run.summarize(&said, time.Second, false)
	if err == nil || out.String() != "" || !strings.HasPrefix(said.String(), "0 events in ") {
		t.Errorf("%v\n%s%s", err, &out, &said)
	}
}

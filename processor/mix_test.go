package processor

import (
	"os"
	"path/filepath"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/eqlbeat/eqlbeat/_meta/bench/corpus"
)

// mixEvents names a folder with realistic.ndjson, starts.ndjson and
// pairs.ndjson to benchmark on, in place of events of our own: those that
// others are measured on too.
const mixEvents = "EQLBEAT_BENCH_EVENTS"

// cycle is how many events a benchmark goes round in. In a Beat the goroutine
// that runs the processors has just made the event, which is therefore in its
// core's own cache; so are these.
const cycle = 256

// mix is an endless run of events. Its events are used again and again, at
// later and later times, so that only one benchmark at a time may use them.
type mix struct {
	events []*beat.Event
	step   time.Duration // from one event to the next

	rare []*beat.Event // one of them takes the place of every thousandth event

	// keys is after how many events the next process's begin; 0 keeps the
	// processes that the events have.
	keys int
	// findings is set where tags have to be taken off between the events.
	findings bool

	ids   []any    // entity_ids, in turn
	texts [][]byte // what they are made of
	n     int
	now   time.Time
	_     [128]byte // keeps what another goroutine's mix writes out of these cache lines
}

var mixes = map[string]func(testing.TB) *mix{"realistic": realistic, "raw": raw, "starts": starts, "pairs": pairs}

// realistic is everyday events, of which every thousandth matches a step.
func realistic(t testing.TB) *mix {
	return &mix{events: everyday(t), step: time.Millisecond, rare: mapped(t, "pairs", 16, corpus.Pairs)}
}

// everyday is events that match no step.
func everyday(t testing.TB) []*beat.Event {
	events := mapped(t, "realistic", 4*cycle, corpus.Realistic)
	kept := events[:0]
	for _, e := range events {
		if !matchesAStep(e) {
			kept = append(kept, e)
		}
	}
	require.GreaterOrEqual(t, len(kept), 2*cycle)
	return kept[:2*cycle]
}

func matchesAStep(e *beat.Event) bool {
	for _, field := range []string{"dll.name", "file.name", "destination.port"} {
		switch v, _ := e.GetValue(field); v {
		case "taskschd.dll", "TaskSchd.dll", "TASKSCHD.DLL", int64(135):
			return true
		}
	}
	return false
}

// raw is everyday events as they are before any mapping.
func raw(testing.TB) *mix {
	return &mix{events: beatEvents(corpus.Realistic(2 * cycle)), step: time.Millisecond}
}

// starts is first steps only, each of a process of its own; as many of them are
// in flight at a time as 10,000 a second make.
func starts(t testing.TB) *mix {
	return &mix{events: mapped(t, "starts", cycle, corpus.Starts), step: 100 * time.Microsecond, keys: 1}
}

// pairs is first and second steps in turn: every second event is a finding.
func pairs(t testing.TB) *mix {
	return &mix{events: mapped(t, "pairs", cycle, corpus.Pairs), step: 100 * time.Microsecond, keys: 2, findings: true}
}

// mapped returns n events of a kind, with ECS fields.
func mapped(t testing.TB, kind string, n int, own func(int) []corpus.Event) []*beat.Event {
	t.Helper()
	dir := os.Getenv(mixEvents)
	if dir == "" {
		return beatEvents(corpus.Mapped(own(n)))
	}
	events, err := corpus.Read(filepath.Join(dir, kind+".ndjson"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(events), n)
	return beatEvents(events[:n])
}

func beatEvents(from []corpus.Event) []*beat.Event {
	events := make([]*beat.Event, len(from))
	for i, e := range from {
		events[i] = &beat.Event{Timestamp: e.Time, Fields: e.Fields, Meta: mapstr.M{}}
	}
	return events
}

// another returns the same mix with events of its own, for another goroutine.
func (m *mix) another() *mix {
	copied := *m
	copied.events = make([]*beat.Event, len(m.events))
	for i, e := range m.events {
		copied.events[i] = e.Clone()
	}
	return &copied
}

// next returns the next event.
func (m *mix) next() *beat.Event {
	e := m.events[m.n&(len(m.events)-1)]
	if len(m.rare) > 0 && m.n%1000 == 999 {
		e = m.rare[m.n/1000%len(m.rare)]
		untag(e)
	}
	if m.n == 0 {
		m.now = e.Timestamp
	}
	if m.keys > 0 {
		m.rename(e, m.n/m.keys)
	}
	m.now = m.now.Add(m.step)
	e.Timestamp = m.now
	m.n++
	return e
}

// rename gives an event to the process of the given number. The text is written
// over one that an event before had: making millions of texts would be measured
// too, and the processor may keep none of an event's anyway.
func (m *mix) rename(e *beat.Event, number int) {
	if m.ids == nil {
		for range cycle {
			text := []byte("{9d3c1a52-0000-0001-0000-000000000000}")
			m.texts, m.ids = append(m.texts, text), append(m.ids, unsafe.String(&text[0], len(text)))
		}
	}
	id := m.texts[number%cycle]
	for i, rest := 8, number; i >= 1; i, rest = i-1, rest>>4 {
		id[i] = "0123456789abcdef"[rest&15]
	}
	object(e.Fields["process"])["entity_id"] = m.ids[number%cycle]
}

// untag takes away what a finding has left on the mix's events, so that the
// next one meets them as the first did.
func (m *mix) untag() {
	for _, e := range m.events {
		untag(e)
	}
}

// untag takes them away from one event, and leaves one that has none as it is: a
// small map that a field is written to may be made a large one.
func untag(e *beat.Event) {
	if _, tagged := e.Fields["eql"]; !tagged {
		return
	}
	for _, field := range []string{"rule", "threat", "eql", "tags"} {
		delete(e.Fields, field)
	}
	about := object(e.Fields["event"])
	about["kind"] = "event"
	for _, field := range []string{"severity", "risk_score", "reason"} {
		delete(about, field)
	}
}

// object returns an object, which decoders make of another type than Beats do.
func object(v any) map[string]any {
	if m, ok := v.(mapstr.M); ok {
		return m
	}
	return v.(map[string]any)
}

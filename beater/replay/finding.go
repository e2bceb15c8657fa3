package replay

import (
	"cmp"
	"slices"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// finding is what a rule has found. Unlike the engine's it keeps.
type finding struct {
	rule   *rule.Rule
	key    []engine.Field
	events []foundEvent // in the order of the query
	last   foundEvent   // the last in time
}

// foundEvent is one event of a finding.
type foundEvent struct {
	step    int // from 1, as written
	missing bool
	number  uint64    // see places
	at      time.Time // zero where the event has no time
}

func newFinding(f *engine.Finding) *finding {
	made := &finding{rule: f.Rule, key: slices.Clone(f.Key)}
	for _, s := range f.Steps {
		e := foundEvent{step: s.Number, missing: s.Missing, number: s.Ref, at: s.At}
		made.events = append(made.events, e)
		if !s.Missing {
			made.last = e
		}
	}
	return made
}

// byLast orders findings as Elasticsearch does: by the last event.
func byLast(a, b *finding) int {
	return cmp.Or(a.last.at.Compare(b.last.at), cmp.Compare(a.last.number, b.last.number))
}

// formatTime writes a time with all its digits, but at least milliseconds.
func formatTime(t time.Time) string {
	layout := "2006-01-02T15:04:05.000Z07:00"
	switch ns := t.Nanosecond(); {
	case ns%1000 != 0:
		layout = "2006-01-02T15:04:05.000000000Z07:00"
	case ns%1_000_000 != 0:
		layout = "2006-01-02T15:04:05.000000Z07:00"
	}
	return t.UTC().Format(layout)
}

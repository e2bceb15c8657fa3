package replay

import (
	"bytes"
	"fmt"

	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// record is an event that matters to a rule: what it means to the rules, and
// where it belongs.
type record struct {
	matched []byte // see engine.Session.Match
	number  uint64 // see places
	at      int64  // event time; untimed where it has none. Only for sorting.
}

// batch is what the events of a block mean to the rules.
type batch struct {
	events   uint64   // how many
	timeless uint64   // of them
	records  []record // of those that matter
	bad      []badLine
	crashed  []crash
}

// reset empties the batch.
func (b *batch) reset() {
	clear(b.records)
	clear(b.bad)
	*b = batch{records: b.records[:0], bad: b.bad[:0]}
}

// matchFunc is engine.Session.Match.
type matchFunc func(s *engine.Session, dst []byte, src event.Source, number uint64) []byte

// matcher finds out what events mean to the rules. Nothing of it depends on
// other events, so that several may be at work. One is used by one goroutine.
type matcher struct {
	*decoder
	engine  *engine.Engine
	session *engine.Session
	match   matchFunc
	batch   *batch
	matched []byte // of all events of the batch
	ends    []int  // of what is matched by each of its records
}

func newMatcher(r *run) *matcher {
	return &matcher{decoder: r.decoder.another(), engine: r.set.Engine, session: r.set.Engine.Session(), match: r.match}
}

// do makes a part's batch of its block, whose text is of no more use then.
func (m *matcher) do(p part) {
	m.batch, m.matched, m.ends = p.batch, m.matched[:0], m.ends[:0]
	p.block.events(m.add)
	p.block.release()
	// In memory of their own, which is no larger than it has to be: records may
	// be kept until the end.
	own := bytes.Clone(m.matched)
	begin := 0
	for i, end := range m.ends {
		p.records[i].matched = own[begin:end:end]
		begin = end
	}
}

// add adds an event to the batch.
func (m *matcher) add(text string, number uint64) {
	if problem := m.scan(text); problem != "" {
		m.batch.bad = append(m.batch.bad, badLine{number, problem})
		return
	}
	m.batch.events++
	if !m.event.timed {
		m.batch.timeless++
	}
	begin := len(m.matched)
	if reason := m.try(number); reason != nil {
		m.matched = m.matched[:begin]
		m.batch.crashed = append(m.batch.crashed, crash{badLine{number, fmt.Sprint(reason)}, m.at()})
		m.session = m.engine.Session()
	}
	if len(m.matched) > begin {
		m.batch.records = append(m.batch.records, record{number: number, at: m.at()})
		m.ends = append(m.ends, len(m.matched))
	}
}

// try matches the event at hand. It returns the reason of a panic: a defect of
// ours, which must not end the run.
func (m *matcher) try(number uint64) (reason any) {
	defer func() { reason = recover() }()
	m.matched = m.match(m.session, m.matched, &m.event, number)
	return nil
}

// at returns the time by which the event at hand is sorted.
func (m *matcher) at() int64 {
	if nanos, ok := m.engine.EventTime(&m.event); ok {
		return nanos
	}
	return untimed
}

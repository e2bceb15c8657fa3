// Package engine runs rules over events: it compiles each rule into a plan
// once, finds the plans whose steps an event matches, moves sequences forward
// and says what has been found. It never changes an event, never reads the
// wall clock, and has no logger.
package engine

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/match"
	"github.com/eqlbeat/eqlbeat/processor/rule"
	"github.com/eqlbeat/eqlbeat/processor/sequence"
)

// Clock says which time of an event is its event time.
type Clock uint8

const (
	// Created is the event's @timestamp inside the shipper: when it was
	// written to its log.
	Created Clock = iota
	// UTCTime is the time that Elastic's pipelines put into @timestamp:
	// Sysmon's own UtcTime where an event has one, else as Created.
	UTCTime
)

// Options say what an engine runs and how.
type Options struct {
	Rules []*rule.Rule

	Clock Clock
	// HostKey lists the fields that may supply host.id, best first; empty for
	// ecs.DefaultHostKey.
	HostKey []string
	// PIDAsEntity joins raw events by their process's number too, where a rule
	// joins by process.entity_id; see ecs.Options.
	PIDAsEntity bool
	// AsIs reads raw Windows events under their own names only.
	AsIs bool
	// Lateness is by how much an event may come after a newer one and be
	// judged as if it had come in order. 0 judges in order of arrival.
	Lateness time.Duration
	// Tiebreaker is the field that orders events of equal time, for rules that
	// name none; "" for order of arrival.
	Tiebreaker string
	// MaxPartials is the most events of in-flight sequences held at a time.
	MaxPartials int
	// Pipes accepts rules with `head` or `tail`, which a stream has no use for.
	// The engine reports every finding of them; the caller cuts.
	Pipes bool
	// Seed makes the hashes of join keys unpredictable; see sequence.NewStore.
	Seed uint64
}

// Engine holds compiled rules and their state. It is safe for concurrent use.
type Engine struct {
	plans      []*plan
	byStore    []*plan // the plans of the store's sequences, by their number there
	schema     *event.Schema
	mapping    event.Mapping
	compiler   *match.Compiler
	dispatch   dispatch
	store      *sequence.Store
	fields     identity
	clock      Clock
	utcTime    func(event.Source) (nanos int64, ok bool)
	tiebreaker string
	pipes      bool // rules may have them
	merge      bool // one sequence is found under several keys
	trailing   bool // a sequence ends with a missing step: all events move time

	counts counts
	// seen counts events. Sessions share its cells in turn, so that goroutines
	// seldom count in the same cache line.
	seen     [64]cell
	sessions sync.Pool
	opened   atomic.Uint32 // sessions ever made
}

// identity has the slots of fields that the engine itself reads.
type identity struct {
	category, host, channel, dataset, recordID, eventID event.Slot
}

type cell struct {
	n atomic.Uint64
	_ [56]byte
}

// counts are what the engine counts beside what plans and the store do.
type counts struct {
	keyless   atomic.Uint64
	timeless  atomic.Uint64
	overflown atomic.Uint64
	failures  atomic.Uint64
}

// New compiles the rules. Rules that don't compile are left out of the engine
// and reported, each with all its errors; the others run.
func New(opts Options) (*Engine, []*RuleError) {
	schema := event.NewSchema()
	e := &Engine{
		schema:     schema,
		compiler:   match.NewCompiler(schema),
		merge:      opts.PIDAsEntity,
		clock:      opts.Clock,
		tiebreaker: opts.Tiebreaker,
		pipes:      opts.Pipes,
		fields: identity{
			category: schema.Slot(rule.DefaultCategoryField),
			host:     schema.Slot("host.id"),
			channel:  schema.Slot("winlog.channel"),
			dataset:  schema.Slot("event.dataset"),
			recordID: schema.Slot("winlog.record_id"),
			eventID:  schema.Slot("event.id"),
		},
	}
	var (
		errors []*RuleError
		specs  []sequence.Spec
	)
	for _, r := range opts.Rules {
		p, err := e.compile(r)
		if err != nil {
			errors = append(errors, err)
			continue
		}
		p.index = len(e.plans)
		e.plans = append(e.plans, p)
		if p.spec != nil {
			p.sequence = len(specs)
			specs = append(specs, *p.spec)
			e.byStore = append(e.byStore, p)
			e.trailing = e.trailing || p.spec.Trailing()
		}
	}
	e.dispatch = newDispatch(e.plans)
	e.utcTime = ecs.UtcTime(schema)
	e.mapping = ecs.New(schema, ecs.Options{HostKey: opts.HostKey, PIDAsEntity: opts.PIDAsEntity, AsIs: opts.AsIs})
	e.store = sequence.NewStore(specs, sequence.Limits{
		MaxPartials: opts.MaxPartials,
		Lateness:    int64(opts.Lateness),
	}, opts.Seed)
	e.sessions.New = func() any { return newSession(e) }
	return e, errors
}

// Rules returns the rules that run.
func (e *Engine) Rules() []*rule.Rule {
	rules := make([]*rule.Rule, len(e.plans))
	for i, p := range e.plans {
		rules[i] = p.rule
	}
	return rules
}

// Paths returns the paths of all fields that events are asked for, to make an
// event.Document with.
func (e *Engine) Paths() *event.Paths { return e.schema.Paths() }

// Session returns a session; Release gives it back. Sessions are pooled.
func (e *Engine) Session() *Session { return e.sessions.Get().(*Session) }

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
	// MaxBytes is the most memory in bytes that in-flight sequences take; see
	// sequence.Limits.
	MaxBytes int
	// Pipes accepts rules with `head` or `tail`, which a stream has no use for.
	// The engine reports every finding of them; the caller cuts.
	Pipes bool
	// Seed makes the hashes of join keys unpredictable; see sequence.NewStore.
	Seed uint64
}

// Engine holds compiled rules and their state. It is safe for concurrent use.
type Engine struct {
	*core
	options    Options
	plans      []*plan
	schema     *event.Schema
	mapping    *ecs.Mapping
	compiler   *match.Compiler
	dispatch   *dispatch
	lookout    *lookout // nil where it is of no use
	fields     identity
	clock      Clock
	utcTime    func(event.Source) (nanos int64, ok bool)
	tiebreaker string
	pipes      bool // rules may have them
	merge      bool // one sequence is found under several keys
	trailing   bool // a sequence ends with a missing step: all events move time
	sessions   sync.Pool
	successor  *Engine // made by Reload
}

// core is what an engine shares with those that Reload makes of it.
type core struct {
	store *sequence.Store
	// owners has the newest plan of each *sequence.Sequence in the store.
	owners sync.Map
	hosts  hosts
	counts counts
	// seen counts events. Sessions share its cells in turn, so that goroutines
	// seldom count in the same cache line.
	seen   [cellCount]cell
	opened atomic.Uint32 // sessions ever made
}

// identity has the slots of fields that the engine itself reads.
type identity struct {
	host, channel, dataset, recordID, eventID event.Slot
}

const (
	cellBits  = 6
	cellCount = 1 << cellBits
)

// cell takes two cache lines, because processors fetch them in pairs.
type cell struct {
	n atomic.Uint64
	_ [120]byte
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
	limits := sequence.Limits{MaxBytes: opts.MaxBytes, Lateness: int64(opts.Lateness)}
	return build(opts, &core{store: sequence.NewStore(limits, opts.Seed)}, nil)
}

// build compiles the rules of opts. What runs in an earlier engine keeps its
// state and counters.
func build(opts Options, c *core, earlier *Engine) (*Engine, []*RuleError) {
	schema := event.NewSchema()
	e := &Engine{
		core:       c,
		options:    opts,
		schema:     schema,
		compiler:   match.NewCompiler(schema),
		merge:      opts.PIDAsEntity,
		clock:      opts.Clock,
		tiebreaker: opts.Tiebreaker,
		pipes:      opts.Pipes,
		fields: identity{
			host:     schema.Slot("host.id"),
			channel:  schema.Slot("winlog.channel"),
			dataset:  schema.Slot("event.dataset"),
			recordID: schema.Slot("winlog.record_id"),
			eventID:  schema.Slot("event.id"),
		},
	}
	var errors []*RuleError
	running := earlier.byFingerprint()
	for i, of := range parse(opts.Rules) {
		r := opts.Rules[i]
		p, err := e.compile(r, of)
		if err == nil {
			err = e.adopt(p, running[p.fingerprint])
		}
		if err != nil {
			errors = append(errors, err)
			continue
		}
		p.index = len(e.plans)
		e.plans = append(e.plans, p)
	}
	e.dispatch = newDispatch(e.plans)
	e.utcTime = ecs.UtcTime(schema)
	e.mapping = ecs.New(schema, ecs.Options{HostKey: opts.HostKey, PIDAsEntity: opts.PIDAsEntity, AsIs: opts.AsIs})
	if !e.trailing {
		e.lookout = newLookout(e.dispatch.steps, schema, e.mapping)
		e.dispatch.lookout = e.lookout
	}
	e.sessions.New = func() any { return newSession(e) }
	return e, errors
}

// adopt gives a plan its sequence in the store and its counters: those of the
// same plan in an earlier engine, where there is one.
func (e *Engine) adopt(p, earlier *plan) *RuleError {
	p.findings = new(atomic.Uint64)
	if earlier != nil {
		p.findings, p.sequence = earlier.findings, earlier.sequence
	}
	if p.spec == nil {
		return nil
	}
	if p.sequence == nil {
		p.spec.ID = p.fingerprint
		if p.sequence = e.store.Open(*p.spec); p.sequence == nil {
			return refused(p.rule, p.query.Body.Span(), "no more sequences can run at a time", "load fewer rules")
		}
	}
	e.trailing = e.trailing || p.spec.Trailing()
	e.owners.Store(p.sequence, p)
	return nil
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

package engine

import "github.com/eqlbeat/eqlbeat/processor/sequence"

// Stats is a reading of what an engine has counted since it was made.
type Stats struct {
	sequence.Stats // of all sequences together

	Events uint64 // events processed

	// Keyless counts events that matched a step but lack a join key, and
	// Timeless those that lack a time: neither can take part in a sequence.
	Keyless, Timeless uint64
	// Overflown counts events with more join keys than are followed.
	Overflown uint64
	// Failures counts conditions that couldn't be evaluated, such as a division
	// by zero; they don't match.
	Failures uint64
	// Leaps counts clocks that have leapt by more than an hour.
	Leaps uint64
	// StateBytes is the memory that in-flight sequences take, StateLimit what
	// they may take at most.
	StateBytes, StateLimit int
}

// Stats reads the engine's counters.
func (e *Engine) Stats() Stats {
	s := Stats{
		Keyless:    e.counts.keyless.Load(),
		Timeless:   e.counts.timeless.Load(),
		Overflown:  e.counts.overflown.Load(),
		Failures:   e.counts.failures.Load(),
		Leaps:      e.store.Leaps(),
		StateBytes: e.store.Bytes(),
		StateLimit: e.store.MaxBytes(),
	}
	for i := range e.seen {
		s.Events += e.seen[i].n.Load()
	}
	for _, p := range e.plans {
		if p.sequence != nil {
			s.Stats.Add(p.sequence.Stats())
		}
	}
	return s
}

// Findings calls visit with each rule and how often it was found, in the order
// of Rules.
func (e *Engine) Findings(visit func(rule int, findings uint64)) {
	for i, p := range e.plans {
		visit(i, p.findings.Load())
	}
}

package engine

import (
	"fmt"

	"github.com/cespare/xxhash/v2"

	"github.com/eqlbeat/eqlbeat/processor/rule"
	"github.com/eqlbeat/eqlbeat/processor/sequence"
)

// Reload compiles rules into a new engine with e's other options. It shares e's
// state and counters: rules that mean the same as one of e keep their in-flight
// sequences and findings. Errors are as those of New. e runs on until the
// caller uses the new engine instead and then calls e.Retire; Reload must not
// be called again on e.
func (e *Engine) Reload(rules []*rule.Rule) (*Engine, []*RuleError) {
	opts := e.options
	opts.Rules = rules
	next, errors := build(opts, e.core, e)
	e.successor = next
	return next, errors
}

// Retire gives up the state of those rules that the engine made by Reload
// doesn't have. Sessions that are still in use may finish; what they do to such
// a rule is of no effect.
func (e *Engine) Retire() {
	kept := make(map[*sequence.Sequence]bool)
	for _, p := range e.successor.plans {
		kept[p.sequence] = true
	}
	var gone []*sequence.Sequence
	for _, p := range e.plans {
		if p.sequence != nil && !kept[p.sequence] {
			gone = append(gone, p.sequence)
		}
	}
	e.store.Close(gone...)
	for _, q := range gone {
		e.owners.Delete(q)
	}
}

// byFingerprint returns the plans of an engine; e may be nil.
func (e *Engine) byFingerprint() map[uint64]*plan {
	plans := make(map[uint64]*plan)
	if e != nil {
		for _, p := range e.plans {
			plans[p.fingerprint] = p
		}
	}
	return plans
}

// stateVersion changes when join keys or evidence are encoded in another way.
const stateVersion = 1

// fingerprintOf returns a number that two plans share only where they mean the
// same: state of one is state of the other.
func (e *Engine) fingerprintOf(p *plan) uint64 {
	r, o := p.rule, &e.options
	text := fmt.Sprintf("%d|%q|%q|%d|%q|%q|%q|%d|%q|%t|%t", stateVersion, r.ID, p.query.String(), r.LookBack,
		r.CategoryField, r.TiebreakerField, o.Tiebreaker, o.Clock, o.HostKey, o.PIDAsEntity, o.AsIs)
	return max(1, xxhash.Sum64String(text)) // 0 would keep it out of snapshots
}

// Package sequence finds events that follow each other: it keeps the recent
// hits of every join key and says when a sequence is complete.
//
// Events of one process arrive out of order, so a sequence is judged by event
// time. The state of a key is nothing but its recent hits; whichever arrives,
// the key's hits are played in order of time through Elasticsearch's state
// machine, and what that finds beyond what has been reported is a finding.
//
//	hit ─► shard (by hash of the key) ─► the key's hits, in order of time ─► machine ─► findings
//	                                      └ in the shard's log, as long as they can matter
package sequence

import "math/bits"

// MaxRoles bounds the steps of a sequence, runs written out, missing events
// and until included. Elasticsearch allows 100 runs a step; this is room for
// one such step and 28 others.
const MaxRoles = 128

// Roles says which roles of a sequence an event has matched: bit n stands for
// step n of the positive steps, runs written out; behind them come the missing
// steps, then until.
type Roles [2]uint64

// Set adds a role.
func (r *Roles) Set(role int) { r[role>>6] |= 1 << (role & 63) }

// Has reports whether the role is in r.
func (r *Roles) Has(role int) bool { return r[role>>6]&(1<<(role&63)) != 0 }

// Add adds the roles of s.
func (r *Roles) Add(s Roles) { r[0] |= s[0]; r[1] |= s[1] }

// Empty reports whether there is no role in r.
func (r *Roles) Empty() bool { return r[0]|r[1] == 0 }

// highest returns the greatest role below limit, or -1.
func (r *Roles) highest(limit int) int {
	if limit > 64 {
		if high := r[1] << (MaxRoles - limit); high != 0 {
			return limit - 1 - bits.LeadingZeros64(high)
		}
		limit = 64
	}
	if limit == 0 {
		return -1
	}
	if low := r[0] << (64 - limit); low != 0 {
		return limit - 1 - bits.LeadingZeros64(low)
	}
	return -1
}

// Spec is the shape of one sequence. It is immutable once in a store.
type Spec struct {
	// ID names the sequence where state is written and read: what was written
	// of one is taken up by that with the same ID. 0 keeps it out of there.
	ID uint64
	// Steps is the number of positive steps, runs written out, at least 1.
	Steps int
	// Missing lists the `![…]` steps: for each how many positive steps stand
	// before it. A step with runs is listed once; its copies mean the same.
	Missing []int
	// Until is true where the sequence has an until clause.
	Until bool
	// Maxspan is the longest time from the first to the last event in
	// nanoseconds, inclusive; > 0. There are no sequences without a limit: the
	// caller supplies one.
	Maxspan int64
}

// Roles returns the number of roles. Up to MaxRoles is allowed.
func (s *Spec) Roles() int {
	n := s.Steps + len(s.Missing)
	if s.Until {
		n++
	}
	return n
}

// MissingRole returns the role of s.Missing[i].
func (s *Spec) MissingRole(i int) int { return s.Steps + i }

// UntilRole returns the role of the until clause.
func (s *Spec) UntilRole() int { return s.Steps + len(s.Missing) }

// Leading reports whether a missing step stands before the first positive one.
func (s *Spec) Leading() bool { return len(s.Missing) > 0 && s.Missing[0] == 0 }

// Trailing reports whether a missing step stands behind the last positive one,
// so that a match is complete only once time has passed.
func (s *Spec) Trailing() bool {
	return len(s.Missing) > 0 && s.Missing[len(s.Missing)-1] == s.Steps
}

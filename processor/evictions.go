package processor

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// evictionLog has the counts of evicted partial matches as they were when they
// were last looked at.
type evictionLog struct {
	byRule map[string]uint64 // by id
	byHost map[string]uint64 // by name
}

// logEvictions logs that partial matches were given up for lack of room, if some
// were since the last time: of which rules and hosts most, and what to do.
func (s *shared) logEvictions() {
	e, last := s.current.Load().engine, s.evictions
	now := evictionLog{byRule: make(map[string]uint64), byHost: make(map[string]uint64)}
	rules, names := e.Rules(), make(map[string]string)
	e.EvictedByRule(func(i int, n uint64) {
		now.byRule[rules[i].ID] = n
		names[rules[i].ID] = rules[i].Name
	})
	e.Evictions(func(host string, n uint64) { now.byHost[cmp.Or(host, "those of no name")] += n })
	s.evictions = now

	byRule, byHost := sharesOf(now.byRule, last.byRule), sharesOf(now.byHost, last.byHost)
	if len(byRule) == 0 {
		return
	}
	total := uint64(0)
	for i := range byRule {
		byRule[i].name = names[byRule[i].name]
		total += byRule[i].n
	}
	s.log.Warnf("Partial matches were given up for lack of room, so that findings may be lost: %d since this was last looked at. "+
		"Rules with the most: %s. Hosts with the most: %s. Raise state.max_bytes (now %s), or narrow the first steps of these rules.",
		total, most(byRule), most(byHost), s.config.State.MaxBytes)
}

// share is how many of the evicted partial matches are one rule's or host's.
type share struct {
	name string
	n    uint64
}

// sharesOf returns by how much counts have grown. One that is smaller than it
// was has begun anew, with a rule that has changed.
func sharesOf(now, last map[string]uint64) []share {
	var shares []share
	for name, n := range now {
		if n >= last[name] {
			n -= last[name]
		}
		if n > 0 {
			shares = append(shares, share{name, n})
		}
	}
	return shares
}

// most names the largest shares.
func most(shares []share) string {
	const names = 3
	slices.SortFunc(shares, func(a, b share) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.name, b.name)) })
	var texts []string
	for _, one := range shares[:min(names, len(shares))] {
		texts = append(texts, fmt.Sprintf("%s (%d)", one.name, one.n))
	}
	if len(shares) > names {
		texts = append(texts, fmt.Sprintf("%d others", len(shares)-names))
	}
	return cmp.Or(strings.Join(texts, ", "), "none")
}

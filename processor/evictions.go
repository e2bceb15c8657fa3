package processor

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// evictionLog has the counts of evicted partial matches as they were when they
// were last logged.
type evictionLog struct {
	total  uint64
	byRule map[string]uint64 // by id
	byHost map[string]uint64
}

// logEvictions logs that partial matches were given up for lack of room, if some
// were since the last time: of which rules and hosts most, and what to do.
func (s *shared) logEvictions() {
	e := s.current.Load().engine
	total := e.Stats().Evicted
	last := s.evictions
	if total == last.total {
		return
	}
	s.evictions = evictionLog{total: total, byRule: make(map[string]uint64), byHost: make(map[string]uint64)}
	var rules, hosts []share
	running := e.Rules()
	e.EvictedByRule(func(i int, n uint64) {
		s.evictions.byRule[running[i].ID] = n
		rules = appendShare(rules, running[i].Name, n, last.byRule[running[i].ID])
	})
	e.Evictions(func(host string, n uint64) {
		s.evictions.byHost[host] = n
		hosts = appendShare(hosts, cmp.Or(host, "of no name"), n, last.byHost[host])
	})
	s.log.Warnf("Partial matches were given up for lack of room, so that findings may be lost: %d since this was last looked at. "+
		"Rules with the most: %s. Hosts with the most: %s. Raise state.max_bytes (now %s), or narrow the first steps of these rules.",
		grown(total, last.total), most(rules), most(hosts), s.config.State.MaxBytes)
}

// share is how many of the evicted partial matches are one rule's or host's.
type share struct {
	name string
	n    uint64
}

func appendShare(shares []share, name string, now, last uint64) []share {
	if n := grown(now, last); n > 0 {
		return append(shares, share{name, n})
	}
	return shares
}

// grown returns by how much a count has grown. That of a rule that was changed
// has begun anew.
func grown(now, last uint64) uint64 {
	if now < last {
		return now
	}
	return now - last
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

package main

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"
)

// ledger holds the findings to the scenes that were staged. One goroutine uses it.
type ledger struct {
	*verdict
	open    map[string]*account // by what names the scene in a finding
	due     map[int][]string    // names of the scenes that are over, by tick
	byRule  map[string]int64    // findings so far
	figures struct{ scenes, expected, found int64 }
}

// account is a scene that is not over.
type account struct {
	plot, host, rule string
	want             []string // ids of the events that the finding is made of; none where there must be no finding
	found            int
}

// finding is what the processor has written onto an event.
type finding struct {
	rule  string
	names []string // the values of its join key, or the event's id
	steps []string // ids of its events
}

func newLedger(v *verdict) *ledger {
	return &ledger{verdict: v, open: map[string]*account{}, due: map[int][]string{}, byRule: map[string]int64{}}
}

// enter notes a scene, whose events have their ids. It is over at the given tick.
func (l *ledger) enter(s *scene, host string, over int) {
	a := &account{plot: s.plot, host: host, rule: s.rule}
	for _, i := range s.want {
		a.want = append(a.want, strconv.FormatInt(s.events[i].record, 10))
	}
	name := s.token
	if len(a.want) == 1 {
		name = a.want[0] // a finding on one event has no join key
	}
	l.open[name] = a
	l.due[over] = append(l.due[over], name)
	l.figures.scenes++
	if a.want != nil {
		l.figures.expected++
	}
}

// check holds a finding to its scene.
func (l *ledger) check(f finding) {
	l.byRule[f.rule]++
	var a *account
	for _, name := range f.names {
		if a = l.open[name]; a != nil {
			break
		}
	}
	switch {
	case a == nil:
		l.violation("rule %s has found events %s of %s, where there is no finding or it is long over", f.rule, f.steps, f.names)
	case a.rule != f.rule || !slices.Equal(a.want, f.steps):
		l.violation("%s, %q: rule %s has found %s; rule %s was to find %s", a.host, a.plot, f.rule, f.steps, a.rule, a.want)
	default:
		if a.found++; a.found > 1 {
			l.violation("%s, %q: found %d times", a.host, a.plot, a.found)
			return
		}
		l.figures.found++
	}
}

// close ends the scenes that are over.
func (l *ledger) close(tick int) {
	for _, name := range l.due[tick] {
		if a := l.open[name]; a.want != nil && a.found == 0 {
			l.violation("%s, %q: rule %s did not find %s by tick %d", a.host, a.plot, a.rule, a.want, tick)
		}
		delete(l.open, name)
	}
	delete(l.due, tick)
}

// findings returns what is written onto an event.
func findings(e *beat.Event) []finding {
	matches, err := e.Fields.GetValue("eql.matches")
	if err != nil {
		return nil // nothing found
	}
	var all []finding
	for _, m := range matches.([]mapstr.M) {
		f := finding{rule: m["rule"].(mapstr.M)["id"].(string)}
		if key, ok := m["key"].(mapstr.M); ok {
			for _, value := range key {
				f.names = append(f.names, fmt.Sprint(value))
			}
		}
		for _, step := range m["steps"].([]mapstr.M) {
			if id, ok := step["id"].(string); ok {
				f.steps = append(f.steps, id)
			}
		}
		if f.names == nil {
			f.names = f.steps
		}
		all = append(all, f)
	}
	return all
}

package processor

import (
	"reflect"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// reload takes up changes of rule files. Events go on meanwhile; all that has
// changed replaces all that was at one moment. now is the time of day.
func (s *shared) reload(now time.Time) {
	before := s.rules.withProblems()
	changed := s.rules.files.update(now, s.compile)
	rules, wrong := s.rules.all()
	s.logProblems(&wrong)
	for _, f := range changed {
		if f.count() > 0 {
			s.reloadFailures.Add(1)
		} else if before[f.Path] {
			s.log.Infof("%s has no errors any more.", f.Shown)
		}
		if f.kept > 0 {
			s.log.Warnf("Rules of %s that run on as they were, because it has errors: %d", f.Shown, f.kept)
		}
	}

	old := s.current.Load()
	next := old.engine
	change := changeOf(old.engine.Rules(), rules)
	if change != (ruleChange{}) {
		var failed []*engine.RuleError
		next, failed = old.engine.Reload(rules)
		s.rules.refuse(failed)
		_, wrong = s.rules.all()
		s.logProblems(&wrong)
	}
	s.current.Store(s.generation(next, &wrong))
	if next == old.engine {
		return
	}
	old.engine.Retire()
	s.reloads.Add(1)
	s.log.Infof("Rules reloaded: %d added, %d changed, %d removed; those that run: %d",
		change.added, change.changed, change.removed, len(next.Rules()))
	s.logNoRules()
}

// compile returns the rules that don't.
func (s *shared) compile(rules []*rule.Rule) []*engine.RuleError {
	if len(rules) == 0 {
		return nil
	}
	_, failed := engine.New(EngineOptions(s.config, rules))
	return failed
}

// ruleChange counts rules.
type ruleChange struct{ added, changed, removed int }

// changeOf compares rules by their ids. Where a rule stands in its file doesn't
// count.
func changeOf(before, after []*rule.Rule) ruleChange {
	old := make(map[string]*rule.Rule, len(before))
	for _, r := range before {
		old[r.ID] = r
	}
	var c ruleChange
	for _, r := range after {
		switch was, ok := old[r.ID]; {
		case !ok:
			c.added++
		case !sameRule(was, r):
			c.changed++
		}
		delete(old, r.ID)
	}
	c.removed = len(old)
	return c
}

func sameRule(a, b *rule.Rule) bool {
	if a == b { // Fast path: its file has not changed
		return true
	}
	x, y := *a, *b
	x.Origin, y.Origin = rule.Origin{}, rule.Origin{}
	return reflect.DeepEqual(x, y)
}

// withProblems returns the paths of files that have some.
func (s *ruleset) withProblems() map[string]bool {
	paths := make(map[string]bool)
	for _, f := range s.files.files {
		if f.count() > 0 {
			paths[f.Path] = true
		}
	}
	return paths
}

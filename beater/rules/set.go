package rules

import (
	"github.com/eqlbeat/eqlbeat/config"
	"github.com/eqlbeat/eqlbeat/processor"
	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// Set is rules from files, compiled.
type Set struct {
	Engine *engine.Engine
	Loaded *rule.Loaded
	// Problems are all errors: of files, of rules, of queries.
	Problems rule.Errors
	// Refused are the rules whose queries don't compile.
	Refused []*engine.RuleError
}

// Load loads and compiles the rules that settings name, as a processor with
// these settings does, with `head` and `tail` where pipes is true. Rules with
// errors are left out.
func Load(settings config.Config, pipes bool) *Set {
	s := &Set{Loaded: &rule.Loaded{}}
	if len(settings.Rules) > 0 {
		s.Loaded = rule.Load(settings.Rules, rule.Options{})
	}
	run := s.Loaded.Rules
	if settings.Builtin {
		// The user's copy of the built-in rule takes its place.
		run, _ = rule.Unique(append(run[:len(run):len(run)], rule.Builtin()))
	}
	options := processor.EngineOptions(settings, run)
	options.Pipes = pipes
	s.Engine, s.Refused = engine.New(options)
	s.Problems = s.Loaded.Errors
	for _, err := range s.Refused {
		s.Problems = append(s.Problems, err.Errors...)
	}
	return s
}

package processor

import (
	"errors"
	"hash/maphash"
	"math"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/elastic/beats/v7/libbeat/common"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/eqlbeat/eqlbeat/config"
	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// ruleCounts is what has become of the rules that the settings name.
type ruleCounts struct {
	loaded, skipped, failed int
}

// strict makes New load the rules too and fail where one of them does.
var strict atomic.Bool

// CheckRulesInTest makes the command `test config` below root check rules as
// well as settings. A Beat that runs doesn't fail for a rule: it logs what is
// wrong with it and runs the others.
func CheckRulesInTest(root *cobra.Command) {
	test, _, err := root.Find([]string{"test", "config"})
	if err != nil {
		return
	}
	test.PreRun = func(*cobra.Command, []string) { strict.Store(true) }
}

// loadRules reads the rules that the settings name. Rules with errors are not
// among them.
func loadRules(c config.Config, dir string) ([]*rule.Rule, *rule.Loaded) {
	loaded := rule.Load(c.Rules, rule.Options{Dir: dir, Permit: permit})
	inline, errs := rule.FromSettings(c.RulesInline, "rules_inline")
	rules, taken := rule.Unique(append(loaded.Rules, inline...))
	loaded.Errors = append(append(loaded.Errors, errs...), taken...)
	if c.Builtin && !slices.ContainsFunc(rules, func(r *rule.Rule) bool { return r.ID == rule.BuiltinID }) {
		rules = append(rules, rule.Builtin()) // else the user's own copy takes its place
	}
	return rules, loaded
}

// permit refuses rule files that others may write: who can change a rule can
// switch it off. It is libbeat's check of its own configuration files, and off
// where that is (--strict.perms=false).
func permit(path string) error {
	if common.IsStrictPerms() {
		return common.OwnerHasExclusiveWritePerms(path)
	}
	return nil
}

// EngineOptions are those of the engine that a processor with these settings
// has; also for commands that run rules without a Beat around them.
func EngineOptions(c config.Config, rules []*rule.Rule) engine.Options {
	clock := engine.Created
	if c.Clock == config.UTCTime {
		clock = engine.UTCTime
	}
	return engine.Options{
		Rules:       rules,
		Clock:       clock,
		HostKey:     c.HostKey,
		PIDAsEntity: c.JoinFallback == config.PID,
		AsIs:        c.View == config.Off,
		Lateness:    c.AllowedLateness,
		Tiebreaker:  c.Tiebreaker,
		MaxBytes:    int(min(int64(c.State.MaxBytes), math.MaxInt)),
		Seed:        seed,
	}
}

// seed makes the hashes of this process differ from those of any other.
var seed = maphash.String(maphash.MakeSeed(), "")

// start loads and compiles the rules and logs, once, what has become of them.
func start(c config.Config, dir string, log *logp.Logger) *shared {
	rules, loaded := loadRules(c, dir)
	e, failed := engine.New(EngineOptions(c, rules))
	s := &shared{config: c, engine: e, log: log, rules: ruleCounts{
		loaded:  len(e.Rules()),
		skipped: len(loaded.Skipped),
		failed:  len(loaded.Errors) + len(failed),
	}}
	if c.WriteECS {
		s.ecs = newECSWriter()
	}
	for _, err := range loaded.Errors {
		log.Errorf("A rule can't be loaded; the others run.\n%s", err.Render())
	}
	for _, err := range failed {
		log.Errorf("The rule %q can't run; the others do.\n%s", err.Rule.Name, err)
	}
	for _, skipped := range loaded.SkippedByReason() {
		log.Infof("Rules skipped, %s: %d", skipped.Reason, skipped.Count)
	}
	if s.rules.loaded == 0 {
		log.Errorf("No rule runs: nothing will be detected. Check the settings builtin, rules and rules_inline.")
	} else {
		log.Infof("Rules that run: %d", s.rules.loaded)
	}
	return s
}

// checkRules returns all that is wrong with the rules that the settings name.
func checkRules(c config.Config) error {
	rules, loaded := loadRules(c, paths.Paths.Config)
	_, failed := engine.New(EngineOptions(c, rules))
	var texts []string
	for _, err := range loaded.Errors {
		texts = append(texts, err.Render())
	}
	for _, err := range failed {
		texts = append(texts, err.Error())
	}
	if len(texts) == 0 {
		return nil
	}
	return errors.New("the eql processor's rules:\n" + strings.Join(texts, "\n"))
}

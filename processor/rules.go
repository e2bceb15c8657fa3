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
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/eqlbeat/eqlbeat/config"
	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

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

// ruleset is the rules that the settings name, from files and elsewhere.
type ruleset struct {
	builtin bool
	files   ruleFiles
	inline  []*rule.Rule
	own     problems // of the rules in the settings
}

// loadRules reads all rules of the settings. dir is where relative paths start.
func loadRules(c config.Config, dir string) *ruleset {
	s := &ruleset{
		builtin: c.Builtin,
		files:   ruleFiles{patterns: c.Rules, options: rule.Options{Dir: dir, Permit: permit}},
	}
	s.files.load()
	s.inline, s.own.errors = rule.FromSettings(c.RulesInline, "rules_inline")
	return s
}

// all returns the rules that are to run, each id once, and what is wrong with
// others.
func (s *ruleset) all() ([]*rule.Rule, problems) {
	var rules []*rule.Rule
	all := problems{errors: slices.Clone(s.files.lost)}
	for _, f := range s.files.files {
		rules = append(rules, f.rules...)
		all.errors = append(all.errors, f.errors...)
		all.refused = append(all.refused, f.refused...)
	}
	rules, taken := rule.Unique(append(rules, s.inline...))
	if s.builtin && !slices.ContainsFunc(rules, func(r *rule.Rule) bool { return r.ID == rule.BuiltinID }) {
		rules = append(rules, rule.Builtin()) // else the user's own copy takes its place
	}
	all.errors = append(append(all.errors, s.own.errors...), taken...)
	all.refused = append(all.refused, s.own.refused...)
	return rules, all
}

// refuse takes out the rules that don't compile.
func (s *ruleset) refuse(failed []*engine.RuleError) {
	for _, f := range s.files.files {
		f.refuse(failed)
	}
	for _, err := range failed {
		if i := slices.Index(s.inline, err.Rule); i >= 0 {
			s.inline = slices.Delete(s.inline, i, i+1)
			s.own.refused = append(s.own.refused, err)
		}
	}
}

// render returns each problem with its place.
func (p *problems) render() []string {
	var texts []string
	for _, err := range p.errors {
		texts = append(texts, err.Render())
	}
	for _, err := range p.refused {
		texts = append(texts, err.Error())
	}
	return texts
}

// skipped counts the rules that are fine but not for us, by reason.
func (s *ruleset) skipped() []rule.ReasonCount {
	var loaded rule.Loaded
	for _, f := range s.files.files {
		loaded.Skipped = append(loaded.Skipped, f.skipped...)
	}
	return loaded.SkippedByReason()
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

// checkRules returns all that is wrong with the rules that the settings name.
func checkRules(c config.Config) error {
	set := loadRules(c, paths.Paths.Config)
	rules, _ := set.all()
	_, failed := engine.New(EngineOptions(c, rules))
	set.refuse(failed)
	_, wrong := set.all()
	if wrong.count() == 0 {
		return nil
	}
	return errors.New("the eql processor's rules:\n" + strings.Join(wrong.render(), "\n"))
}

package processor

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/eqlbeat/eqlbeat/config"
	"github.com/eqlbeat/eqlbeat/processor/engine"
)

// shared is what the instances with one id have in common.
type shared struct {
	config  config.Config
	log     *logp.Logger
	current atomic.Pointer[generation]
	ecs     *ecsWriter // nil unless write_ecs is set
	// asTheyAre is set where events are read themselves, not what they wrap, and
	// get no fields but those of a finding.
	asTheyAre bool

	// Guarded by the registry.
	references int
	ending     *time.Timer // runs while there are no references
	upkeep     *upkeep     // while there are some

	// For the upkeep, and while there is none for the registry.
	rules     *ruleset
	logged    map[string]bool // the problems of rules, as they were last logged
	state     stateFile
	evictions evictionLog

	panics   atomic.Uint64
	untagged atomic.Uint64
	// unwritten counts events that could not take all mapped fields.
	unwritten atomic.Uint64
	// unreadable counts values of json_field that are no JSON object.
	unreadable atomic.Uint64
	reloads    atomic.Uint64
	// reloadFailures counts contents of rule files that had errors.
	reloadFailures atomic.Uint64
	lastLog        atomic.Int64 // when a panic was logged, Unix seconds
}

// generation is an engine and where its rules come from. A reload makes a new
// one.
type generation struct {
	engine *engine.Engine
	// How many of the rules that the settings name are fine but not for us,
	// and how many have an error.
	skipped, failed int
	ruleFields      sync.Map // *rule.Rule → ruleFields, of rules that were found
}

func (s *shared) generation(e *engine.Engine, wrong *problems) *generation {
	g := &generation{engine: e, failed: wrong.count()}
	for _, reason := range s.rules.skipped() {
		g.skipped += reason.Count
	}
	return g
}

// start loads and compiles the rules, logs what has become of them, and takes up
// the state of the process before.
func start(c config.Config, to *paths.Path, log *logp.Logger) *shared {
	s := &shared{config: c, log: log, rules: loadRules(c, to.Config)}
	s.asTheyAre = c.JSONField == "" && c.SourceField == "" && !c.WriteECS
	if c.WriteECS {
		s.ecs = newECSWriter()
	}
	rules, _ := s.rules.all()
	e, failed := engine.New(EngineOptions(c, rules))
	s.rules.refuse(failed)
	_, wrong := s.rules.all()
	s.current.Store(s.generation(e, &wrong))
	s.logProblems(&wrong)
	for _, skipped := range s.rules.skipped() {
		log.Infof("Rules skipped, %s: %d", skipped.Reason, skipped.Count)
	}
	if n := len(e.Rules()); n > 0 {
		log.Infof("Rules that run: %d", n)
	}
	s.logNoRules()
	s.state.path = statePath(to, c.ID)
	s.safely(s.restore)
	return s
}

// logProblems logs those problems of rules that it has not logged the last time.
func (s *shared) logProblems(p *problems) {
	now := make(map[string]bool, p.count())
	say := func(text, format string, args ...any) {
		if !s.logged[text] {
			s.log.Errorf(format, args...)
		}
		now[text] = true
	}
	for _, err := range p.errors {
		text := err.Render()
		say(text, "A rule can't be loaded; the others run.\n%s", text)
	}
	for _, err := range p.refused {
		text := err.Error()
		say(text, "The rule %q can't run; the others do.\n%s", err.Rule.Name, text)
	}
	s.logged = now
}

func (s *shared) logNoRules() {
	if len(s.current.Load().engine.Rules()) == 0 {
		s.log.Errorf("No rule runs: nothing will be detected. Check the settings builtin, rules and rules_inline.")
	}
}

// run runs the rules over an event. A panic is a defect of ours; it must not
// take the Beat down or lose the event.
func (s *shared) run(e *beat.Event) {
	done := false
	defer func() {
		if !done { // Fast path: no need to ask for a panic
			s.panicked(recover())
		}
	}()
	var seen engine.Glance
	if s.asTheyAre && s.current.Load().engine.Settles(e.Fields, foreign, &seen) {
		done = true
		return
	}
	session := s.session()
	findings := session.ProcessSeen(s.source(session, e), 0, &seen)
	if s.ecs != nil && !s.ecs.write(e) {
		s.unwritten.Add(1)
	}
	if len(findings) > 0 && !s.current.Load().tag(e, findings, s.config.Tag) {
		s.untagged.Add(1)
	}
	session.Release()
	done = true
}

// session begins a session of the engine that runs.
func (s *shared) session() *engine.Session {
	for {
		now := s.current.Load()
		session := now.engine.Session()
		if s.current.Load() == now {
			return session
		}
		// A reload came in between. Its engine may be retired by now: only
		// sessions that were begun before may go on.
		session.Release()
	}
}

// panicked counts a panic and logs it, once a minute at most. The session it
// happened in is not used again. reason is what recover has returned; nil is none.
func (s *shared) panicked(reason any) {
	if reason == nil {
		return
	}
	s.panics.Add(1)
	now, last := time.Now().Unix(), s.lastLog.Load()
	if now-last >= 60 && s.lastLog.CompareAndSwap(last, now) {
		s.log.Errorw("A defect of eqlbeat: please report it. Events pass; the one that it happened with, if any, was passed on without a tag.",
			"panic", reason, logp.Stack("stacktrace"))
	}
}

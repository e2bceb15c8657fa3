package processor

import (
	"sync/atomic"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/eqlbeat/eqlbeat/config"
	"github.com/eqlbeat/eqlbeat/processor/engine"
)

// shared is what the instances with one id have in common.
type shared struct {
	config config.Config
	engine *engine.Engine
	log    *logp.Logger
	rules  ruleCounts
	ecs    *ecsWriter // nil unless write_ecs is set

	references int         // guarded by the registry
	ending     *time.Timer // runs while there are no references

	panics   atomic.Uint64
	untagged atomic.Uint64
	// unwritten counts events that could not take all mapped fields.
	unwritten atomic.Uint64
	// unreadable counts values of json_field that are no JSON object.
	unreadable atomic.Uint64
	lastLog    atomic.Int64 // when a panic was logged, Unix seconds
}

// run runs the rules over an event. A panic is a defect of ours; it must not
// take the Beat down or lose the event.
func (s *shared) run(e *beat.Event) {
	defer func() {
		if reason := recover(); reason != nil {
			s.recovered(reason)
		}
	}()
	session := s.engine.Session()
	findings := session.Process(s.source(session, e), 0)
	if s.ecs != nil && !s.ecs.write(e) {
		s.unwritten.Add(1)
	}
	if len(findings) > 0 && !tag(e, findings, s.config.Tag) {
		s.untagged.Add(1)
	}
	session.Release()
}

// recovered counts a panic and logs it, once a minute at most. The session it
// happened in is not used again.
func (s *shared) recovered(reason any) {
	s.panics.Add(1)
	now, last := time.Now().Unix(), s.lastLog.Load()
	if now-last >= 60 && s.lastLog.CompareAndSwap(last, now) {
		s.log.Errorw("A rule could not be run over an event, which was passed on without a tag. This is a defect of eqlbeat: please report it.",
			"panic", reason, logp.Stack("stacktrace"))
	}
}

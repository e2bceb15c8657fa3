package processor

import (
	"github.com/elastic/elastic-agent-libs/monitoring"
)

// metricsPrefix is where an engine's metrics stand, followed by its id.
const metricsPrefix = "processor." + Name

// publishMetrics makes an engine's counters readable under its id. The log of
// metrics shows how much each has grown; those whose names end in _gauge it
// shows as they are.
func publishMetrics(s *shared) {
	r := monitoring.Default.GetOrCreateRegistry(metricsPrefix, monitoring.DoNotReport)
	r.Remove(s.config.ID) // of an engine that has ended; its values would stay
	monitoring.NewFunc(r, s.config.ID, s.visit)
}

func withdrawMetrics(s *shared) {
	if r := monitoring.Default.GetRegistry(metricsPrefix); r != nil {
		r.Remove(s.config.ID)
	}
}

// visit reports all metrics of an engine. docs/metrics.md says what they mean.
func (s *shared) visit(_ monitoring.Mode, v monitoring.Visitor) {
	v.OnRegistryStart()
	defer v.OnRegistryFinished()
	now := s.current.Load()
	stats := now.engine.Stats()
	count := func(name string, n uint64) { monitoring.ReportInt(v, name, int64(n)) }
	gauge := func(name string, n int) { monitoring.ReportInt(v, name+"_gauge", int64(n)) }

	count("events", stats.Events)
	monitoring.ReportNamespace(v, "findings", func() {
		total := uint64(0)
		monitoring.ReportNamespace(v, "by_rule", func() {
			rules := now.engine.Rules()
			now.engine.Findings(func(i int, n uint64) {
				total += n
				if n > 0 {
					count(rules[i].ID, n)
				}
			})
		})
		count("total", total)
	})
	monitoring.ReportNamespace(v, "partials", func() {
		count("started", stats.Started)
		count("restored", stats.Restored)
		gauge("live", int(stats.Live))
		count("completed", stats.Completed)
		count("superseded", stats.Superseded)
		count("expired", stats.Expired)
		count("cancelled", stats.Cancelled)
		count("evicted", stats.Evicted)
	})
	count("late", stats.Late)
	count("repeated", stats.Repeated)
	count("resent", stats.Resent)
	count("overtaken", stats.Overtaken)
	count("crowded", stats.Crowded)
	count("oversized", stats.Oversized)
	count("without_key", stats.Keyless)
	count("without_time", stats.Timeless)
	count("too_many_keys", stats.Overflown)
	count("clock_leaps", stats.Leaps)
	count("failures", stats.Failures)
	count("unreadable", s.unreadable.Load())
	count("unwritten", s.unwritten.Load())
	count("panics", s.panics.Load())
	count("untagged", s.untagged.Load())
	monitoring.ReportNamespace(v, "state", func() {
		gauge("bytes", stats.StateBytes)
		gauge("limit", stats.StateLimit)
		count("written", s.state.written.Load())
		count("failures", s.state.failures.Load())
		count("damaged", s.state.damaged.Load())
	})
	monitoring.ReportNamespace(v, "rules", func() {
		gauge("loaded", len(now.engine.Rules()))
		gauge("skipped", now.skipped)
		gauge("failed", now.failed)
		count("reloads", s.reloads.Load())
		count("reload_failures", s.reloadFailures.Load())
	})
}

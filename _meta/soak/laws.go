package main

import (
	"strings"

	"github.com/elastic/elastic-agent-libs/monitoring"
)

// metrics is a reading of the processor's metrics, by name; docs/metrics.md says what they mean.
type metrics map[string]int64

func readMetrics() metrics {
	m := metrics{}
	if r := monitoring.Default.GetRegistry("processor.eql"); r != nil {
		for name, value := range monitoring.CollectFlatSnapshot(r, monitoring.Full, false).Ints {
			m[strings.TrimPrefix(name, id+".")] = value
		}
	}
	return m
}

// known is what the metrics must agree with.
type known struct {
	events int64
	byRule map[string]int64 // findings
}

// leastHit is less than any live partial match takes, in bytes: the head of a record.
const leastHit = 40

// obey checks what must hold whenever no event is being processed.
func (m metrics) obey(v *verdict, k known, tick int) {
	ends := m["partials.live_gauge"] + m["partials.completed"] + m["partials.superseded"] + m["partials.expired"] +
		m["partials.cancelled"] + m["partials.evicted"]
	if started := m["partials.started"]; started != ends || started == 0 {
		v.violation("tick %d: %d partial matches have started, %d are live or have ended: %v", tick, started, ends, m)
	}
	// Metrics may know how many are live only as what is left of the law. These need not.
	if live, bytes := m["partials.live_gauge"], m["state.bytes_gauge"]; live < 0 || live*leastHit > bytes {
		v.violation("tick %d: %d partial matches are live in %d bytes", tick, live, bytes)
	}
	if bytes, limit := m["state.bytes_gauge"], m["state.limit_gauge"]; bytes > limit || limit > budget {
		v.violation("tick %d: the state takes %d bytes, and says that it may take %d; the budget is %d", tick, bytes, limit, budget)
	}
	if m["events"] != k.events {
		v.violation("tick %d: %d events were counted of %d", tick, m["events"], k.events)
	}
	sequences := int64(0)
	for rule, n := range k.byRule {
		if counted := m["findings.by_rule."+rule]; counted != n {
			v.violation("tick %d: %d findings of rule %s were counted, and %d tagged", tick, counted, rule, n)
		}
		if rule != beaconID {
			sequences += n
		}
	}
	if m["partials.completed"] != sequences {
		v.violation("tick %d: %d partial matches have completed, and %d findings were tagged", tick, m["partials.completed"], sequences)
	}
	for _, name := range []string{"panics", "untagged", "failures", "oversized", "crowded", "state.failures", "state.damaged"} {
		if m[name] != 0 {
			v.violation("tick %d: the metric %s is %d", tick, name, m[name])
		}
	}
}

package replay

import (
	"github.com/eqlbeat/eqlbeat/config"
	"github.com/eqlbeat/eqlbeat/processor/engine"
)

// clock reads event times for sorting. It is used by one goroutine.
type clock struct {
	engine  *engine.Engine
	decoder *decoder
	created bool // @timestamp is the event time
	event   scanned
}

func newClock(r *run) *clock {
	d := r.decoder.another()
	return &clock{
		engine: r.set.Engine, decoder: d, created: r.settings.Clock == config.Created,
		event: scanned{Text: d.text},
	}
}

// eventTime returns the time by which a text is sorted. Whether it is an event
// is found out later.
func (c *clock) eventTime(text string) int64 {
	// Fast path: the text needn't be gone through. A time has no escapes, and
	// text with one is no time.
	if c.created {
		if timestamp, ok := firstTimestamp(text); ok {
			if nanos, ok := parseTime(timestamp); ok {
				return nanos
			}
			return untimed
		}
	}
	if problem := c.decoder.scan(&c.event, text); problem != "" {
		return untimed
	}
	return c.of(&c.event)
}

// of returns the time by which an event is sorted.
func (c *clock) of(e *scanned) int64 {
	nanos, ok := e.Timestamp()
	if !c.created {
		nanos, ok = c.engine.EventTime(e)
	}
	if !ok {
		return untimed
	}
	return nanos
}

package engine

import "github.com/eqlbeat/eqlbeat/processor/event"

// eventTime returns an event's time by the engine's clock; false where it has
// none.
func (e *Engine) eventTime(src event.Source) (nanos int64, ok bool) {
	if e.clock == UTCTime {
		if nanos, ok = e.utcTime(src); ok {
			return nanos, true
		}
	}
	return src.Timestamp()
}

package processor

import (
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"

	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// source returns the event as the engine is to see it: the event itself, or
// what the settings say is wrapped in it.
func (s *shared) source(session *engine.Session, e *beat.Event) event.Source {
	switch {
	case s.config.JSONField != "":
		if text, ok := s.wrapped(e, s.config.JSONField).(string); ok {
			source := session.Text()
			if source.Reset(text, e.Timestamp); source.Valid() {
				return source
			}
			s.unreadable.Add(1)
		}
	case s.config.SourceField != "":
		if fields, ok := foreign(s.wrapped(e, s.config.SourceField)).(map[string]any); ok {
			document := session.Document(foreign)
			document.Reset(fields, timeOf(fields, e.Timestamp))
			return document
		}
	}
	document := session.Document(foreign)
	document.Reset(e.Fields, e.Timestamp)
	return document
}

// wrapped returns the value of a field that holds a whole event; nil where
// there is none.
func (s *shared) wrapped(e *beat.Event, field string) any {
	if v, ok := e.Fields[field]; ok { // Fast path: such fields stand at the top
		return v
	}
	v, err := e.GetValue(field)
	if err != nil {
		return nil
	}
	return v
}

// timeOf returns the time that a wrapped event has of its own, or the
// wrapper's: that is when the event was received.
func timeOf(fields map[string]any, wrapper time.Time) time.Time {
	switch v := fields["@timestamp"].(type) {
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return at
		}
	case time.Time:
		return v
	default:
		if at, ok := foreign(v).(time.Time); ok {
			return at
		}
	}
	return wrapper
}

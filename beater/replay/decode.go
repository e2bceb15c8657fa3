package replay

import (
	"encoding/json"
	"fmt"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// scanned is an event whose text has been gone through: an event.Source.
type scanned struct {
	*event.Text
	nanos int64 // @timestamp
	timed bool
}

// Timestamp implements event.Source, in place of Text's, which knows fewer
// forms.
func (e *scanned) Timestamp() (int64, bool) { return e.nanos, e.timed }

// decoder makes events of texts, one after the other. It is used by one
// goroutine.
type decoder struct {
	event scanned
	time  *event.Path
}

// newDecoder returns a decoder for the fields that rules read. The first one
// has to be made before others are in use.
func newDecoder(paths *event.Paths) *decoder {
	return &decoder{event: scanned{Text: event.NewText(paths).Another()}, time: paths.Of("@timestamp")}
}

// another returns a decoder for another goroutine.
func (d *decoder) another() *decoder {
	return &decoder{event: scanned{Text: d.event.Another()}, time: d.time}
}

// scan makes the decoder's event of a text, or says why it is none.
func (d *decoder) scan(text string) (problem string) {
	e := &d.event
	e.Reset(text, noTime)
	if !e.Valid() {
		return problemOf(text)
	}
	at, _ := e.First(d.time)
	e.nanos, e.timed = parseTimestamp(at)
	return ""
}

// problemOf says why a text is no JSON object.
func problemOf(text string) string {
	var value any
	err := json.Unmarshal([]byte(text), &value)
	if syntax, ok := err.(*json.SyntaxError); ok {
		return fmt.Sprintf("it is no JSON: %s at byte %d", syntax, syntax.Offset)
	}
	return "it is no JSON object"
}

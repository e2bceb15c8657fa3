package replay

import (
	"encoding/json"
	"fmt"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// record is an event on its way: its text, and where it belongs.
type record struct {
	text   string
	number uint64 // see places
	at     int64  // event time; untimed where it has none. Only for sorting.
}

// batch is events that are scanned together.
type batch struct {
	records []record
	events  []scanned // of those records that are events
	bad     []badLine // of the others
	texts   []*event.Text
	held    int    // events that a window holds
	block   *block // that the events are made of, if it is of no more use than they are
}

// reset empties the batch and lets go of its records.
func (b *batch) reset() {
	clear(b.records)
	clear(b.events)
	clear(b.bad)
	b.records, b.events, b.bad = b.records[:0], b.events[:0], b.bad[:0]
	if b.block != nil {
		b.block.release()
		b.block = nil
	}
}

// scanned is an event whose text has been gone through: an event.Source.
type scanned struct {
	*event.Text
	number uint64
	at     int64 // event time; untimed where it has none. Only for sorting.
	nanos  int64 // @timestamp
	timed  bool
}

// Timestamp implements event.Source, in place of Text's, which knows fewer
// forms.
func (e *scanned) Timestamp() (int64, bool) { return e.nanos, e.timed }

// decoder makes events of texts. It is used by one goroutine.
type decoder struct {
	text *event.Text // to make others from
	time *event.Path
}

// newDecoder returns a decoder for the fields that rules read. The first one
// has to be made before others are in use.
func newDecoder(paths *event.Paths) *decoder {
	return &decoder{text: event.NewText(paths).Another(), time: paths.Of("@timestamp")}
}

// another returns a decoder for another goroutine.
func (d *decoder) another() *decoder { return &decoder{text: d.text.Another(), time: d.time} }

// decode makes events of a batch's records.
func (d *decoder) decode(b *batch) {
	for len(b.texts) < len(b.records) {
		b.texts = append(b.texts, d.text.Another())
	}
	for i := range b.records {
		r := &b.records[i]
		e := scanned{Text: b.texts[len(b.events)], number: r.number}
		if problem := d.scan(&e, r.text); problem != "" {
			b.bad = append(b.bad, badLine{r.number, problem})
			continue
		}
		b.events = append(b.events, e)
	}
}

// scan makes an event of a text, or says why it is none.
func (d *decoder) scan(e *scanned, text string) (problem string) {
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

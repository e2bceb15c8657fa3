package processor

import (
	"sync"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// ecsWriter writes onto raw events the fields that they are mapped to, for
// those who ship past Elastic's pipelines. It is safe for concurrent use.
type ecsWriter struct {
	mapper    *ecs.Mapper
	documents sync.Pool
}

func newECSWriter() *ecsWriter {
	w := &ecsWriter{mapper: ecs.NewMapper()}
	w.documents.New = func() any { return event.NewDocument(w.mapper.Paths(), foreign) }
	return w
}

// write puts the mapped fields into an event and reports whether all found
// room. A field that the event has already gets the mapped value, as in
// Elastic's pipelines.
func (w *ecsWriter) write(e *beat.Event) bool {
	document := w.documents.Get().(*event.Document)
	document.Reset(e.Fields, e.Timestamp)
	// Gathered first, so that nothing is read of what was just written.
	fields := make(mapstr.M)
	w.mapper.Map(document, func(field string, values []event.Value, list bool) {
		fields[field] = event.AnyOf(values, list)
	})
	document.Forget()
	w.documents.Put(document)
	to := writer{event: e, ok: true}
	for field, value := range fields {
		to.put(field, value)
	}
	return to.ok
}

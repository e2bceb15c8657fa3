package ecs

import (
	"slices"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// Mapper computes all fields that raw events are mapped to, for those who want
// them written. It may be shared by goroutines.
type Mapper struct {
	schema  *event.Schema
	mapping *Mapping
	lists   []bool // by slot
}

// lists are the fields that ECS has as lists, even of one value.
var lists = []string{"event.category", "event.type", "process.args", "process.parent.args", "related.hash", "related.ip", "related.user"}

// NewMapper returns a mapper of all fields in the tables.
func NewMapper() *Mapper {
	m := &Mapper{schema: event.NewSchema()}
	for s := range Supplied() {
		// host.id is left out: what stands in for it here isn't the host's id.
		if s.Field != "host.id" && !s.Never {
			m.schema.Slot(s.Field)
		}
	}
	m.mapping = New(m.schema, Options{})
	for slot := range event.Slot(m.schema.Len()) {
		m.lists = append(m.lists, slices.Contains(lists, m.schema.Field(slot)))
	}
	return m
}

// Paths returns the paths of all fields that events are asked for, to make an
// event.Document with.
func (m *Mapper) Paths() *event.Paths { return m.schema.Paths() }

// Map calls put with each field that a raw event is mapped to and has a value
// of. list says that the field is a list whatever the number of its values.
// values are put's only until it returns. Events that are not raw have none.
func (m *Mapper) Map(src event.Source, put func(field string, values []event.Value, list bool)) {
	shape := m.mapping.Shape(src)
	var buffer [16]event.Value
	for slot, resolve := range shape.Resolvers {
		if resolve == nil {
			continue
		}
		if values := resolve(buffer[:0], src); len(values) > 0 {
			put(m.schema.Field(event.Slot(slot)), values, m.lists[slot])
		}
	}
}

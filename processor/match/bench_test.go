package match

import (
	"testing"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

func BenchmarkCompilePublishedRules(b *testing.B) {
	events := publishedEvents(b)
	b.ReportAllocs()
	for b.Loop() {
		compileAll(b, events)
	}
}

func compileAll(b *testing.B, events []*eql.EventQuery) (*Compiler, []*Condition) {
	c := NewCompiler(event.NewSchema())
	conditions := make([]*Condition, len(events))
	for i, e := range events {
		var err error
		if conditions[i], err = c.CompileCategory("event.category", e.Category, e.Condition); err != nil {
			b.Fatal(err)
		}
	}
	return c, conditions
}

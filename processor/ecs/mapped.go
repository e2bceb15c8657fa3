package ecs

import "github.com/eqlbeat/eqlbeat/processor/event"

// mappedShapes are the kinds of events that have their fields already: one for each
// category, because rules begin with it, and one for the other events. Whether
// there is a category tells mapped events from raw ones, so that it is read of
// every event anyway.
type mappedShapes struct {
	byCategory []*event.Shape // in the order of categories; nil where no rule reads event.category
	other      *event.Shape   // of no category, of several or of one that is not in the list
}

// categories are ECS's categories of events
// (https://www.elastic.co/guide/en/ecs/8.17/ecs-allowed-values-event-category.html),
// those first that endpoints send most.
var categories = []string{
	"process", "file", "registry", "library", "network", "authentication", "configuration", "driver", "iam", "host",
	"session", "malware", "web", "database", "email", "intrusion_detection", "package", "threat", "vulnerability", "api",
}

const categoryField = "event.category"

// mappedShapes returns the shapes of mapped events.
func (b *builder) mappedShapes() mappedShapes {
	m := mappedShapes{other: b.asIs("as is")}
	slot, ok := b.schema.Lookup(categoryField)
	if !ok {
		return m
	}
	for _, category := range categories {
		shape := b.asIs("as is, " + category)
		shape.Fixed = make([][]event.Value, slot+1)
		shape.Fixed[slot] = texts([]string{category})
		m.byCategory = append(m.byCategory, shape)
	}
	return m
}

// shape returns the shape of a mapped event with one of its categories, and
// whether it has more.
func (m *mappedShapes) shape(category string, more bool) *event.Shape {
	if more || m.byCategory == nil {
		return m.other
	}
	// Most events are of the first few, so that looking beats hashing.
	for i, name := range categories {
		if name == category {
			return m.byCategory[i]
		}
	}
	return m.other
}

// asIs returns the shape of events that have their fields already.
func (b *builder) asIs(name string) *event.Shape {
	shape := b.newShape(name)
	if slot, ok := b.schema.Lookup("host.id"); ok {
		shape.Resolvers = make([]event.Resolver, slot+1)
		shape.Resolvers[slot] = b.hostID().resolve
		b.derived[slot] = true
	}
	return shape
}

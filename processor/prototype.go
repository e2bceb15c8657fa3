package processor

import (
	"maps"

	"github.com/elastic/elastic-agent-libs/mapstr"
)

// prototype is an object that is made once and copied onto events.
//
// Copies share no object, because later processors write into those. They share
// lists, as the copies that libbeat's own processors put into events do: what
// changes a list makes a new one.
type prototype struct {
	name   string
	fields mapstr.M // holds the objects below, too
	below  []*prototype
	all    []field // all that are no objects, by their whole name
}

// field is a field of an event, by its dotted name.
type field struct {
	name  string
	value any
}

// newPrototype makes an object a prototype, to be copied under a dotted name.
func newPrototype(name string, fields mapstr.M) *prototype {
	p := &prototype{name: name, fields: fields}
	for key, value := range fields {
		if m, ok := value.(mapstr.M); ok {
			below := newPrototype(key, m)
			p.below = append(p.below, below)
			for _, f := range below.all {
				p.all = append(p.all, field{name + "." + f.name, f.value})
			}
		} else {
			p.all = append(p.all, field{name + "." + key, value})
		}
	}
	return p
}

// copy returns a new object with the prototype's fields.
func (p *prototype) copy() mapstr.M {
	fields := maps.Clone(p.fields)
	for _, below := range p.below {
		fields[below.name] = below.copy()
	}
	return fields
}

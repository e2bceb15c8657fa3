// Package ecs maps raw Windows events, as Winlogbeat 8 and 9 and Filebeat's
// winlog input have them inside the shipper, to the Elastic Common Schema that
// published rules are written for. It gives the same fields as Elastic's
// ingest pipelines give later, but one at a time and only when a rule asks.
//
// What an event supplies is data: one table for each provider, one row for
// each field (sysmon.go, security.go, powershell.go, tables.go). Nothing else
// in this package knows an event id.
package ecs

import "github.com/eqlbeat/eqlbeat/processor/event"

// Options say how a mapping deviates from its defaults.
type Options struct {
	// HostKey lists the fields that may supply host.id, best first; empty
	// means host.id itself, then winlog.computer_name, which is what events
	// forwarded by a collector have. It applies to every event, mapped or not.
	// agent.id has no place in it: behind a collector all hosts share it.
	HostKey []string
	// PIDAsEntity gives raw events their process's number as a second
	// process.entity_id. Sysmon writes events of a process that has ended
	// without its GUID; the number still joins them, as long as it isn't given to
	// another process.
	PIDAsEntity bool
	// AsIs maps no raw event: all are read as they are.
	AsIs bool
}

// DefaultHostKey is what an empty Options.HostKey stands for.
var DefaultHostKey = []string{"host.id", "winlog.computer_name"}

// New returns the mapping of raw Windows events to the fields of schema. Every
// field must have its slot already; New adds only paths. The mapping may be
// shared by goroutines.
//
// An event is raw, and mapped, if it names a Windows provider or channel
// (winlog.provider_name, winlog.channel) and has no event.category. All others
// have their fields already and are read as they are.
func New(schema *event.Schema, opts Options) *Mapping {
	if len(opts.HostKey) == 0 {
		opts.HostKey = DefaultHostKey
	}
	b := builder{schema: schema, hostKey: opts.HostKey, pidToo: opts.PIDAsEntity, made: make(map[made]supply), derived: make([]bool, schema.Len())}
	paths := schema.Paths()
	m := &Mapping{
		category: paths.Of(categoryField),
		provider: paths.Of("winlog.provider_name"),
		channel:  paths.Of("winlog.channel"),
		eventID:  paths.Of("winlog.event_id"),
		code:     paths.Of("event.code"),
		mapped:   b.mappedShapes(),
	}
	if !opts.AsIs {
		m.raw = b.rawShapes()
	}
	m.count, m.derived = b.count, b.derived
	return m
}

// Mapping implements event.Mapping.
type Mapping struct {
	category, provider, channel, eventID, code *event.Path

	mapped mappedShapes
	raw    *rawShapes // nil where no event is raw
	count  int
	// derived says, by slot, whether some event has the field as something else
	// than its own.
	derived []bool
}

// TakesOwn reports whether every event that has a field has it as it is.
func (m *Mapping) TakesOwn(slot event.Slot) bool {
	return int(slot) < len(m.derived) && !m.derived[slot]
}

// Shapes returns how many shapes there are, whose numbers are below.
func (m *Mapping) Shapes() int { return m.count }

// rawShapes are the kinds of raw events.
type rawShapes struct {
	byProvider []namedShapes
	byChannel  []namedShapes // for events without a provider's name
	other      *event.Shape  // of what no table names
}

func (b *builder) rawShapes() *rawShapes {
	r := &rawShapes{other: b.shapes(&otherTable).rest}
	for _, t := range tables {
		s := b.shapes(t)
		for _, name := range t.providers {
			r.byProvider = append(r.byProvider, namedShapes{name, s})
		}
		for _, name := range t.channels {
			r.byChannel = append(r.byChannel, namedShapes{name, s})
		}
	}
	return r
}

// shapes are the kinds of event of one provider.
type shapes struct {
	byCode []*event.Shape // nil where no row names the id
	rest   *event.Shape   // those ids
}

// shape returns the shape of an event id.
func (s *shapes) shape(code event.Value) *event.Shape {
	if n, ok := long(code); ok {
		if i := n.Int(); 0 <= i && i < int64(len(s.byCode)) && s.byCode[i] != nil {
			return s.byCode[i]
		}
	}
	return s.rest
}

// firster is a source that tells one value of a field without a slice for it,
// and whether there are more.
type firster interface {
	First(p *event.Path) (v event.Value, more bool)
}

// Shape implements event.Mapping. It costs one look-up for an event that has a
// category, three for a raw one, and allocates nothing.
func (m *Mapping) Shape(src event.Source) *event.Shape {
	f := firsterOf(src)
	category, more := f.First(m.category)
	if category.Kind() != event.Null || m.raw == nil {
		return m.mapped.shape(category.Str(), more)
	}
	provider, _ := f.First(m.provider)
	name, list := provider.Str(), m.raw.byProvider
	if name == "" {
		channel, _ := f.First(m.channel)
		name, list = channel.Str(), m.raw.byChannel
	}
	if name == "" {
		return m.mapped.other
	}
	kinds := namedIn(list, name)
	if kinds == nil {
		return m.raw.other
	}
	code, _ := f.First(m.eventID)
	if code.Kind() == event.Null {
		code, _ = f.First(m.code)
	}
	return kinds.shape(code)
}

func firsterOf(src event.Source) firster {
	switch src := src.(type) {
	case *event.Document: // nearly always, and quicker to tell than an interface
		return src
	case firster:
		return src
	}
	return firstOf{src}
}

// firstOf is a firster of any source, at the cost of an allocation.
type firstOf struct{ event.Source }

func (f firstOf) First(p *event.Path) (v event.Value, more bool) {
	values := f.Append(nil, p)
	if len(values) == 0 {
		return v, false
	}
	return values[0], len(values) > 1
}

// namedShapes are a provider's or channel's.
type namedShapes struct {
	name string
	*shapes
}

// namedIn finds a name in a list that is short and has the busiest first, which
// beats a map.
func namedIn(list []namedShapes, name string) *shapes {
	for i := range list {
		if list[i].name == name {
			return list[i].shapes
		}
	}
	return nil
}

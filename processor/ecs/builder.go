package ecs

import (
	"strconv"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// eventData is the object in which Windows events carry their own fields.
const eventData = "winlog.event_data."

// fullName returns the whole name of a field as rows write it.
func fullName(from string) string {
	if strings.ContainsRune(from, '.') {
		return from
	}
	return eventData + from
}

// builder turns rows into the resolvers of one schema.
type builder struct {
	schema  *event.Schema
	hostKey []string
	pidToo  bool
	made    map[made]event.Resolver
}

// made names a resolver by what it was made of, because most ids of a provider
// share most of their rows. No field has more rows for one id.
type made struct {
	table *table
	field string
	rows  [8]*row
}

// shapes returns the shapes of a table's event ids.
func (b *builder) shapes(t *table) *shapes {
	rows := t.byField()
	s := &shapes{rest: b.shape(t, rows, 0)}
	codes := t.codes()
	if len(codes) > 0 {
		s.byCode = make([]*event.Shape, codes[len(codes)-1]+1)
	}
	for _, code := range codes {
		s.byCode[code] = b.shape(t, rows, code)
	}
	return s
}

// shape returns the shape of one event id; 0 stands for those without rows.
func (b *builder) shape(t *table, rows map[string][]*row, code int) *event.Shape {
	shape := &event.Shape{Name: t.name, Resolvers: make([]event.Resolver, b.schema.Len())}
	if code != 0 {
		shape.Name += " " + strconv.Itoa(code)
	}
	for slot := range shape.Resolvers {
		field := b.schema.Field(event.Slot(slot))
		switch {
		case field == "host.id":
			shape.Resolvers[slot] = b.hostID()
		case field == "event.code" && code != 0:
			shape.Resolvers[slot] = constant(texts([]string{strconv.Itoa(code)}))
		default:
			shape.Resolvers[slot] = b.cached(t, field, applying(rows[field], code))
			if field == entityID && b.pidToo {
				pid := b.cached(t, "process.pid", applying(rows["process.pid"], code))
				shape.Resolvers[slot] = b.withPID(shape.Resolvers[slot], pid)
			}
		}
	}
	return shape
}

// asIs returns the shape of events that have their fields already.
func (b *builder) asIs() *event.Shape {
	shape := &event.Shape{Name: "as is"}
	if slot, ok := b.schema.Lookup("host.id"); ok {
		shape.Resolvers = make([]event.Resolver, slot+1)
		shape.Resolvers[slot] = b.hostID()
	}
	return shape
}

// cached is resolver, making each but once.
func (b *builder) cached(t *table, field string, rows []*row) event.Resolver {
	key := made{table: t, field: field}
	if copy(key.rows[:], rows) == 0 {
		return b.resolver(t, field, rows)
	}
	r, ok := b.made[key]
	if !ok {
		r = b.resolver(t, field, rows)
		b.made[key] = r
	}
	return r
}

// resolver returns what supplies a field by its rows, or nil where the event's
// own field does.
func (b *builder) resolver(t *table, field string, rows []*row) event.Resolver {
	s := supplier{own: b.schema.Paths().Of(field), blank: t.blank}
	s.ownFirst = len(rows) > 0 && rows[0].yield == ownElse
	for _, r := range rows {
		if r.yield == nothing {
			return constant(nil)
		}
		if r.is != nil {
			s.constant = texts(r.is)
			break
		}
		s.steps = append(s.steps, b.steps(r)...)
	}
	if t.blank != emptyIsBlank && strings.HasPrefix(field, eventData) {
		// The pipeline deletes such values before anything reads them.
		s.steps = append(s.steps, step{paths: []*event.Path{s.own}})
		s.own = nil
	}
	switch {
	case s.constant != nil && len(s.steps) == 0 && !s.ownFirst:
		return constant(s.constant)
	case s.constant != nil || len(s.steps) > 0:
		return s.resolver()
	}
	return nil
}

const entityID = "process.entity_id"

// withPID supplies process.entity_id with the values that it has, and with the
// process's number.
func (b *builder) withPID(id, pid event.Resolver) event.Resolver {
	if pid == nil {
		return id
	}
	own := b.schema.Paths().Of(entityID)
	return func(dst []event.Value, src event.Source) []event.Value {
		if id != nil {
			dst = id(dst, src)
		} else {
			dst = src.Append(dst, own)
		}
		return pid(dst, src)
	}
}

// hostID supplies host.id by the host key.
func (b *builder) hostID() event.Resolver {
	s := supplier{blank: emptyIsBlank}
	for _, name := range b.hostKey {
		s.steps = append(s.steps, step{paths: []*event.Path{b.schema.Paths().Of(name)}})
	}
	return s.resolver()
}

// steps returns a row as steps: one for each field of from where the first
// that has a value counts.
func (b *builder) steps(r *row) []step {
	st := step{as: r.as, yield: r.yield}
	if r.when != "" {
		st.when = b.path(r.when)
	}
	var steps []step
	for _, name := range r.from {
		st.paths = append(st.paths, b.path(name))
		if r.yield == union || r.yield == joined {
			continue
		}
		steps = append(steps, st)
		st.paths = nil
	}
	if len(st.paths) > 0 {
		steps = append(steps, st)
	}
	return steps
}

func (b *builder) path(from string) *event.Path { return b.schema.Paths().Of(fullName(from)) }

func constant(values []event.Value) event.Resolver {
	return func(dst []event.Value, _ event.Source) []event.Value { return append(dst, values...) }
}

func texts(list []string) []event.Value {
	values := make([]event.Value, len(list))
	for i, text := range list {
		values[i] = event.StringOf(text)
	}
	return values
}

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
	made    map[made]supply
	count   int    // shapes made so far
	derived []bool // by slot: some shape made so far doesn't take an event's own field first
}

// supply is how a kind of event supplies a field: resolve is nil where the
// event's own field does. fixed are the values if they are the same for every
// event, not nil then. origin is that of the field, if it has one.
type supply struct {
	resolve event.Resolver
	fixed   []event.Value
	origin  *event.Origin
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
	shape := b.newShape(t.name)
	if code != 0 {
		shape.Name += " " + strconv.Itoa(code)
	}
	n := b.schema.Len()
	shape.Resolvers, shape.Fixed, shape.Origins = make([]event.Resolver, n), make([][]event.Value, n), make([]*event.Origin, n)
	for slot := range n {
		s := b.supply(t, rows, b.schema.Field(event.Slot(slot)), code)
		shape.Resolvers[slot], shape.Fixed[slot], shape.Origins[slot] = s.resolve, s.fixed, s.origin
		if s.resolve != nil && (s.origin == nil || s.origin.Own == nil) {
			b.derived[slot] = true
		}
	}
	return shape
}

// newShape returns a shape that supplies nothing yet.
func (b *builder) newShape(name string) *event.Shape {
	shape := &event.Shape{Name: name, Number: b.count}
	b.count++
	return shape
}

// supply returns how events of an id supply a field.
func (b *builder) supply(t *table, rows map[string][]*row, field string, code int) supply {
	switch {
	case field == "host.id":
		return b.hostID()
	case field == "event.code" && code != 0:
		return constant(texts([]string{strconv.Itoa(code)}))
	}
	s := b.cached(t, field, applying(rows[field], code))
	if field == entityID && b.pidToo {
		pid := b.cached(t, "process.pid", applying(rows["process.pid"], code))
		return supply{resolve: b.withPID(s.resolve, pid.resolve)}
	}
	return s
}

// cached is byRows, making each supply but once.
func (b *builder) cached(t *table, field string, rows []*row) supply {
	key := made{table: t, field: field}
	if copy(key.rows[:], rows) == 0 {
		return b.byRows(t, field, rows)
	}
	r, ok := b.made[key]
	if !ok {
		r = b.byRows(t, field, rows)
		b.made[key] = r
	}
	return r
}

// byRows returns how a field is supplied by its rows.
func (b *builder) byRows(t *table, field string, rows []*row) supply {
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
		return s.supply()
	}
	return supply{}
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
func (b *builder) hostID() supply {
	s := supplier{blank: emptyIsBlank}
	for _, name := range b.hostKey {
		s.steps = append(s.steps, step{paths: []*event.Path{b.schema.Paths().Of(name)}})
	}
	return s.supply()
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

// constant supplies every event with the same values, or with none.
func constant(values []event.Value) supply {
	if values == nil {
		values = []event.Value{}
	}
	return supply{
		resolve: func(dst []event.Value, _ event.Source) []event.Value { return append(dst, values...) },
		fixed:   values,
	}
}

func texts(list []string) []event.Value {
	values := make([]event.Value, len(list))
	for i, text := range list {
		values[i] = event.StringOf(text)
	}
	return values
}

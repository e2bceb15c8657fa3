package ecs

import (
	"iter"
	"slices"
	"strconv"
	"strings"
)

// Source is a kind of raw Windows event that this package maps.
type Source struct {
	Name      string   // what people call it: "sysmon"
	Providers []string // winlog.provider_name of its events
	Channels  []string // winlog.channel of its events
	Codes     []int    // the event ids with fields of their own, ascending
	Complete  bool     // whether there are no other ids
	Doc       string   // where its events are described
}

// Sources returns all sources, in the order of the docs. The last one stands
// for every provider that no other names.
func Sources() []Source {
	var list []Source
	for _, t := range allTables() {
		list = append(list, Source{t.name, t.providers, t.channels, t.codes(), t.complete, t.doc})
	}
	return list
}

// Supply is one way in which events of a source supply a field. Those of one
// field and one event id are tried in their order; where none has a value, the
// event's own field of that name counts.
type Supply struct {
	Source     string
	Codes      []int    // event ids; none means every event of the source
	Field      string   // the ECS field
	From       []string // the event's own fields; none for a constant
	Conversion string   // what becomes of their values, in words; "" means they stay as they are
	Constant   []string // the value that the field always has
	Values     []string // all the values it can have, where that is a short list
	Never      bool     // the field is missing even if the event has it
	OwnFirst   bool     // the event's own field comes before this
}

// Supplied iterates over all that is supplied: for the docs.
func Supplied() iter.Seq[Supply] {
	return func(yield func(Supply) bool) {
		for _, t := range allTables() {
			for i := range t.rows {
				if !yield(t.rows[i].supply(t)) {
					return
				}
			}
		}
		for _, t := range allTables() {
			for i := range commonRows {
				if !yield(commonRows[i].supply(t)) {
					return
				}
			}
		}
	}
}

// Answer says whether and how events supply a field.
type Answer struct {
	// Never: no such event has the field. A condition that needs it can't be
	// met by one.
	Never bool

	// AsSent: the field is one that the shipper itself sends, under this name.
	// Rows may come before it.
	AsSent bool

	// Rows are the ways in which the field is supplied, in their order.
	Rows []Supply

	// Values are all the values the field can have; nil means any.
	Values []string
}

// Supplies says whether and how events of a source (a Source's name) and an
// event id supply a field; id 0 stands for all of the source's. A source that
// doesn't exist never supplies anything.
func Supplies(source string, code int, field string) Answer {
	i := slices.IndexFunc(allTables(), func(t *table) bool { return t.name == source })
	if i < 0 {
		return Answer{Never: true}
	}
	t := allTables()[i]
	rows := t.byField()[field]
	a := Answer{AsSent: asSent(field)}
	for _, r := range rows {
		if code == 0 || r.applies(code) {
			a.Rows = append(a.Rows, r.supply(t))
		}
	}
	if code != 0 && len(a.Rows) > 0 && a.Rows[0].Never {
		a.AsSent = false
		a.Never = true
		return a
	}
	a.Never = !a.AsSent && len(a.Rows) == 0
	if a.Values = t.fixed(code, field); a.Values == nil && (!a.AsSent || t.always(code, rows)) {
		a.Values = closed(a.Rows)
	}
	return a
}

// always reports whether rows give every event with an id, or of the table, a
// constant, so that the event's own field never counts.
func (t *table) always(code int, rows []*row) bool {
	constant := func(code int) bool {
		return slices.ContainsFunc(rows, func(r *row) bool {
			return r.is != nil && r.yield != ownElse && r.applies(code)
		})
	}
	if code != 0 || !t.complete {
		return constant(code)
	}
	return !slices.ContainsFunc(t.codes(), func(code int) bool { return !constant(code) })
}

// closed returns the values of rows each of which has a short list of them.
func closed(rows []Supply) []string {
	var values []string
	for _, r := range rows {
		switch {
		case r.Constant != nil:
			values = append(values, r.Constant...)
		case r.Values != nil:
			values = append(values, r.Values...)
		default:
			return nil
		}
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// fixed returns the values of the fields that say what an event is.
func (t *table) fixed(code int, field string) []string {
	switch field {
	case "event.code", "winlog.event_id":
		if code != 0 {
			return []string{strconv.Itoa(code)}
		}
		if t.complete {
			var values []string
			for _, code := range t.codes() {
				values = append(values, strconv.Itoa(code))
			}
			return values
		}
	case "event.provider", "winlog.provider_name":
		return t.providers
	case "winlog.channel":
		return t.channels
	case "host.os.type", "host.os.family":
		return []string{"windows"}
	}
	return nil
}

func (r *row) supply(t *table) Supply {
	s := Supply{
		Source: t.name, Codes: r.on, Field: r.field, Conversion: r.as.name,
		Constant: r.is, Values: r.as.values, Never: r.yield == nothing, OwnFirst: r.yield == ownElse,
	}
	for _, name := range r.from {
		s.From = append(s.From, fullName(name))
	}
	switch r.yield {
	case union:
		s.Conversion = strings.TrimPrefix(s.Conversion+", all of them", ", ")
	case joined:
		s.Conversion = "joined by a backslash"
	}
	if r.when != "" {
		s.Conversion = strings.TrimPrefix(s.Conversion+", if there is "+fullName(r.when), ", ")
	}
	return s
}

// shipped are the fields, or the objects of fields, that Winlogbeat, Filebeat's
// winlog input, libbeat and its add_* processors put into a Windows event.
var shipped = []string{
	"@timestamp", "agent.", "cloud.", "data_stream.", "ecs.version", "elastic_agent.", "error.message",
	"event.action", "event.code", "event.created", "event.dataset", "event.kind", "event.original", "event.outcome",
	"event.provider", "event.timezone", "fields.", "host.", "input.type", "labels.", "log.", "message", "tags", "winlog.",
}

func asSent(field string) bool {
	return slices.ContainsFunc(shipped, func(s string) bool {
		return s == field || strings.HasSuffix(s, ".") && strings.HasPrefix(field, s)
	})
}

func allTables() []*table { return append(slices.Clip(tables), &otherTable) }

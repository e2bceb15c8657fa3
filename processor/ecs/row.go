package ecs

import (
	"slices"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// table says how one provider's events supply fields.
type table struct {
	name      string   // what users call the source: "sysmon"
	providers []string // winlog.provider_name of its events
	channels  []string // winlog.channel of those that name no provider
	doc       string   // where the facts come from
	blank     blanks   // values that stand for none
	rows      []row
	complete  bool // whether rows name every event id there is
}

// row says where one field comes from, for some event ids. Rows of one field
// and one id are tried in their order; where all yield nothing, the event's own
// field of that name is read.
type row struct {
	field string
	on    []int      // event ids; nil means every id of the table
	from  []string   // names in winlog.event_data, or with a dot whole names
	as    conversion // what becomes of a value; zero means it stays as it is
	is    []string   // a constant instead of from and as
	when  string     // a field as in from, without which the row yields nothing
	yield precedence
}

// byField returns the table's rows and the common ones, in their order.
func (t *table) byField() map[string][]*row {
	rows := make(map[string][]*row)
	for _, list := range [][]row{t.rows, commonRows} {
		for i := range list {
			r := &list[i]
			rows[r.field] = append(rows[r.field], r)
		}
	}
	return rows
}

// applying returns those of some rows that apply to an event id; 0 stands for
// ids that no row names.
func applying(rows []*row, code int) []*row {
	var list []*row
	for _, r := range rows {
		if r.applies(code) {
			list = append(list, r)
		}
	}
	return list
}

func (r *row) applies(code int) bool { return r.on == nil || slices.Contains(r.on, code) }

// codes returns the ids that rows of the table name, in ascending order.
func (t *table) codes() []int {
	var codes []int
	for _, r := range t.rows {
		codes = append(codes, r.on...)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// precedence says which of several values a row yields.
type precedence uint8

const (
	first   precedence = iota // the first of from that has any
	union                     // those of all of from, each once
	joined                    // those of all of from, joined by backslashes; nothing unless all have one
	ownElse                   // the event's own field; the row's only without it
	nothing                   // none: the pipelines move the value elsewhere, and rules count on that
)

// conversion makes values of a field of a value of the event: at most one, or
// any number. The function's result depends on nothing else.
type conversion struct {
	name string // for the docs; it completes "process.name: Image, …"
	one  func(v event.Value) (event.Value, bool)
	many func(dst []event.Value, v event.Value) []event.Value

	values []string // all it can yield, where that is a short list
}

// verbatim leaves values as they are.
var verbatim conversion

// blanks says which texts of an event stand for no value.
type blanks uint8

const (
	emptyIsBlank  blanks = iota // ""
	sysmonIsBlank               // "", "-" and the GUID of no process
)

// zeroGUID is the ProcessGuid that Sysmon gives a process it doesn't know.
const zeroGUID = "{00000000-0000-0000-0000-000000000000}"

func (b blanks) has(v event.Value) bool {
	if v.Kind() != event.String {
		return false
	}
	s := v.Str()
	if b == sysmonIsBlank {
		return s == "" || s == "-" || s == zeroGUID
	}
	return s == ""
}

// join returns all ids of several lists.
func join(lists ...[]int) []int {
	var all []int
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

// span returns the ids from first to last, both included.
func span(first, last int) []int {
	ids := make([]int, 0, last-first+1)
	for id := first; id <= last; id++ {
		ids = append(ids, id)
	}
	return ids
}

package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
)

// otherIDs stands for the event ids of a source that have no fields of their
// own.
const otherIDs = -1

// kindsOf returns the ids of a source's events.
func kindsOf(s ecs.Source) []int {
	ids := slices.Clone(s.Codes)
	if !s.Complete {
		ids = append(ids, otherIDs)
	}
	return ids
}

func namesID(field string) bool { return field == "event.code" || field == "winlog.event_id" }

// answers remembers what package ecs says, which is costly to ask for every
// rule, id and field anew.
var answers supplies

// supplies says whether and how events of a source with an id supply a field.
type supplies struct {
	mu     sync.Mutex
	byID   map[idKey]ecs.Answer
	byRows map[rowsKey]ecs.Answer
}

type idKey struct {
	source, field string
	id            int
}

// rowsKey names an answer by the rows of the field that apply: ids to which
// the same apply have the same answer.
type rowsKey struct{ source, field, rows string }

func (c *supplies) of(s ecs.Source, id int, field string) ecs.Answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byID == nil {
		c.byID, c.byRows = make(map[idKey]ecs.Answer), make(map[rowsKey]ecs.Answer)
	}
	key := idKey{s.Name, field, id}
	a, ok := c.byID[key]
	if !ok {
		a = c.ask(s, id, field)
		c.byID[key] = a
	}
	return a
}

func (c *supplies) ask(s ecs.Source, id int, field string) ecs.Answer {
	if namesID(field) {
		if id == otherIDs {
			id = 0 // its values aren't otherIDs
		}
		return ecs.Supplies(s.Name, id, field)
	}
	every := rowsKey{s.Name, field, "all"}
	all, ok := c.byRows[every]
	if !ok {
		all = ecs.Supplies(s.Name, 0, field)
		c.byRows[every] = all
	}
	var rows strings.Builder
	for i, row := range all.Rows {
		if row.Codes == nil || slices.Contains(row.Codes, id) {
			fmt.Fprintf(&rows, "%d ", i)
		}
	}
	key := rowsKey{s.Name, field, rows.String()}
	a, ok := c.byRows[key]
	if !ok {
		a = ecs.Supplies(s.Name, id, field)
		c.byRows[key] = a
	}
	return a
}

// idText writes event ids as ranges: "events 1-5, 7 and those of all other ids".
func idText(ids []int) string {
	var parts []string
	others := false
	for i := 0; i < len(ids); i++ {
		if ids[i] == otherIDs {
			others = true
			continue
		}
		first := i
		for i+1 < len(ids) && ids[i+1] == ids[i]+1 {
			i++
		}
		switch {
		case i == first:
			parts = append(parts, strconv.Itoa(ids[i]))
		case i == first+1:
			parts = append(parts, strconv.Itoa(ids[first]), strconv.Itoa(ids[i]))
		default:
			parts = append(parts, fmt.Sprintf("%d-%d", ids[first], ids[i]))
		}
	}
	text := strings.Join(parts, ", ")
	switch {
	case text == "":
		return "events of all other ids"
	case others:
		return "events " + text + " and those of all other ids"
	case len(ids) == 1:
		return "event " + text
	}
	return "events " + text
}

// named returns the sources with these names; a hyphen may stand for a blank.
func named(names []string) ([]ecs.Source, error) {
	var found []ecs.Source
	for _, name := range names {
		i := slices.IndexFunc(ecs.Sources(), func(s ecs.Source) bool { return flagName(s) == strings.ReplaceAll(name, " ", "-") })
		if i < 0 {
			return nil, fmt.Errorf("there is no source %q: use %s", name, sourceNames())
		}
		found = append(found, ecs.Sources()[i])
	}
	return found, nil
}

// sourceNames lists all sources as the command line names them.
func sourceNames() string {
	var names []string
	for _, s := range ecs.Sources() {
		names = append(names, flagName(s))
	}
	return strings.Join(names, ", ")
}

func flagName(s ecs.Source) string { return strings.ReplaceAll(s.Name, " ", "-") }

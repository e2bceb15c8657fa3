package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/engine"
)

// fails reports whether it is certain that no event of a source with this id
// meets a requirement.
func fails(s ecs.Source, id int, r engine.Requirement) bool {
	a := answers.of(s, id, r.Field)
	switch {
	case a.Never:
		return true
	case id == otherIDs && namesID(r.Field):
		return r.Words != nil && !slices.ContainsFunc(r.Words, func(word string) bool { return !isCode(s, word) })
	}
	return a.Values != nil && !r.MetBy(a.Values)
}

// isCode reports whether a literal is an event id with fields of its own.
func isCode(s ecs.Source, literal string) bool {
	if text, err := strconv.Unquote(literal); err == nil {
		literal = text
	}
	id, err := strconv.Atoi(literal)
	return err == nil && strconv.Itoa(id) == literal && slices.Contains(s.Codes, id)
}

// reach is which events of a source may match a step.
type reach struct {
	source ecs.Source
	ids    []int // that may match; none means that no event can
	// lacks is why the others can't: together they exclude them.
	lacks []lack
}

// lack is a requirement that events of a source don't meet.
type lack struct {
	engine.Requirement
	ids    []int // that it excludes, less those that another lack has excluded
	but    []int // that it was left to others to exclude; for the first lack only
	absent bool  // whether ids never have the field at all
}

// reachOf says which events of a source may match a step. It errs on the side
// of those that may.
func reachOf(s ecs.Source, step engine.StepDescription) reach {
	r := reach{source: s}
	if step.Never {
		return r
	}
	var excluded []int
	for _, id := range kindsOf(s) {
		if slices.ContainsFunc(step.Requirements, func(q engine.Requirement) bool { return fails(s, id, q) }) {
			excluded = append(excluded, id)
		} else {
			r.ids = append(r.ids, id)
		}
	}
	first := true
	for len(excluded) > 0 {
		best := lack{}
		for _, q := range step.Requirements {
			failing := slices.DeleteFunc(slices.Clone(excluded), func(id int) bool { return !fails(s, id, q) })
			if len(failing) > len(best.ids) {
				best = lack{Requirement: q, ids: failing}
			}
		}
		best.absent = !slices.ContainsFunc(best.ids, func(id int) bool { return !answers.of(s, id, best.Field).Never })
		excluded = slices.DeleteFunc(excluded, func(id int) bool { return slices.Contains(best.ids, id) })
		if first {
			best.but, first = slices.Clone(excluded), false
		}
		r.lacks = append(r.lacks, best)
	}
	return r
}

// text names the source and those of its event ids that are meant, unless they
// are all there are.
func (r *reach) text(ids []int, all int) string {
	if len(ids) == all {
		return r.source.Name
	}
	return r.source.Name + " (" + idText(ids) + ")"
}

// why says why no event of the source can match.
func (r *reach) why() string {
	if len(r.lacks) == 0 {
		return "its condition is false of every event"
	}
	reasons := make([]string, len(r.lacks))
	for i, l := range r.lacks {
		reasons[i] = l.String()
		switch {
		case i > 0:
			reasons[i] += " (" + idText(l.ids) + ")"
		case len(l.but) > 0:
			reasons[i] += ", but for " + idText(l.but)
		}
	}
	return strings.Join(reasons, "; ")
}

// String says what is lacking: `event.category is never "library"`.
func (l lack) String() string {
	text := "no event has " + l.Field
	if l.Words != nil && !l.absent {
		const most = 4
		words := l.Words
		more := ""
		if len(words) > most {
			words, more = words[:most], fmt.Sprintf(" or %d others", len(l.Words)-most)
		}
		text = l.Field + " is never " + strings.Join(words, " or ") + more
	}
	return text
}

// obstacle is a step that no event of some sources can match, so that its rule
// never fires on them alone.
type obstacle struct {
	step   int // 0 where the rule has only one
	fields []string
	reason string
}

// String is one line for people.
func (o obstacle) String() string {
	if o.step == 0 {
		return o.reason
	}
	return fmt.Sprintf("step %d: %s", o.step, o.reason)
}

// obstaclesOf returns the steps of a rule that no event of these sources can
// match. It returns none unless it is certain.
func obstaclesOf(d engine.Description, sources []ecs.Source) []obstacle {
	var found []obstacle
	for _, step := range d.Steps {
		if step.Missing || step.Until {
			continue // the rule fires where no event matches these
		}
		o := obstacle{step: step.Number}
		if len(d.Steps) == 1 {
			o.step = 0
		}
		var why reasons
		possible := false
		for _, s := range sources {
			r := reachOf(s, step)
			possible = possible || len(r.ids) > 0
			for _, l := range r.lacks {
				o.fields = appendNew(o.fields, l.Field)
			}
			why.add(r.why(), s.Name)
		}
		switch {
		case possible:
			continue
		case len(why.order) == 1:
			o.reason = why.order[0]
		default:
			o.reason = strings.Join(why.texts(), "; ")
		}
		found = append(found, o)
	}
	return found
}

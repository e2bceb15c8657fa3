package engine

import (
	"slices"
	"testing"

	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/match"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// plainly finds the steps that an event matches as they are written: each with
// all of its condition, then its category.
type plainly struct {
	engine   *Engine
	view     *event.View
	state    *match.State
	category event.Slot
}

func newPlainly(e *Engine) *plainly {
	v := event.NewView(e.schema, e.mapping)
	category, _ := e.schema.Lookup(rule.DefaultCategoryField)
	return &plainly{engine: e, view: v, state: match.NewState(e.compiler, v), category: category}
}

func (p *plainly) steps(src event.Source) []*step {
	p.view.Reset(src)
	p.state.Reset()
	var found []*step
	for _, plan := range p.engine.plans {
		for _, s := range plan.steps {
			inCategory := s.category == "" || slices.Contains(p.view.Values(p.category), event.StringOf(s.category))
			if s.condition.Match(p.state) && inCategory {
				found = append(found, s)
			}
		}
	}
	return found
}

// checkDispatch checks that a session tests its way to the steps that match,
// to no other and to each once.
func checkDispatch(t *testing.T, s *Session, p *plainly, src event.Source) {
	t.Helper()
	s.view.Reset(src)
	s.state.Reset()
	s.hits = s.hits[:0]
	s.round++
	s.candidates(s.tree().root)
	got, want := slices.Clone(s.hits), p.steps(src)
	slices.SortFunc(got, func(a, b *step) int { return a.id - b.id })
	slices.SortFunc(want, func(a, b *step) int { return a.id - b.id })
	if !slices.Equal(got, want) {
		t.Errorf("%s: dispatch finds %s, the conditions alone %s", s.view.Shape().Name, namesOf(got), namesOf(want))
	}
}

func namesOf(steps []*step) (names []string) {
	for _, s := range steps {
		names = append(names, s.plan.rule.Query)
	}
	return names
}

func TestDispatchFindsTheStepsThatMatch(t *testing.T) {
	var (
		rules   []*rule.Rule
		streams [][]conformanceEvent
	)
	for _, folder := range []string{"cases", "rules"} {
		for _, f := range conformanceFiles(t, folder) {
			for _, c := range f.Case {
				if c.Refused == "" {
					rules, streams = append(rules, f.rules(t, c)...), append(streams, f.stream(t, c))
				}
			}
		}
	}
	e, failed := New(Options{Rules: rules, MaxBytes: 64 << 20, Pipes: true})
	for _, err := range failed {
		t.Fatal(err)
	}
	s, p := e.Session(), newPlainly(e)
	shapes := make(map[string]int)
	for _, stream := range streams {
		for _, ev := range stream {
			doc := s.Document(nil)
			doc.Reset(ev.fields, ev.at)
			checkDispatch(t, s, p, doc)
			shapes[s.view.Shape().Name]++
		}
	}
	t.Logf("%d steps, events by shape: %v", len(e.dispatch.steps), shapes)
	if len(shapes) < 5 {
		t.Errorf("events of few shapes: %v", shapes)
	}
}

func TestDispatchFindsTheStepsThatMatchRecordedEvents(t *testing.T) {
	e, _ := New(Options{Rules: append(published(t), rule.Builtin()), MaxBytes: 64 << 20})
	s, p := e.Session(), newPlainly(e)
	doc := s.Document(nil)
	for _, name := range []string{"attack/schtask-modification.edge.ndjson", "attack/schtask-modification.ecs.ndjson"} {
		for _, ev := range readRecording(t, name) {
			doc.Reset(ev.fields, ev.time)
			checkDispatch(t, s, p, doc)
		}
	}
}

package match

import (
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// fields is an event as the tests write it.
type fields = map[string]any

// parse returns the tree of a condition that has to be valid.
func parse(t testing.TB, condition string) eql.Expr {
	t.Helper()
	q, err := eql.Parse("any where " + condition)
	if err == nil {
		err = eql.Check(q)
	}
	if err != nil {
		t.Fatalf("%s: %v", condition, err)
	}
	return q.Body.(*eql.EventQuery).Condition
}

// subject is a compiled condition and what it needs to be asked about events.
type subject struct {
	compiler  *Compiler
	condition *Condition
	document  *event.Document
	view      *event.View
	state     *State
}

// compile compiles a condition that has to be valid.
func compile(t testing.TB, condition string) *subject {
	t.Helper()
	return compileTree(t, parse(t, condition))
}

func compileTree(t testing.TB, tree eql.Expr) *subject {
	t.Helper()
	schema := event.NewSchema()
	s := &subject{compiler: NewCompiler(schema)}
	var err error
	if s.condition, err = s.compiler.Compile(tree); err != nil {
		t.Fatalf("%s: %v", eql.Print(tree), err)
	}
	s.document = event.NewDocument(schema.Paths(), nil)
	s.view = event.NewView(schema, event.AsIs)
	s.state = NewState(s.compiler, s.view)
	return s
}

// compileQuery compiles a query's condition and its category.
func compileQuery(c *Compiler, q *eql.EventQuery) (*Condition, error) {
	cond, err := c.Compile(q.Condition)
	if err != nil {
		return nil, err
	}
	return c.InCategory(cond, "event.category", q.Category), nil
}

// show makes an event the one that is asked about.
func (s *subject) show(e fields) {
	s.document.Reset(e, time.Time{})
	s.view.Reset(s.document)
	s.state.Reset()
}

func (s *subject) matches(e fields) bool {
	s.show(e)
	return s.condition.Match(s.state)
}

// refusal returns the errors of a condition that passes the checker and is
// refused here.
func refusal(t *testing.T, condition string) eql.Errors {
	t.Helper()
	_, err := NewCompiler(event.NewSchema()).Compile(parse(t, condition))
	errs, ok := err.(eql.Errors)
	if !ok {
		t.Fatalf("%s: error %v, want eql.Errors", condition, err)
	}
	return errs
}

// outcome is one event and whether a condition is true of it.
type outcome struct {
	name      string
	condition string
	event     fields
	want      bool
}

func checkOutcomes(t *testing.T, table []outcome) {
	t.Helper()
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			if got := compile(t, tt.condition).matches(tt.event); got != tt.want {
				t.Errorf("%s of %v is %v", tt.condition, tt.event, got)
			}
		})
	}
}

func stringValue(s string) event.Value { return event.StringOf(s) }

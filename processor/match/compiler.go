// Package match turns conditions, the expressions behind `where`, into
// matchers over a view of an event. What a condition means is Elasticsearch's
// to say: true of an event or not, where `not` is the complement; unknown only
// inside of one comparison or call.
package match

import (
	"cmp"
	"slices"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// Compiler compiles the conditions of many rules against one schema, to which
// it adds the fields they read. Equal leaves of all of them are one leaf, so
// that a State tests each once per event. It is used by one goroutine.
type Compiler struct {
	schema *event.Schema
	leaves []leaf
	byKey  map[string]*leaf
}

// NewCompiler returns a Compiler without leaves.
func NewCompiler(schema *event.Schema) *Compiler {
	return &Compiler{schema: schema, byKey: make(map[string]*leaf)}
}

// Compile compiles a condition of a query that passed eql.Check. The error, if
// any, is of type eql.Errors, sorted by position; the Compiler is as before
// then.
func (c *Compiler) Compile(e eql.Expr) (*Condition, error) {
	b := &builder{}
	whole := b.condition(e)
	if len(b.errs) > 0 {
		slices.SortStableFunc(b.errs, func(x, y *eql.Error) int {
			return cmp.Or(cmp.Compare(x.Span.Start, y.Span.Start), cmp.Compare(x.Span.End, y.Span.End))
		})
		return nil, b.errs
	}
	c.intern(whole)
	return &Condition{whole: whole}, nil
}

// InCategory returns the condition together with the test of the event category
// before `where`: whether any value of field is its name, with case. The
// category `any` tests nothing.
func (c *Compiler) InCategory(cond *Condition, field string, cat eql.Category) *Condition {
	if cat.Any {
		return cond
	}
	category := leafClause(&leaf{kind: leafTest, fields: []string{field}, test: newTextSet([]string{cat.Name})})
	c.intern(category)
	return &Condition{whole: andClause(category, cond.whole)}
}

// Leaves returns the number of different leaves.
func (c *Compiler) Leaves() int { return len(c.leaves) }

// intern makes equal leaves one, and gives it its slots and its number.
func (c *Compiler) intern(w *clause) {
	for _, kid := range w.kids {
		c.intern(kid)
	}
	if w.op != clauseLeaf {
		return
	}
	key := w.leaf.key()
	if known := c.byKey[key]; known != nil {
		known.uses++
		w.leaf = known
		return
	}
	l := w.leaf
	l.slots = make([]event.Slot, len(l.fields))
	for i, field := range l.fields {
		l.slots[i] = c.schema.Slot(field)
	}
	if l.kind == leafTest {
		l.demand = l.test.demand()
	}
	l.slot, l.uses, l.id = l.slots[0], 1, int32(len(c.leaves))
	c.byKey[key] = l
	c.leaves = append(c.leaves, *l)
}

package match

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// rulesDir holds published rules, which their licence keeps out of the
// repository: tests that need them are skipped where they are absent.
const rulesDir = "../../../shared/rules"

// publishedEvents returns the event queries of all steps of all rules.
func publishedEvents(tb testing.TB) []*eql.EventQuery {
	tb.Helper()
	if _, err := os.Stat(rulesDir); err != nil {
		tb.Skipf("no published rules: %v", err)
	}
	var events []*eql.EventQuery
	err := filepath.WalkDir(rulesDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".toml" {
			return err
		}
		file, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, query, _ := strings.Cut(string(file), "\nquery = '''")
		query, _, ok := strings.Cut(query, "\n'''")
		if !ok {
			tb.Errorf("%s: no query found", path)
			return nil
		}
		q, err := eql.Parse(query)
		if err != nil {
			tb.Errorf("%s: %v", path, err)
			return nil
		}
		events = append(events, eventQueries(q)...)
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	if len(events) == 0 {
		tb.Fatal("no rules found")
	}
	return events
}

func eventQueries(q *eql.Query) []*eql.EventQuery {
	var all []*eql.EventQuery
	terms := func(terms ...*eql.Term) {
		for _, t := range terms {
			if t != nil {
				all = append(all, t.Event)
			}
		}
	}
	switch body := q.Body.(type) {
	case *eql.EventQuery:
		all = append(all, body)
	case *eql.Sequence:
		terms(append(body.Terms, body.Until)...)
	case *eql.Sample:
		terms(body.Terms...)
	}
	return all
}

func TestEveryPublishedRuleCompiles(t *testing.T) {
	events := publishedEvents(t)
	c := NewCompiler(event.NewSchema())
	start := time.Now()
	requiring, nodes := 0, 0
	for _, e := range events {
		cond, err := compileQuery(c, e)
		if err != nil {
			t.Errorf("%s: %v", eql.Print(e.Condition), err)
			continue
		}
		cond.assemble()
		nodes += len(cond.nodes)
		for _, r := range cond.Requirements() {
			if r.Keys != nil && c.schema.Field(r.Slot) != "event.category" {
				requiring++
				break
			}
		}
	}
	kinds := map[leafKind]int{}
	for i := range c.leaves {
		kinds[c.leaves[i].kind]++
	}
	t.Logf("%d conditions in %v: %d nodes, %d leaves (%d expressions), %d conditions require a literal besides the category",
		len(events), time.Since(start), nodes, c.Leaves(), kinds[leafExpression], requiring)
}

// The values of random events are the literals of the rule that they meet.
func TestPublishedRulesAgreeWithReference(t *testing.T) {
	for n, e := range publishedEvents(t) {
		if strings.Contains(eql.Print(e.Condition), "regex") {
			continue // the reference knows Go's dialect only
		}
		s := compileTree(t, e.Condition)
		values := literalsByField(e.Condition)
		g := maker{rand.New(rand.NewPCG(uint64(n), 3))}
		for range 20 {
			event, ref := fields{}, reference{}
			for field, all := range values {
				var some []any
				for range g.IntN(3) {
					some = append(some, all[g.IntN(len(all))])
				}
				event[field], ref[field] = some, some
			}
			got, want := s.matches(event), ref.matches(e.Condition)
			if got != want {
				t.Fatalf("%s\nof %#v\nis %v, want %v", eql.Print(e.Condition), event, got, want)
			}
			for _, r := range s.condition.Requirements() {
				if got && !r.MetBy(s.view.Values(r.Slot)) {
					t.Fatalf("%s\nof %#v is true, but doesn't meet %v", eql.Print(e.Condition), event, r)
				}
			}
		}
	}
}

// literalsByField returns, for each field, values it is compared with; stars
// stand for some text.
func literalsByField(e eql.Expr) map[string][]any {
	values := map[string][]any{}
	add := func(x eql.Expr, literals ...eql.Expr) {
		f, ok := x.(*eql.Field)
		if !ok {
			return
		}
		for _, l := range literals {
			if l, ok := l.(*eql.Literal); ok && l.Kind != eql.NullLiteral {
				v := literal(l)
				if i, ok := v.(int32); ok {
					v = int64(i)
				}
				if s, ok := v.(string); ok {
					v = strings.NewReplacer("*", "st", "?", "q").Replace(s)
				}
				values[f.Name] = append(values[f.Name], v)
			}
		}
	}
	eql.Walk(e, func(e eql.Expr) bool {
		switch e := e.(type) {
		case *eql.Field:
			values[e.Name] = append(values[e.Name], "other", int64(7), true)
		case *eql.Comparison:
			add(e.Left, e.Right)
		case *eql.In:
			add(e.X, e.Members...)
		case *eql.Pattern:
			for _, p := range e.Patterns {
				add(e.X, p)
			}
		case *eql.Call:
			add(e.Args[0], e.Args[1:]...)
		}
		return true
	})
	return values
}

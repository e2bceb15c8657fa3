package match

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

func TestFieldsInOrderOfFirstAppearance(t *testing.T) {
	table := []struct {
		condition string
		want      []string
	}{
		{`b == 1 and a == 2 and b == 3`, []string{"b", "a"}},
		{`7 == c or not (a : "x*")`, []string{"c", "a"}},
		{`concat(z, y, z) == "q" and y == "1"`, []string{"z", "y"}},
		{`a == 1 or b == 2 and false`, []string{"a"}},
		{`not flag`, []string{"flag"}},
		{`true`, nil},
	}
	for _, tt := range table {
		s := compile(t, tt.condition)
		var got []string
		for _, slot := range s.condition.Fields() {
			got = append(got, s.compiler.schema.Field(slot))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s reads %v, want %v", tt.condition, got, tt.want)
		}
	}
}

func TestCategory(t *testing.T) {
	table := []struct {
		name  string
		query string
		event fields
		want  bool
	}{
		{"equal", `process where true`, fields{"event.category": "process"}, true},
		{"with case", `process where true`, fields{"event.category": "Process"}, false},
		{"any element", `process where true`, fields{"event.category": []any{"file", "process"}}, true},
		{"missing", `process where true`, fields{}, false},
		{"no wildcards", `"pro*" where true`, fields{"event.category": "process"}, false},
		{"any asks for nothing", `any where x == 1`, fields{"x": 1}, true},
		{"category and condition", `process where x == 1`, fields{"event.category": "process", "x": 2}, false},
		{"null stays null", `process where null`, fields{"event.category": "process"}, false},
	}
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			q, err := eql.Parse(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			e := q.Body.(*eql.EventQuery)
			schema := event.NewSchema()
			s := &subject{compiler: NewCompiler(schema)}
			if s.condition, err = compileQuery(s.compiler, e); err != nil {
				t.Fatal(err)
			}
			s.document = event.NewDocument(schema.Paths(), nil)
			s.view = event.NewView(schema, event.AsIs)
			s.state = NewState(s.compiler, s.view)
			if got := s.matches(tt.event); got != tt.want {
				t.Errorf("%s of %v is %v", tt.query, tt.event, got)
			}
		})
	}
}

func TestEqualLeavesAreOne(t *testing.T) {
	table := []struct {
		name       string
		conditions []string
		want       int
	}{
		{"the same text", []string{`a == "x"`, `a == "x"`}, 1},
		{"within one condition", []string{`a == "x" or (b == 1 and a == "x")`}, 2},
		{"order and repetition in a list", []string{`a in ("x", "y")`, `a in ("y", "x", "y")`}, 1},
		{"in with one member is equality", []string{`a in ("x")`, `a == "x"`}, 1},
		{"inequality is a negated equality", []string{`a == "x"`, `a != "x"`}, 1},
		{"case where it is ignored", []string{`a : "X*"`, `a : "x*"`, `a like~ "x*"`}, 1},
		{"case where it counts", []string{`a == "X"`, `a == "x"`}, 2},
		{"either side", []string{`5 > a`, `a < 5`}, 1},
		{"other field", []string{`a == "x"`, `b == "x"`}, 2},
		{"other type", []string{`a == "1"`, `a == 1`, `a == 1.5`}, 3},
		{"other operator", []string{`a < 1`, `a <= 1`, `a == 1`, `a in~ ("1")`}, 4},
		{"null checks", []string{`a == null`, `a != null`, `null == a`}, 1},
		{"expressions", []string{`length(a) > 1`, `LENGTH(a) > 1 or a == "x"`, `length(a) > 2`}, 3},
		{"flags", []string{`a`, `not a`, `a == true`, `a == false`}, 2},
		{"a separator in a literal", []string{`a in ("x\",\"y")`, `a in ("x", "y")`}, 2},
		{"affixes", []string{`startsWith(a, "x")`, `endsWith(a, "x")`, `startsWith~(a, "x")`, `startsWith~(a, "X")`}, 3},
		{"addresses", []string{`a.ip == "10.0.0.1"`, `cidrMatch(a.ip, "10.0.0.1/32")`, `a.ip : "::ffff:10.0.0.1"`}, 1},
	}
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			c := NewCompiler(event.NewSchema())
			for _, text := range tt.conditions {
				if _, err := c.Compile(parse(t, text)); err != nil {
					t.Fatal(err)
				}
			}
			if c.Leaves() != tt.want {
				t.Errorf("%v: %d leaves, want %d", tt.conditions, c.Leaves(), tt.want)
			}
		})
	}
}

func TestRefusedConditionLeavesCompilerAsItWas(t *testing.T) {
	schema := event.NewSchema()
	c := NewCompiler(schema)
	if _, err := c.Compile(parse(t, `a == 1 and b regex "("`)); err == nil {
		t.Fatal("no error")
	}
	if c.Leaves() != 0 || schema.Len() != 0 {
		t.Errorf("%d leaves, %d fields", c.Leaves(), schema.Len())
	}
}

// A leaf that fails counts one failure, however often conditions ask for it.
func TestLeafIsTestedOncePerEvent(t *testing.T) {
	s := compile(t, `1 / n == 1 or (a == 1 and 1 / n == 1) or not (1 / n == 1)`)
	for range 3 * maxRound {
		if !s.matches(fields{"n": 0, "a": 1}) {
			t.Fatal("the negation of a leaf that failed is true")
		}
	}
	if want := uint64(3 * maxRound); s.state.Failures != want {
		t.Errorf("%d failures, want %d", s.state.Failures, want)
	}
}

func TestResetForgetsForEver(t *testing.T) {
	s := compile(t, `a == 1`)
	for n := range 1000 {
		if got := s.matches(fields{"a": n % 2}); got != (n%2 == 1) {
			t.Fatalf("event %d: %v", n, got)
		}
	}
	// Entries of a round must not look new when its number comes again.
	two := compile(t, `a == 1 or b == 1`)
	two.matches(fields{"b": 1})
	for range maxRound - 1 {
		two.matches(fields{"a": 1}) // doesn't ask for b
	}
	if two.matches(fields{}) {
		t.Error("an outcome of an earlier event was used")
	}
}

func TestPrecedenceAndNesting(t *testing.T) {
	for n := range 8 {
		a, b, c := n&1 != 0, n&2 != 0, n&4 != 0
		event := fields{"a": a, "b": b, "c": c}
		for condition, want := range map[string]bool{
			`a or b and c`:                           a || b && c,
			`(a or b) and c`:                         (a || b) && c,
			`not a or b`:                             !a || b,
			`not (a or b)`:                           !(a || b),
			`not (a and not (b or not c))`:           !(a && !(b || !c)),
			`a and b or not a and c or b and not c`:  a && b || !a && c || b && !c,
			`not not a`:                              a,
			`(a or b) and (b or c) and (a or not c)`: (a || b) && (b || c) && (a || !c),
		} {
			if got := compile(t, condition).matches(event); got != want {
				t.Errorf("%s of %v is %v", condition, event, got)
			}
		}
	}
}

// everyLeaf has one leaf of every kind, none of which matches everyEvent.
var (
	everyLeaf = `not (s == "no" or s in ("a", "b", "c", "d", "e", "f") or s in~ ("a", "b", "c", "d", "e", "f") or
		s : ("x*", "*x", "*q*", "x?y", "*a*b*z", "*foo*", "*bar*", "*baz*") or s regex "[0-9]+x.*" or s == null or n == 7 or
		n in (1, 2, 3, 4, 5, 6, 7, 8, 9) or n > 4000 or n : "9*" or s > "zz" or flag == false or cidrMatch(src.ip, "10.0.0.0/8", "fe80::/10") or
		src.ip == "::1" or event.created > "2025" or startsWith~(s, "q") or endsWith(s, "q") or stringContains~(s, "qq") or
		length(s) > 100 or startsWith~(s, t) or endsWith~(substring(s, 0, length(s) - 1), t) or indexOf(s, t) == 3 or n + 1 == 3 or
		concat(s, ":", n) == "x" or between(s, "a", "b") == "x" or number(digits) == 4 or string(n) : "5*" or many == "q" or
		concat(many, s) == "x")`
	everyEvent = fields{"s": `C:\Windows\System32\svchost.exe -k netsvcs`, "t": "nothing", "n": 3389, "flag": true, "src.ip": "192.168.1.77",
		"event.created": "2024-05-06T07:08:09.123Z", "digits": "17", "many": []any{"one", "two", "three"}}
)

func TestMatchAllocatesNothing(t *testing.T) {
	s := compile(t, everyLeaf)
	if !s.matches(everyEvent) {
		t.Fatal("a leaf matches")
	}
	allocations := testing.AllocsPerRun(200, func() {
		s.document.Reset(everyEvent, time.Time{})
		s.view.Reset(s.document)
		s.state.Reset()
		s.condition.Match(s.state)
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func ExampleCompiler() {
	q, _ := eql.Parse(`network where destination.port == 135 and not cidrMatch(destination.ip, "127.0.0.0/8")`)
	e := q.Body.(*eql.EventQuery)
	schema := event.NewSchema()
	c := NewCompiler(schema)
	cond, _ := c.Compile(e.Condition)
	cond = c.InCategory(cond, "event.category", e.Category)

	d := event.NewDocument(schema.Paths(), nil)
	v := event.NewView(schema, event.AsIs)
	s := NewState(c, v)
	for _, ip := range []string{"10.1.2.3", "127.0.0.1"} {
		d.Reset(map[string]any{
			"event":       map[string]any{"category": []any{"network"}},
			"destination": map[string]any{"port": 135, "ip": ip},
		}, time.Time{})
		v.Reset(d)
		s.Reset()
		fmt.Println(ip, cond.Match(s))
	}
	// Output:
	// 10.1.2.3 true
	// 127.0.0.1 false
}

func TestConditionsAreSharedByGoroutines(t *testing.T) {
	s := compile(t, everyLeaf)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			d := event.NewDocument(s.compiler.schema.Paths(), nil)
			v := event.NewView(s.compiler.schema, event.AsIs)
			state := NewState(s.compiler, v)
			for n := range 300 {
				d.Reset(everyEvent, time.Time{})
				if n%2 == 1 {
					d.Reset(fields{"s": "no"}, time.Time{})
				}
				v.Reset(d)
				state.Reset()
				if s.condition.Match(state) != (n%2 == 0) {
					t.Error("wrong")
				}
			}
		})
	}
	group.Wait()
}

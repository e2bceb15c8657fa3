package match

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// shown writes requirements as `field in (words)`, or `field` where any value
// will do.
func shown(s *subject) string {
	var all []string
	for _, r := range s.condition.Requirements() {
		one := s.compiler.schema.Field(r.Slot)
		if r.Keys != nil {
			words := slices.Clone(r.Words)
			slices.Sort(words)
			one += " in (" + strings.Join(words, ", ") + ")"
		}
		all = append(all, one)
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}

func TestRequirements(t *testing.T) {
	table := []struct{ name, condition, want string }{
		{"equality", `a == "x"`, `a in ("x")`},
		{"a number", `a == 135`, `a in (135)`},
		{"a flag", `a`, `a in (true)`},
		{"a list", `a in ("x", "y")`, `a in ("x", "y")`},
		{"patterns without wildcards", `a : ("x", "Y")`, `a in ("x", "y")`},
		{"a pattern with wildcards wants any value", `a : ("x", "y*")`, `a`},
		{"order wants any value", `a > 5`, `a`},
		{"not null wants any value", `a != null`, `a`},
		{"null wants nothing", `a == null`, ``},
		{"inequality wants nothing", `a != "x"`, ``},
		{"an expression wants nothing", `length(a) > 5`, ``},
		{"cidrMatch wants any value", `cidrMatch(a, "10.0.0.0/8")`, `a`},
		{"an address wants any value", `a.ip == "10.0.0.1"`, `a.ip`},
		{"a date wants any value", `event.created == "2024"`, `event.created`},
		{"both of and", `a == "x" and b == "y"`, `a in ("x"); b in ("y")`},
		{"the shorter list of and", `a in ("x", "y") and a == "z" and a : "w*"`, `a in ("z")`},
		{"what both of or want", `(a == "x" and b == "y") or (a == "z" and c == "q")`, `a in ("x", "z")`},
		{"different fields of or", `a == "x" or b == "y"`, ``},
		{"any value in one of or", `a == "x" or a : "y*"`, `a`},
		{"a negated or", `not (a == null or b == null)`, `a; b`},
		{"a negated and", `not (a == null and b == null)`, ``},
		{"a double negation", `not not a == "x"`, `a in ("x")`},
		{"not under and", `a == "x" and not b == "y"`, `a in ("x")`},
		{"a literal twice", `a == "x" or a in ("x", "y")`, `a in ("x", "y")`},
		{"constants", `true`, ``},
		{"never true", `false`, ``},
		{"a regular expression that is one word", `a regex "abc"`, `a in ("abc")`},
		{"a regular expression", `a regex "abc+"`, `a`},
	}
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			if got := shown(compile(t, tt.condition)); got != tt.want {
				t.Errorf("%s requires %q, want %q", tt.condition, got, tt.want)
			}
		})
	}
}

func TestRequirementMetBy(t *testing.T) {
	s := compile(t, `(a == "x" or a == 5) and b != null`)
	a, b := s.condition.Requirements()[0], s.condition.Requirements()[1]
	table := []struct {
		name   string
		r      Requirement
		values []event.Value
		want   bool
	}{
		{"a value with the key", a, []event.Value{event.IntOf(1), event.StringOf("X")}, true},
		{"only other values", a, []event.Value{event.IntOf(1), event.StringOf("y")}, false},
		{"no values", a, nil, false},
		{"a value that has no key", a, []event.Value{event.TimeOf(time.Now())}, true},
		{"any value", b, []event.Value{event.StringOf("")}, true},
		{"any value of none", b, nil, false},
	}
	for _, tt := range table {
		if got := tt.r.MetBy(tt.values); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// Whatever value passes a test for a literal has to have a key that the test
// demands.
func TestKeysAreShared(t *testing.T) {
	at := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	values := []event.Value{event.BoolOf(true), event.BoolOf(false), event.TimeOf(at), event.IntOf(0), event.FloatOf(negativeZero()),
		event.FloatOf(1e7), event.FloatOf(math.NaN()), event.FloatOf(math.Inf(1)), event.FloatOf(0.1), event.IntOf(1<<53 + 1), event.FloatOf(1 << 53)}
	literals := []string{`true`, `false`, `"TRUE"`, `"2024-05-06T07:08:09Z"`, `1714979289000`, `"Infinity"`, `9007199254740993`, `9007199254740992.0`,
		`"1.0E7"`, `"1e7"`, `10000000`}
	for _, w := range append(append(slices.Clone(words), numbers...), dates...) {
		values = append(values, event.StringOf(w))
		literals = append(literals, quoted(w))
	}
	for i := range int64(12) {
		values = append(values, event.IntOf(i), event.FloatOf(float64(i)), event.FloatOf(float64(i)/2))
	}
	literals = append(literals, numbers...)
	passed := 0
	for _, literal := range literals {
		for _, form := range []string{"x == %s", "x in (%s, 77)", "x in~ (%s)", "x : %s", "x like %s"} {
			if strings.ContainsAny(form, ":~k") && literal[0] != '"' || strings.Contains(form, "in (") && literal[0] == '"' || literal[0] == 't' && form != "x == %s" ||
				literal[0] == 'f' && form != "x == %s" {
				continue
			}
			condition := fmt.Sprintf(form, literal)
			s := compile(t, condition)
			if s.compiler.leaves[0].kind != leafTest {
				t.Fatal(condition)
			}
			for _, v := range values {
				if !s.compiler.leaves[0].test.pass(s.state, v) {
					continue
				}
				passed++
				if r := s.condition.Requirements()[0]; !r.MetBy([]event.Value{v}) {
					t.Errorf("%s passes %s (kind %d), which doesn't meet %v", condition, v.Text(), v.Kind(), r.Words)
				}
			}
		}
	}
	if passed < 200 {
		t.Errorf("only %d values pass", passed)
	}
}

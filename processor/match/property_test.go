package match

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// maker makes random conditions and events out of few words, so that they meet
// often.
type maker struct{ *rand.Rand }

var (
	textFields   = []string{"s", "t", "path.u", "x"}
	numberFields = []string{"n", "m", "x"}
	allFields    = []string{"s", "t", "path.u", "n", "m", "x", "b", "src.ip", "event.created"}

	words = []string{"", "a", "A", "ab", "aB", "abc", "ABC", "b", "ba", "cab", "a*", "?", "*", "a\\b", "é", "É", "aé", "éa", "😀",
		"x😀y", "a\nb", "10", "4", "4.0", "-1", "2.5", "1e3", " 7", "0x1f", "ff", "true", "false", "True", "-", "a.b.c"}
	addresses = []string{"10.0.0.1", "10.0.0.2", "::ffff:10.0.0.1", "::1", "0:0:0:0:0:0:0:1", "192.168.7.9", "fe80::1", "-", "10.0.0.01"}
	blocks    = []string{"10.0.0.0/8", "10.0.0.1/32", "::/0", "::1/128", "192.168.7.200/24", "0.0.0.0/0", "::ffff:10.0.0.0/104", "10.0.0.1"}
	dates     = []string{"2024-05-06T07:08:09Z", "2024-05-06T07:08:09.123Z", "2024-05-06", "2024-05", "2024", "2024-05-06T09:08+02:00",
		"2024-05-06T07", "1714979289123"}
	numbers = []string{"0", "1", "-1", "4", "4.0", "2.5", "-2.5", "10", "1000", "2147483647", "-2147483648", "3000000000",
		"9223372036854775807", "1e300", "0.5"}
	wildcards = []string{"*", "**", "?", "a*", "*a", "*a*", "*b", "?b*", "a?", "a?c", "*a*b*", "é*", "*é", "?", "??", "*?", "x?y", "*\\*",
		"a*c", "*0*", "1*", "t*e", "", "a", "AB", "cab", "10", "*.b.*", "*ab*", "*bc*", "*ca*", "*É*"}
	expressions = []string{"a.*", ".*b", "[ab]+", "a|b", "(ab)?c?", "a{2,3}", "[^a]*", ".", "..", "abc", "a\\\\.b.*", "x.y", "é.*", ".*[0-9]+.*"}
)

func pick(g maker, from []string) string { return from[g.IntN(len(from))] }

func quoted(s string) string {
	r := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)
	return `"` + r.Replace(s) + `"`
}

func list(g maker, most int, one func() string) string {
	var all []string
	for range 1 + g.IntN(most) {
		all = append(all, one())
	}
	return "(" + strings.Join(all, ", ") + ")"
}

func (g maker) condition(depth int) string {
	if depth > 0 {
		switch g.IntN(9) {
		case 0, 1:
			return "(" + g.condition(depth-1) + " and " + g.condition(depth-1) + ")"
		case 2, 3:
			return "(" + g.condition(depth-1) + " or " + g.condition(depth-1) + ")"
		case 4:
			return "not (" + g.condition(depth-1) + ")"
		case 5:
			return "(" + g.condition(depth-1) + ") == " + pick(g, []string{"true", "false", "null"})
		case 6:
			return "null != (" + g.condition(depth-1) + ")"
		}
	}
	return g.leaf()
}

func (g maker) leaf() string {
	order := func() string { return pick(g, []string{" == ", " != ", " < ", " <= ", " > ", " >= "}) }
	equality := func() string { return pick(g, []string{" == ", " != "}) }
	word := func() string { return quoted(pick(g, words)) }
	switch g.IntN(20) {
	case 0:
		return pick(g, allFields) + order() + word0(g)
	case 1:
		return word0(g) + order() + pick(g, textFields)
	case 2:
		return pick(g, numberFields) + order() + pick(g, numbers)
	case 3:
		return pick(g, allFields) + order() + "null"
	case 4:
		return g.text(2) + order() + word()
	case 5:
		return g.number(2) + order() + pick(g, numbers)
	case 6:
		return pick(g, textFields) + pick(g, []string{" in ", " not in ", " in~ ", " not in~ "}) + list(g, 7, word)
	case 7:
		return pick(g, numberFields) + " in " + list(g, 12, func() string { return pick(g, append(numbers, "null")) })
	case 8:
		return g.text(2) + pick(g, []string{" in ", " in~ "}) + list(g, 3, word)
	case 9, 10:
		return pick(g, allFields) + pick(g, []string{" : ", " like ", " like~ "}) + list(g, 8, func() string { return quoted(pick(g, wildcards)) })
	case 11:
		return g.text(2) + pick(g, []string{" : ", " like ", " like~ "}) + list(g, 2, func() string { return quoted(pick(g, wildcards)) })
	case 12:
		return pick(g, textFields) + " regex " + list(g, 2, func() string { return `"` + pick(g, expressions) + `"` })
	case 13:
		return pick(g, []string{"b", "x", "not b", "b == true", "b == false", "x != true", "b == null"})
	case 14, 15:
		name := pick(g, []string{"startsWith", "endsWith", "stringContains"}) + pick(g, []string{"", "~"})
		return name + "(" + g.text(1) + ", " + g.text(1) + ")" + pick(g, []string{"", "", " == true", " == false", " != null"})
	case 16:
		return "cidrMatch(" + pick(g, []string{"src.ip", "s", "concat(src.ip, \"\")"}) + ", " + quoted(pick(g, blocks)) + ", " + quoted(pick(g, blocks)) + ")"
	case 17:
		op := equality()
		if g.IntN(2) == 0 {
			op = order()
			return "src.ip" + op + quoted(pick(g, addresses[:7]))
		}
		return "src.ip" + op + quoted(pick(g, blocks))
	case 18:
		return "event.created" + order() + pick(g, append([]string{"1714979289123", "1714979289000"}, quoted(pick(g, dates))))
	}
	return g.number(2) + " in " + list(g, 3, func() string { return pick(g, numbers) })
}

func word0(g maker) string { return quoted(pick(g, words)) }

func (g maker) text(depth int) string {
	if depth > 0 {
		switch g.IntN(6) {
		case 0:
			return "concat(" + g.text(depth-1) + ", " + pick(g, []string{g.text(depth - 1), g.number(depth - 1), "b", "null"}) + ")"
		case 1:
			return "substring(" + g.text(depth-1) + ", " + g.small() + pick(g, []string{"", ", " + g.small(), ", null"}) + ")"
		case 2:
			return "string(" + pick(g, []string{g.text(depth - 1), g.number(depth - 1), "b"}) + ")"
		case 3:
			return "between" + pick(g, []string{"", "~"}) + "(" + g.text(depth-1) + ", " + word0(g) + ", " + word0(g) +
				pick(g, []string{"", ", true", ", false"}) + ")"
		}
	}
	if g.IntN(6) == 0 {
		return word0(g)
	}
	return pick(g, textFields)
}

func (g maker) small() string {
	return pick(g, []string{"0", "1", "-1", "2", "-2", "3", "9", "-9", "1.5", "null", "n", "length(s)"})
}

func (g maker) number(depth int) string {
	if depth > 0 {
		switch g.IntN(8) {
		case 0:
			return "length(" + g.text(depth-1) + ")"
		case 1:
			return "indexOf" + pick(g, []string{"", "~"}) + "(" + g.text(depth-1) + ", " + word0(g) + pick(g, []string{"", ", " + g.small()}) + ")"
		case 2:
			return "number(" + g.text(depth-1) + pick(g, []string{"", ", 16", ", 10", ", 2", ", null"}) + ")"
		case 3, 4:
			return "(" + g.number(depth-1) + pick(g, []string{" + ", " - ", " * ", " / ", " % "}) + g.number(depth-1) + ")"
		case 5:
			name := pick(g, []string{"add", "subtract", "multiply", "divide", "modulo"})
			return name + "(" + g.number(depth-1) + ", " + g.number(depth-1) + ")"
		case 6:
			return "-" + pick(g, numberFields)
		}
	}
	if g.IntN(5) == 0 {
		return pick(g, numbers)
	}
	return pick(g, numberFields)
}

// event returns a random event, for the compiled condition and for the
// reference.
func (g maker) event() (fields, reference) {
	event, values := fields{}, reference{}
	for _, name := range allFields {
		var all []any
		switch g.IntN(8) {
		case 0, 1:
		case 2:
			for range 2 + g.IntN(2) {
				all = append(all, g.value(name))
			}
		default:
			all = append(all, g.value(name))
		}
		values[name] = all
		var v any = all
		if len(all) == 1 && g.IntN(4) > 0 {
			v = all[0]
		}
		event[name] = v
	}
	return event, values
}

func (g maker) value(field string) any {
	kind := field
	if g.IntN(6) == 0 {
		kind = "x"
	}
	if kind == "x" {
		kind = pick(g, allFields)
	}
	switch kind {
	case "n", "m":
		text := pick(g, numbers)
		if i, err := strconv.ParseInt(text, 10, 64); err == nil {
			return i
		}
		f, _ := strconv.ParseFloat(text, 64)
		return f
	case "b":
		return g.IntN(2) == 0
	case "src.ip":
		return pick(g, addresses)
	case "event.created":
		if g.IntN(3) == 0 {
			return time.UnixMilli(1714979289123 - int64(g.IntN(2))*123).Add(time.Duration(g.IntN(2)) * time.Microsecond).UTC()
		}
		return pick(g, dates)
	}
	return pick(g, words)
}

// known knows some of the fields of the event under view.
func (g maker) known(v *event.View) Known {
	some := g.Uint64()
	return func(slot event.Slot) ([]event.Value, bool) { return v.Values(slot), some>>slot&1 != 0 }
}

// reads reports whether leaves of a kind read a field.
func (s *subject) reads(slot event.Slot, kind leafKind) bool {
	return slices.ContainsFunc(s.compiler.leaves, func(l leaf) bool {
		return l.kind == kind && slices.Contains(l.slots, slot)
	})
}

// agree makes a random condition and checks it on some random events.
func agree(t *testing.T, seed uint64) {
	g := maker{rand.New(rand.NewPCG(seed, 1))}
	text := g.condition(g.IntN(4))
	q, err := eql.Parse("any where " + text)
	if err != nil {
		t.Fatalf("seed %d: %s: %v", seed, text, err)
	}
	if eql.Check(q) != nil {
		return // compares fields, or constants of different types
	}
	tree := q.Body.(*eql.EventQuery).Condition
	if _, err := NewCompiler(event.NewSchema()).Compile(tree); err != nil {
		if !strings.Contains(err.Error(), "division") && !strings.Contains(err.Error(), "too large") &&
			!strings.Contains(err.Error(), "is no number") && !strings.Contains(err.Error(), "is a date") {
			t.Fatalf("seed %d: %s: %v", seed, text, err)
		}
		return
	}
	s := compileTree(t, tree)
	for range 8 {
		fields, values := g.event()
		got, want := s.matches(fields), values.matches(tree)
		if got != want {
			t.Fatalf("seed %d: %s\nof %s\nis %v, want %v", seed, eql.Print(tree), fmt.Sprintf("%#v", fields), got, want)
		}
		for _, r := range s.condition.Requirements() {
			if got && !r.MetBy(s.view.Values(r.Slot)) {
				t.Fatalf("seed %d: %s\nof %#v is true, but doesn't meet %v", seed, eql.Print(tree), fields, r)
			}
		}
		known := g.known(s.view)
		given := s.condition.Given(known)
		s.state.Reset()
		if given.Match(s.state) != want {
			t.Fatalf("seed %d: %s\nof %#v is %v, but not where some of it is known", seed, eql.Print(tree), fields, want)
		}
		for _, slot := range given.Fields() {
			if _, ok := known(slot); ok && !s.reads(slot, leafExpression) {
				t.Fatalf("seed %d: %s\nstill reads a field that is known", seed, eql.Print(tree))
			}
		}
	}
}

func TestCompiledAgreesWithReference(t *testing.T) {
	for seed := range uint64(20_000) {
		agree(t, seed)
	}
}

func FuzzCondition(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { agree(t, seed) })
}

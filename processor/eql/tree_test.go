package eql

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// dump writes a tree so that its structure shows: every node in parentheses.
func dump(e Expr) string {
	list := func(name string, operands ...Expr) string {
		var b strings.Builder
		b.WriteString("(" + name)
		for _, o := range operands {
			b.WriteString(" " + dump(o))
		}
		return b.String() + ")"
	}
	switch e := e.(type) {
	case *Logical:
		return list(e.Op.String(), e.Left, e.Right)
	case *Not:
		if e.Sugar {
			return list("not!", e.X)
		}
		return list("not", e.X)
	case *Comparison:
		return list(e.Op.String(), e.Left, e.Right)
	case *Arithmetic:
		return list(e.Op.String(), e.Left, e.Right)
	case *Negation:
		return list("neg", e.X)
	case *In:
		if e.Fold {
			return list("in~", append([]Expr{e.X}, e.Members...)...)
		}
		return list("in", append([]Expr{e.X}, e.Members...)...)
	case *Pattern:
		operands := []Expr{e.X}
		for _, l := range e.Patterns {
			operands = append(operands, l)
		}
		return list(e.Op.String(), operands...)
	case *Call:
		if e.Fold {
			return list(e.Name+"~()", e.Args...)
		}
		return list(e.Name+"()", e.Args...)
	case *Field:
		if e.Optional {
			return "?" + e.Name
		}
		return e.Name
	case *Literal:
		return [...]string{
			"null", fmt.Sprint(e.Bool), fmt.Sprint("i", e.Int), fmt.Sprint("f", e.Float), fmt.Sprintf("%+q", e.Str),
		}[e.Kind]
	}
	return fmt.Sprintf("%T", e)
}

func TestTheTreeOfAnExpression(t *testing.T) {
	for _, c := range []struct{ name, expr, want string }{
		{"and binds more tightly than or", "a or b and c or d", "(or (or a (and b c)) d)"},
		{"not binds more tightly than and", "not a and b", "(and (not a) b)"},
		{"not takes a whole comparison", "not a == 1 and b", "(and (not (== a i1)) b)"},
		{"not can be repeated", "not not a", "(not (not a))"},
		{"comparisons bind more tightly than not", "not a + 1 > 2", "(not (> (+ a i1) i2))"},
		{"products bind more tightly than sums", "a + b * c", "(+ a (* b c))"},
		{"sums group from the left", "a - b + c - d", "(- (+ (- a b) c) d)"},
		{"products group from the left", "a / b * c % d", "(% (* (/ a b) c) d)"},
		{"a sign binds more tightly than a product", "-a * b", "(* (neg a) b)"},
		{"a predicate binds more tightly than a sign", "-a in (1)", "(neg (in a i1))"},
		{"a predicate binds more tightly than a sum", "a + b in (1, 2)", "(+ a (in b i1 i2))"},
		{"a pattern binds more tightly than a comparison", `a == b : "x"`, `(== a (: b "x"))`},
		{"parentheses leave no node", "((a + (b)))", "(+ a b)"},
		{"parentheses make a sum the operand of in", "(a + b) in (1)", "(in (+ a b) i1)"},
		{"unlike is not equal", "a != 1", "(not! (== a i1))"},
		{"unlike binds as a comparison", "not a != 1 + 1", "(not (not! (== a (+ i1 i1))))"},
		{"not in is not in", "a not in (1)", "(not! (in a i1))"},
		{"not in~ is not in~", `a not in~ ("x")`, `(not! (in~ a "x"))`},
		{"not before in is a not", "not a in (1)", "(not (in a i1))"},
		{"members are whole expressions", "a in (b or c, 1 + 2)", "(in a (or b c) (+ i1 i2))"},
		{"arguments are whole expressions", "f(a or b, not c)", "(f() (or a b) (not c))"},
		{"a call without arguments", "f()", "(f())"},
		{"a known function gets its usual spelling", `STARTSWITH~(a, "x")`, `(startsWith~() a "x")`},
		{"an unknown function keeps its spelling", "FooBar(a)", "(FooBar() a)"},
		{"every pattern operator", `a : "x" or a like "x" or a like~ "x" or a regex "x" or a regex~ "x"`,
			`(or (or (or (or (: a "x") (like a "x")) (like~ a "x")) (regex a "x")) (regex~ a "x"))`},
		{"a list of patterns", `a : ("x", "y")`, `(: a "x" "y")`},
		{"an optional field", "?a.b", "?a.b"},
		{"a field in back quotes is the plain one", "`a`.b == `a.b`", "(== a.b a.b)"},
		{"two back quotes are one", "`a``b`", "a`b"},
		{"a sign before a number is part of it", "- 5 == -1.5", "(== i-5 f-1.5)"},
		{"two signs cancel each other", "- -5", "i5"},
		{"a plus leaves no node", "+a + +5", "(+ a i5)"},
		{"a minus before a field is an operator", "a - -b", "(- a (neg b))"},
		{"blanks do not matter", "a-1", "(- a i1)"},
		{"the largest integer", "9223372036854775807", "i9223372036854775807"},
		{"one more is a decimal", "9223372036854775808", "f9.223372036854776e+18"},
		{"the smallest integer", "-9223372036854775808", "i-9223372036854775808"},
		{"the smallest integer in parentheses", "-(9223372036854775808)", "i-9223372036854775808"},
		{"the smallest integer with another sign", "- -9223372036854775808", "f9.223372036854776e+18"},
		{"one less is a decimal", "-9223372036854775809", "f-9.223372036854776e+18"},
		{"an exponent makes a decimal", "1e3", "f1000"},
		{"a dot makes a decimal", "5.", "f5"},
		{"a decimal can begin with its dot", ".5", "f0.5"},
		{"a number too small is zero", "1e-999", "f0"},
		{"constants", "null == true or false", "(or (== null true) false)"},
		{"simple escapes", `"\b\t\n\f\r\"\'\\"`, `"\b\t\n\f\r\"'\\"`},
		{"escapes by number", `"\u{41}\u{20ac}\u{0001F600}"`, `"A\u20ac\U0001f600"`},
		{"a tab in a string", "\"\t\"", `"\t"`},
		{"a raw string has no escapes", `"""\n\u{41}"""`, `"\\n\\u{41}"`},
		{"a raw string with quotes inside", `"""a "b" c"""`, `"a \"b\" c"`},
		{"a raw string with one quote at its end", `"""a""""`, `"a\""`},
		{"a raw string with two quotes at its end", `"""a"""""`, `"a\"\""`},
		{"an empty string", `""`, `""`},
		{"an empty raw string", `""""""`, `""`},
		{"a raw string of one quote", `"""""""`, `"\""`},
		{"comments nest", "a /* /* */ or */ and b", "(and a b)"},
		{"a comment to the end of the line", "a // or\n and b", "(and a b)"},
		{"a comment at the end of the text", "a //", "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q, err := Parse("any where " + c.expr)
			if err != nil {
				t.Fatal(err)
			}
			if got := dump(q.Body.(*EventQuery).Condition); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestTheTreeOfASequence(t *testing.T) {
	const text = `sequence by host.id, ?user.id with maxspan=90s
  ["a b" where true] by x with runs=3
  ![any where true] by y
until [process where true] by z
| head 7`
	q, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	s := q.Body.(*Sequence)
	if len(s.By) != 2 || s.By[0].Name != "host.id" || s.By[0].Optional || !s.By[1].Optional {
		t.Errorf("by: %v", s.By)
	}
	if s.Maxspan.Duration != 90*time.Second {
		t.Errorf("maxspan: %s", s.Maxspan.Duration)
	}
	if len(s.Terms) != 2 || s.Terms[0].Missing || !s.Terms[1].Missing || s.Until.Missing {
		t.Errorf("missing events: %v, until %v", s.Terms, s.Until)
	}
	if s.Terms[0].Runs != 3 || s.Terms[1].Runs != 1 || s.Until.Runs != 1 {
		t.Errorf("runs: %d, %d, until %d", s.Terms[0].Runs, s.Terms[1].Runs, s.Until.Runs)
	}
	if c := s.Terms[0].Event.Category; c.Any || c.Name != "a b" {
		t.Errorf("category: %v", c)
	}
	if c := s.Terms[1].Event.Category; !c.Any || c.Name != "" {
		t.Errorf("any: %v", c)
	}
	if len(q.Pipes) != 1 || q.Pipes[0].Name != "head" || q.Pipes[0].Count != 7 {
		t.Errorf("pipes: %v", q.Pipes)
	}
	for _, c := range []struct {
		name string
		span Span
		want string
	}{
		{"the sequence", s.Span(), strings.TrimSuffix(text, "\n| head 7")},
		{"a key", s.By[1].Span(), "?user.id"},
		{"maxspan", s.Maxspan.Pos, "with maxspan=90s"},
		{"a term", s.Terms[0].Pos, `["a b" where true] by x with runs=3`},
		{"runs", s.Terms[0].RunsPos, "with runs=3"},
		{"no runs", s.Terms[1].RunsPos, ""},
		{"a missing event", s.Terms[1].Pos, "![any where true] by y"},
		{"an event", s.Terms[0].Event.Span(), `"a b" where true`},
		{"a category", s.Terms[0].Event.Category.Pos, `"a b"`},
		{"until", s.Until.Pos, "[process where true] by z"},
		{"a pipe", q.Pipes[0].Pos, "| head 7"},
	} {
		if got := c.span.in(text); got != c.want {
			t.Errorf("the span of %s is %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSpansOfNodes(t *testing.T) {
	for _, c := range []struct {
		name, expr string
		want       []string // of every node, in the order of Walk
	}{
		{"operators reach from operand to operand", "a  and not b", []string{"a  and not b", "a", "not b", "b"}},
		{"parentheses belong to the node around them", "(a + b) * (c)",
			[]string{"(a + b) * (c)", "a + b", "a", "b", "c"}},
		{"unlike has the span of its comparison", "a != 1", []string{"a != 1", "a != 1", "a", "1"}},
		{"predicates begin at their operand", `(a) not in (1 , "x" )`,
			[]string{`(a) not in (1 , "x" )`, `(a) not in (1 , "x" )`, "a", "1", `"x"`}},
		{"patterns end behind their list", `a : ("x", "y") or b`,
			[]string{`a : ("x", "y") or b`, `a : ("x", "y")`, "a", `"x"`, `"y"`, "b"}},
		{"calls end behind their arguments", `length~ ( a )`, []string{"length~ ( a )", "a"}},
		{"fields begin at their question mark", "? a . `b` == 1", []string{"? a . `b` == 1", "? a . `b`", "1"}},
		{"numbers begin at their sign", "- 1 == + 2", []string{"- 1 == + 2", "- 1", "+ 2"}},
		{"negations begin at their sign", "-a", []string{"-a", "a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			q, err := Parse("any where " + c.expr + " ")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			Walk(q.Body.(*EventQuery).Condition, func(e Expr) bool {
				got = append(got, e.Span().in(q.Text))
				return true
			})
			if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestSpansOfNamesAndIndexes(t *testing.T) {
	q, err := Parse("any where lengtH~ (`a`[0].b [12]) == 1")
	if err != nil {
		t.Fatal(err)
	}
	call := q.Body.(*EventQuery).Condition.(*Comparison).Left.(*Call)
	if got := call.NamePos.in(q.Text); got != "lengtH~" {
		t.Errorf("the name is %q", got)
	}
	field := call.Args[0].(*Field)
	if field.Name != "a.b" || field.Quoted != "`a`[0].b[12]" || field.IndexPos.in(q.Text) != "[12]" {
		t.Errorf("the field is %+v", field)
	}
}

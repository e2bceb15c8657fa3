package eql

import (
	"errors"
	"testing"
)

const queriesFile = "testdata/queries.txt"

func TestATreeMadeByHandPrints(t *testing.T) {
	a := &Field{Name: "a"}
	one := &Literal{Kind: IntLiteral, Int: 1}
	x := &Literal{Kind: StringLiteral, Str: "x"}
	for _, c := range []struct {
		name string
		expr Expr
		want string
	}{
		{"a name with a hyphen is quoted", &Field{Name: "a.b-c"}, "`a.b-c`"},
		{"a name with a keyword is quoted", &Field{Name: "a.in", Optional: true}, "?`a.in`"},
		{"a name with a back quote is quoted", &Field{Name: "a`b"}, "`a``b`"},
		{"only equality has an unlike", &Not{Sugar: true, X: &Comparison{Op: Less, Left: a, Right: one}}, "not a < 1"},
		{"a pattern has no not", &Not{Sugar: true, X: &Pattern{Op: Like, X: a, Patterns: []*Literal{x}}}, `not a like "x"`},
		{"several patterns are a list", &Pattern{X: a, Patterns: []*Literal{x, x}}, `a : ("x", "x")`},
		{"a conjunction in a sum", &Arithmetic{Left: &Logical{Left: a, Right: a}, Right: one}, "(a and a) + 1"},
		{"a negated sum", &Negation{X: &Arithmetic{Left: a, Right: one}}, "-(a + 1)"},
		{"a negated sign", &Negation{X: &Negation{X: a}}, "--a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Print(c.expr); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestEveryConstructIsValidAndPrintsBack(t *testing.T) {
	cases := textCases(t, queriesFile)
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			q, err := Parse(c.query)
			if err == nil {
				err = Check(q)
			}
			var errs Errors
			if errors.As(err, &errs) {
				t.Fatal(errs.Render(c.query, Origin{}))
			}
			if got := q.String(); *update {
				cases[i].want = got
			} else if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			printsBack(t, c.name, q)
		})
	}
	if *update {
		writeTextCases(t, queriesFile, cases)
	}
}

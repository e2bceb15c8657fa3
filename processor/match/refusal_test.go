package match

import (
	"os"
	"strings"
	"testing"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// Conditions that pass the checker and are refused here, and all that a user
// is shown of them. To write testdata/refusals.txt anew, delete it.
var refused = []string{
	`x regex "a("`,
	`x regex "a)b"`,
	`x regex """a\.b("""`,
	`x regex "a\\.\\b("`,
	`x regex ("fine", "[a-")`,
	`x regex "[b-a]"`,
	`x regex "[]"`,
	`x regex "(?i)abc"`,
	`x regex "(?:abc)"`,
	`x regex "a{,3}"`,
	`x regex "a{3"`,
	`x regex "a{3,2}"`,
	`x regex "a{2000}"`,
	`x regex """\p{L}"""`,
	`x regex "\"abc"`,
	`x regex "<a-b>"`,
	`x regex "<1-"`,
	`x regex "<1>"`,
	`x regex "a|"`,
	`x regex "a&"`,
	`x regex "~"`,
	`x regex """abc\"""`,
	`x regex "é["`,
	`x regex "` + strings.Repeat("(", 101) + strings.Repeat(")", 101) + `"`,
	`x regex "` + strings.Repeat("a", 1001) + `"`,
	`x regex "~(.*a.{20})"`,
	`x regex "((((a{900}){900}){900}){900}b)&.*"`,
	`concat(x, "a") regex "("`,
	`x regex """\.\.\.\.("""`,
	`x regex "\u{41}("`,
	`source.ip == "10.0.0.0/33"`,
	`source.ip in ("10.0.0.1", "::/200")`,
	`source.ip : ("10.0.*", "10.0.0.1/x")`,
	`event.created > "yesterday"`,
	`event.created in ("2024-05-06", "now-1d")`,
	`event.created == true`,
	`1 / 0 == x`,
	`x == 2147483647 + 1`,
	`number("abc") == x`,
	`x == -(-9223372036854775807 - 1)`,
	`between("abc", null, "c") == x`,
	`x : "` + strings.Repeat("a", 40_000) + `"`,
	`x regex "(" and y == 1 and z regex ")"`,
}

func TestRefusals(t *testing.T) {
	var b strings.Builder
	for _, condition := range refused {
		text := "any where " + condition
		errs := refusal(t, condition)
		b.WriteString(errs.Render(text, eql.Origin{}))
		b.WriteString("\n\n")
	}
	const golden = "testdata/refusals.txt"
	want, err := os.ReadFile(golden)
	if os.IsNotExist(err) {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Fatalf("%s has been written: read it", golden)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		t.Errorf("refusals are\n%s", got)
	}
}

func TestAllErrorsAreReportedInOrder(t *testing.T) {
	errs := refusal(t, `x regex ("[", "(", "ok") or source.ip == "10.0.0.0/99" or 1 / 0 == y`)
	if len(errs) != 4 {
		t.Fatalf("%d errors: %v", len(errs), errs)
	}
	for i := 1; i < len(errs); i++ {
		if errs[i].Span.Start < errs[i-1].Span.Start {
			t.Errorf("error %d stands before error %d", i, i-1)
		}
	}
}

func TestPatternsAreLimited(t *testing.T) {
	e := &eql.Pattern{Op: eql.Like, X: &eql.Field{Name: "x"}}
	for range maxList + 1 {
		e.Patterns = append(e.Patterns, &eql.Literal{Kind: eql.StringLiteral, Str: "a*"})
	}
	if _, err := NewCompiler(event.NewSchema()).Compile(e); err == nil {
		t.Error("no limit to a list")
	}
	e.Patterns = []*eql.Literal{{Kind: eql.StringLiteral, Str: "\xff*"}}
	if _, err := NewCompiler(event.NewSchema()).Compile(e); err == nil {
		t.Error("a pattern that is no UTF-8 compiles")
	}
}

// Trees that no checker has seen must not crash the compiler.
func TestUncheckedTreesAreRefused(t *testing.T) {
	for _, condition := range []string{
		`nosuch(x)`, `length()`, `length(x, y)`, `cidrMatch(x, y)`, `cidrMatch(x, "no")`, `cidrMatch(x, 1)`, `x : 1`, `x in (y)`, `x in~ (1)`,
		`x in ("a", 2) and x in~ ("a", 2)`, `x < true`, `"text"`, `5`, `x : ("a", 2)`,
	} {
		q, err := eql.Parse("any where " + condition)
		if err != nil {
			t.Fatalf("%s: %v", condition, err)
		}
		_, err = NewCompiler(event.NewSchema()).Compile(q.Body.(*eql.EventQuery).Condition)
		if _, ok := err.(eql.Errors); !ok {
			t.Errorf("%s: error is %v", condition, err)
		}
	}
	for _, condition := range []string{`x == y`, `x + "a" == 1`, `length(x) == "4"`, `concat(x) > 5`, `not concat(x)`, `x and 5`, `-"a" == x`,
		`substring(x, "a", true) == 1`, `(x == 1) < (y == 1)`, `x : y.z or z`} {
		q, err := eql.Parse("any where " + condition)
		if err != nil {
			continue
		}
		cond, err := NewCompiler(event.NewSchema()).Compile(q.Body.(*eql.EventQuery).Condition)
		if err == nil && cond == nil {
			t.Errorf("%s: neither condition nor error", condition)
		}
	}
}

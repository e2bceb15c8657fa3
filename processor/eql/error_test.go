package eql

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what the errors are now to testdata")

// textCase is a query and a text that belongs to it.
type textCase struct {
	name, query, want string
}

const errorsFile = "testdata/errors.txt"

// textCases reads cases of the form "=== name", the query, "---", the text.
func textCases(tb testing.TB, path string) []textCase {
	tb.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	var cases []textCase
	seen := map[string]bool{}
	for block := range strings.SplitSeq("\n"+string(file), "\n=== ") {
		if block == "" {
			continue
		}
		name, rest, _ := strings.Cut(block, "\n")
		query, want, ok := strings.Cut("\n"+rest, "\n---\n")
		if !ok || seen[name] {
			tb.Fatalf("%s: the case %q is incomplete or there twice", path, name)
		}
		seen[name] = true
		cases = append(cases, textCase{name, strings.TrimPrefix(query, "\n"), strings.TrimRight(want, "\n")})
	}
	return cases
}

func writeTextCases(tb testing.TB, path string, cases []textCase) {
	tb.Helper()
	var b strings.Builder
	for _, c := range cases {
		fmt.Fprintf(&b, "=== %s\n%s\n---\n%s\n\n", c.name, c.query, c.want)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		tb.Fatal(err)
	}
}

// refusal returns the error of Parse, or else of Check.
func refusal(query string) error {
	q, err := Parse(query)
	if err != nil {
		return err
	}
	return Check(q)
}

func TestEveryRefusalSaysWhereWhyAndWhatInstead(t *testing.T) {
	cases := textCases(t, errorsFile)
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := "(not refused)"
			if err := refusal(c.query); err != nil {
				got = err.(Errors).Render(c.query, Origin{})
			}
			if *update {
				cases[i].want = got
			} else if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
	if *update {
		writeTextCases(t, errorsFile, cases)
	}
}

func TestLimits(t *testing.T) {
	deep := func(levels int, open, inner, end string) string {
		return "any where " + strings.Repeat(open, levels) + inner + strings.Repeat(end, levels)
	}
	for _, c := range []struct{ name, query, message string }{
		{"parentheses up to the limit", deep(MaxDepth, "(", "true", ")"), ""},
		{"parentheses beyond the limit", deep(MaxDepth+1, "(", "true", ")"), "nested deeper than 500 levels"},
		{"parentheses far beyond the limit", deep(100_000, "(", "true", ")"), "nested deeper than 500 levels"},
		{"not up to the limit", deep(MaxDepth, "not ", "true", ""), ""},
		{"not beyond the limit", deep(MaxDepth+1, "not ", "true", ""), "nested deeper than 500 levels"},
		{"signs beyond the limit", deep(MaxDepth+1, "-", "1", ""), "nested deeper than 500 levels"},
		{"calls beyond the limit", deep(MaxDepth+1, "string(", "1", ")"), "nested deeper than 500 levels"},
		{"lists beyond the limit", deep(MaxDepth+1, "1 in (", "1", ")"), "nested deeper than 500 levels"},
		{"comments have no limit", deep(50_000, "/*", "", "*/") + "true", ""},
		{"a chain has no limit but the length", deep(40_000, "a or ", "a", ""), ""},
		{"text up to the limit", deep(MaxBytes-len("any where true"), " ", "true", ""), ""},
		{"text beyond the limit", deep(MaxBytes-len("any where true")+1, " ", "true", ""),
			"the query has 262145 bytes, at most 262144 can be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := refusal(c.query)
			if c.message == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			errs, _ := err.(Errors)
			if len(errs) == 0 || errs[0].Message != c.message {
				t.Errorf("got %v, want %s", err, c.message)
			}
		})
	}
}

func TestNestingBeyondTheLimitIsRendered(t *testing.T) {
	text := "any where\n" + strings.Repeat("not (\n", 300) + "true" + strings.Repeat(")", 300)
	want := `x.toml:253: query 252:5: nested deeper than 500 levels
    252 | not (
        |     ^`
	if got := refusal(text).(Errors).Render(text, Origin{"x.toml", 2}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestALongChainIsWalkedPrintedAndCompared(t *testing.T) {
	q, err := Parse("any where a" + strings.Repeat(" or a", 50_000))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(Fields(q.Body.(*EventQuery).Condition)); n != 50_001 {
		t.Errorf("%d fields", n)
	}
	if !q.Equal(q) || q.String() != q.Text {
		t.Error("the chain is not itself")
	}
}

func TestErrorsAreSortedAndNotTooMany(t *testing.T) {
	err := refusal("any where " + strings.Repeat("length(1) == 1 and ", 200) + "true")
	errs, _ := err.(Errors)
	if len(errs) != maxErrors {
		t.Fatalf("%d errors, want %d", len(errs), maxErrors)
	}
	for i := 1; i < len(errs); i++ {
		if errs[i].Span.Start < errs[i-1].Span.Start {
			t.Fatalf("error %d stands before error %d", i, i-1)
		}
	}
}

func TestErrorsWithoutTheirText(t *testing.T) {
	err := refusal("any where lenght(a) == 1 and length() == 2")
	want := "unknown function \"lenght\" (try: length)\n" +
		"length takes 1 argument, found 0 (try: length(string))"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	var one *Error
	if !errors.As(err, &one) || one.Error() != "unknown function \"lenght\" (try: length)" {
		t.Errorf("errors.As found %v", one)
	}
	if text := (&Error{Message: "wrong"}).Error(); text != "wrong" {
		t.Errorf("without a hint: %s", text)
	}
}

func TestTextThatIsNoUTF8IsRefused(t *testing.T) {
	const text = "any where name == \"a\xffb\""
	want := `query 1:21: byte 0xff is no UTF-8
    1 | any where name == "a` + "\ufffd" + `b"
      |                     ^`
	err := refusal(text)
	if err == nil || err.(Errors).Render(text, Origin{}) != want {
		t.Errorf("got\n%s\nwant\n%s", err.(Errors).Render(text, Origin{}), want)
	}
}

package eql

import (
	"strings"
	"testing"
)

// FuzzParse checks what holds for any text: nothing panics, errors point into
// the text, and what is a query prints as an equal one, which is valid if and
// only if the first is.
func FuzzParse(f *testing.F) {
	for _, path := range []string{queriesFile, errorsFile} {
		for _, c := range textCases(f, path) {
			f.Add(c.query)
		}
	}
	f.Fuzz(holdsForAnyText)
}

func holdsForAnyText(t *testing.T, text string) {
	q, err := Parse(text)
	if err != nil {
		if q != nil {
			t.Error("a query besides an error")
		}
		pointsInto(t, text, err)
		return
	}
	checked := Check(q)
	pointsInto(t, text, checked)
	again, err := Parse(q.String())
	if err != nil {
		t.Fatalf("the printed query does not parse:\n%s", err.(Errors).Render(q.String(), Origin{}))
	}
	if !q.Equal(again) {
		t.Fatalf("the printed query is another one:\n%s", q)
	}
	if (Check(again) == nil) != (checked == nil) {
		t.Fatalf("only one of two equal queries is valid:\n%s", q)
	}
}

// Mistakes of one word are what users make, and random bytes seldom are.
func TestQueriesWithAWordMissingTwiceOrSwapped(t *testing.T) {
	for _, path := range []string{queriesFile, errorsFile} {
		for _, c := range textCases(t, path) {
			tokens, _ := lex(c.query)
			for i, token := range tokens {
				before, word, behind := c.query[:token.span.Start], token.span.in(c.query), c.query[token.span.End:]
				holdsForAnyText(t, before)
				holdsForAnyText(t, before+" "+behind)
				holdsForAnyText(t, before+word+" "+word+behind)
				if i > 0 {
					last := tokens[i-1].span
					holdsForAnyText(t, c.query[:last.Start]+word+" "+last.in(c.query)+behind)
				}
			}
			if t.Failed() {
				t.Fatalf("with %s", c.query)
			}
		}
	}
}

// pointsInto checks the errors of a text, if there are any.
func pointsInto(t *testing.T, text string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	errs := err.(Errors)
	if len(errs) == 0 {
		t.Fatal("an error without errors")
	}
	for _, e := range errs {
		if e.Span.Start < 0 || e.Span.End < e.Span.Start || e.Span.End > len(text) {
			t.Errorf("%s: the span %v is outside of %d bytes", e.Message, e.Span, len(text))
		}
		if e.Message == "" || strings.ContainsAny(e.Message+e.Hint, "\r\n") {
			t.Errorf("the message %q with hint %q is not one line", e.Message, e.Hint)
		}
		if !strings.Contains(e.Render(text, Origin{}), "^") {
			t.Errorf("%s: no caret", e.Message)
		}
	}
}

// FuzzRender checks that any span of any text can be shown.
func FuzzRender(f *testing.F) {
	f.Add("any where a\tb\r\n世界\x1b[0m", 3, 9)
	f.Add(strings.Repeat("長い行 ", 40), 50, 52)
	f.Add("\xff\xfe", 1, -1)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		e := &Error{Span: Span{start, end}, Message: "x", Hint: "y"}
		lines := strings.Split(e.Render(text, Origin{"f", 1}), "\n")
		if len(lines) != 4 || !strings.Contains(lines[2], "^") {
			t.Errorf("got %q", lines)
		}
	})
}

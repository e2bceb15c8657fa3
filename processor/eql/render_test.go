package eql

import (
	"strings"
	"testing"
)

func TestRenderSaysTheFileAndLineIfKnown(t *testing.T) {
	const text = "sequence by host.id\n [process where true]\n [network where startWith(process.name, \"a\")]\n"
	e := &Error{Span: Span{58, 67}, Message: `unknown function "startWith"`, Hint: "startsWith"}
	const block = `query 3:17: unknown function "startWith"
    3 |  [network where startWith(process.name, "a")]
      |                 ^^^^^^^^^
    try: startsWith`
	for _, c := range []struct {
		name string
		at   Origin
		want string
	}{
		{"nothing is known", Origin{}, block},
		{"file and line: the line is that of the error", Origin{"rules/x.toml", 12}, "rules/x.toml:14: " + block},
		{"the file only", Origin{File: "rules/x.toml"}, "rules/x.toml: " + block},
		{"the line only", Origin{Line: 12}, "line 14: " + block},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := e.Render(text, c.at); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestRenderFitsAnySpanIntoTheText(t *testing.T) {
	for _, c := range []struct {
		name string
		text string
		span Span
		want string
	}{
		{"no text", "", Span{}, "query 1:1: x\n    1 |\n      | ^"},
		{"no text and a span", "", Span{5, 9}, "query 1:1: x\n    1 |\n      | ^"},
		{"an empty span stands before its character", "ab", Span{1, 1}, "query 1:2: x\n    1 | ab\n      |  ^"},
		{"an empty span at the end", "ab", Span{2, 2}, "query 1:3: x\n    1 | ab\n      |   ^"},
		{"a span that begins before the text", "ab", Span{-3, 1}, "query 1:1: x\n    1 | ab\n      | ^"},
		{"a span that ends behind the text", "ab", Span{1, 99}, "query 1:2: x\n    1 | ab\n      |  ^"},
		{"a span that ends before it begins", "ab", Span{1, 0}, "query 1:2: x\n    1 | ab\n      |  ^"},
		{"a span that begins inside a character", "aé", Span{2, 3}, "query 1:2: x\n    1 | aé\n      |  ^"},
		{"a span of several lines is marked in the first", "ab\ncd", Span{1, 5}, "query 1:2: x\n    1 | ab\n      |  ^"},
		{"a span of a line break", "ab\ncd", Span{2, 3}, "query 1:3: x\n    1 | ab\n      |   ^"},
		{"a line break of two characters is not shown", "ab\r\ncd\r\n", Span{4, 6}, "query 2:1: x\n    2 | cd\n      | ^^"},
		{"a span of a tab", "a\tb", Span{1, 2}, "query 1:2: x\n    1 | a\tb\n      |  ^"},
		{"a span with a tab inside", "a\tb", Span{0, 3}, "query 1:1: x\n    1 | a\tb\n      | ^\t^"},
		{"a control character is replaced", "a\x1b[31mb", Span{6, 7}, "query 1:7: x\n    1 | a\uFFFD[31mb\n      |       ^"},
		{"a bidirectional mark is replaced", "a\u202eb", Span{4, 5}, "query 1:3: x\n    1 | a\uFFFDb\n      |   ^"},
		{"a soft hyphen is replaced", "a\u00adb", Span{3, 4}, "query 1:3: x\n    1 | a\uFFFDb\n      |   ^"},
		{"a span of a combining mark", "e\u0301b", Span{1, 3}, "query 1:2: x\n    1 | e\u0301b\n      |  ^"},
		{"a wide character has two carets", "世b", Span{0, 3}, "query 1:1: x\n    1 | 世b\n      | ^^"},
		{"the number of the line widens both margins", "\n\n\n\n\n\n\n\n\nab", Span{9, 10}, "query 10:1: x\n    10 | ab\n       | ^"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := (&Error{Span: c.span, Message: "x"}).Render(c.text, Origin{})
			if got != c.want {
				t.Errorf("got\n%q\nwant\n%q", got, c.want)
			}
		})
	}
}

func TestRenderShowsOnlyAPartOfALongLine(t *testing.T) {
	for _, c := range []struct {
		name                  string
		before, fault, behind string
		want                  string
	}{
		{"a line that just fits is whole", strings.Repeat("a", 49), "xx", strings.Repeat("b", 49),
			strings.Repeat("a", 49) + "xx" + strings.Repeat("b", 49)},
		{"a longer line is cut at both ends", strings.Repeat("a", 5000), "xx", strings.Repeat("b", 5000),
			"…" + strings.Repeat("a", 33) + "xx" + strings.Repeat("b", 65) + "…"},
		{"wide characters are not cut in half", strings.Repeat("世", 1001), "xx", strings.Repeat("界", 1001),
			"…" + strings.Repeat("世", 16) + "xx" + strings.Repeat("界", 33) + "…"},
		{"a long fault is cut at its end", strings.Repeat("a", 50), strings.Repeat("x", 5000), "b",
			"…" + strings.Repeat("a", 33) + strings.Repeat("x", 67) + "…"},
		{"at the end of a long line more of it is shown", strings.Repeat("a", 5000), "xx", "",
			"…" + strings.Repeat("a", 98) + "xx"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := &Error{Span: Span{len(c.before), len(c.before) + len(c.fault)}, Message: "m"}
			source := strings.Split(e.Render(c.before+c.fault+c.behind, Origin{}), "\n")[1]
			if want := "    1 | " + c.want; source != want {
				t.Errorf("got\n%s\nwant\n%s", source, want)
			}
		})
	}
}

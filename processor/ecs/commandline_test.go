package ecs

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

func split(c conversion, line string) []string {
	var list []string
	for _, v := range c.many(nil, event.StringOf(line)) {
		list = append(list, v.Str())
	}
	return list
}

func TestCommandLinesAreSplitAsWindowsDoes(t *testing.T) {
	for _, c := range []struct {
		name, line string
		want       []string
	}{
		{"at blanks and tabs", "a  b\tc ", []string{"a", "b", "c"}},
		{"not at other white space", "a\nb\u00a0c", []string{"a\nb\u00a0c"}},
		{"not inside quotes", `"C:\Program Files\a.exe" "b c"`, []string{`C:\Program Files\a.exe`, "b c"}},
		{"quotes may stand inside an argument", `/x:"a b"c`, []string{"/x:a bc"}},
		{"an open quote reaches to the end", `a "b c`, []string{"a", "b c"}},
		{"an argument may be empty", `a "" b`, []string{"a", "", "b"}},
		{"backslashes stand for themselves", `C:\a\\b \\srv\c`, []string{`C:\a\\b`, `\\srv\c`}},
		{"a backslash before a quote makes it a character", `\"a\" b`, []string{`"a"`, "b"}},
		{"two backslashes before a quote are one, and the quote counts", `"a\\" b`, []string{`a\`, "b"}},
		{"three backslashes before a quote are one and the character", `a\\\"b`, []string{`a\"b`}},
		{"a doubled quote inside quotes is a character and ends them", `"a""b c"`, []string{`a"b`, "c"}},
		{"a folder's last backslash takes the quote with it", `"C:\a\" b`, []string{`C:\a" b`}},
		{"nothing has no arguments", " \t ", nil},
	} {
		if got := split(args, c.line); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q is split into %q, not %q", c.name, c.line, got, c.want)
		}
	}
}

func TestArgumentsWithinTheLineAreNotCopied(t *testing.T) {
	line := event.StringOf(`"C:\Program Files\a.exe" /x C:\b "c d"`)
	dst := make([]event.Value, 0, 8)
	if n := testing.AllocsPerRun(100, func() { dst = args.many(dst[:0], line) }); n != 0 {
		t.Errorf("splitting allocates %v times", n)
	}
}

// slowArgs is args without any thought of speed.
func slowArgs(line string) []string {
	var list []string
	var arg []byte
	open, inQuotes, backslashes := false, false, 0
	flush := func(n int) {
		for range n {
			arg = append(arg, '\\')
		}
		backslashes = 0
	}
	for i := 0; i < len(line); i++ {
		c := line[i]
		if !open && (c == ' ' || c == '\t') {
			continue
		}
		open = true
		switch {
		case c == '\\':
			backslashes++
		case c == '"' && backslashes%2 == 1:
			flush(backslashes / 2)
			arg = append(arg, '"')
		case c == '"':
			flush(backslashes / 2)
			if inQuotes && i+1 < len(line) && line[i+1] == '"' {
				arg = append(arg, '"')
				i++
			}
			inQuotes = !inQuotes
		case (c == ' ' || c == '\t') && !inQuotes:
			flush(backslashes)
			list, arg, open = append(list, string(arg)), nil, false
		default:
			flush(backslashes)
			arg = append(arg, c)
		}
	}
	if flush(backslashes); open {
		list = append(list, string(arg))
	}
	return list
}

func TestSplittingAgreesWithTheObviousWay(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		line := make([]byte, random.IntN(14))
		for i := range line {
			line[i] = `ab \"`[random.IntN(5)]
			if random.IntN(20) == 0 {
				line[i] = '\t'
			}
		}
		got, want := split(args, string(line)), slowArgs(string(line))
		if !slices.Equal(got, want) {
			t.Fatalf("%q is split into %q, not %q", line, got, want)
		}
		if n, _ := argsCount.one(event.StringOf(string(line))); n.Int() != int64(len(want)) {
			t.Fatalf("%q has %d arguments, not %d", line, n.Int(), len(want))
		}
		words := split(quotedWords, string(line))
		if n, ok := quotedWordCount.one(event.StringOf(string(line))); ok && n.Int() != int64(len(words)) {
			t.Fatalf("%q has %d words, not %d", line, n.Int(), len(words))
		}
	}
}

func TestWordsOfProcessCreationKeepTheirQuotes(t *testing.T) {
	for _, c := range []struct {
		name, line string
		want       []string
	}{
		{"at white space outside quotes", `"C:\a b.exe" /x`, []string{`"C:\a b.exe"`, "/x"}},
		{"every white space parts", "a  b", []string{"a", "", "b"}},
		{"a last blank leaves an empty word", "a ", []string{"a", ""}},
		{"an open quote reaches to the end", `a "b c`, []string{"a", `"b c`}},
	} {
		if got := split(quotedWords, c.line); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q is split into %q, not %q", c.name, c.line, got, c.want)
		}
	}
}

package match

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWildcards(t *testing.T) {
	checkOutcomes(t, []outcome{
		{"colon ignores case", `x : "red*"`, fields{"x": "REDDISH"}, true},
		{"like minds case", `x like "red*"`, fields{"x": "REDDISH"}, false},
		{"like matches", `x like "red*"`, fields{"x": "reddish"}, true},
		{"like~ ignores case", `x like~ "RED*"`, fields{"x": "reddish"}, true},
		{"a star is also nothing", `x like "red*"`, fields{"x": "red"}, true},
		{"a star goes across lines", `x like "a*b"`, fields{"x": "a\n\nb"}, true},
		{"a question mark matches a line break", `x like "a?b"`, fields{"x": "a\nb"}, true},
		{"a question mark is exactly one", `x like "a?b"`, fields{"x": "ab"}, false},
		{"a question mark is one code point", `x like "a?b"`, fields{"x": "a😀b"}, true},
		{"two question marks are not one code point", `x like "a??b"`, fields{"x": "a😀b"}, false},
		{"question mark first", `x : "?:\\Temp\\*"`, fields{"x": `C:\temp\a.exe`}, true},
		{"a star before a question mark wants one character", `x like "*?"`, fields{"x": ""}, false},
		{"the pattern covers the whole value", `x : "abc"`, fields{"x": "abcd"}, false},
		{"without wildcards it is equality", `x : "abc"`, fields{"x": "ABC"}, true},
		{"a backslash is a backslash", `x like "a\\*"`, fields{"x": `a\*`}, true},
		{"a backslash escapes nothing", `x like "a\\*"`, fields{"x": `a\b`}, true},
		{"a backslash has to be there", `x like "a\\*"`, fields{"x": `a*`}, false},
		{"brackets are plain", `x like "[ab]*"`, fields{"x": "a"}, false},
		{"any pattern of a list", `x : ("a*", "b*")`, fields{"x": "Bee"}, true},
		{"no pattern of a list", `x : ("a*", "b*")`, fields{"x": "cee"}, false},
		{"only ASCII letters fold", `x : "é*"`, fields{"x": "É!"}, false},
		{"the Kelvin sign is no k", `x : "k"`, fields{"x": "\u212a"}, false},
		{"a number counts as its text", `x : "46*"`, fields{"x": 4624}, true},
		{"a boolean counts as its text", `x : "tr*"`, fields{"x": true}, true},
		{"a double counts as its text", `x : "1.?"`, fields{"x": 1.5}, true},
		{"any value of several", `x : "b*"`, fields{"x": []any{"a", "b"}}, true},
		{"negation wants no value of several", `not x : "b*"`, fields{"x": []any{"a", "b"}}, false},
		{"head and tail don't overlap", `x like "aba*aba"`, fields{"x": "ababa"}, false},
		{"pieces come in order", `x like "*b*a*"`, fields{"x": "ab"}, false},
		{"pieces between head and tail", `x like "a*b?c*d"`, fields{"x": "a b_ b-c d"}, true},
		{"marks in the tail don't reach into the head", `x like "?*??"`, fields{"x": "éé"}, false},
		{"marks in the tail", `x like "?*??"`, fields{"x": "ééé"}, true},
		{"a mark before the tail's letter", `x like "*?a"`, fields{"x": "éb"}, false},
		{"a piece with a mark isn't found", `x like "*a?b*"`, fields{"x": "éaéc"}, false},
		{"a piece with a mark is found", `x like "*a?b*"`, fields{"x": "éa b éaéc éaéb."}, true},
		{"a piece that ends in a mark needs it", `x like "*a?"`, fields{"x": "a"}, false},
		{"longest list still minds the tail", `x like ("*q", "*w", "*.exe")`, fields{"x": "a.exe.txt"}, false},
	})
}

func FuzzWildcard(f *testing.F) {
	for _, p := range []string{"a*b?c|*é*|?", "*ab*|*bc*|*ca*|*d*", "a|b|c|d|e|f", "*?a*?", "??*??", "a*a*a"} {
		f.Add(p, "ab\xffécab", true)
		f.Add(p, "ABCab", false)
	}
	f.Fuzz(func(t *testing.T, list, s string, fold bool) {
		if !utf8.ValidString(list) || strings.Contains(list, "\ufffd") || len(list) > 24 || len(s) > 20 {
			return
		}
		patterns := strings.Split(list, "|")
		find, want := s, false
		for _, p := range patterns {
			if fold {
				p, find = asciiLower(p), asciiLower(s)
			}
			want = want || wildcardMatches([]rune(p), []rune(find))
		}
		got := newPatternTest(patterns, fold).pass(&State{}, stringValue(s))
		if got != want {
			t.Errorf("%q of %q, fold %v, is %v", patterns, s, fold, got)
		}
	})
}

package match

import (
	"strings"
	"testing"
)

func TestRegex(t *testing.T) {
	checkOutcomes(t, []outcome{
		{"any other character is itself", `x regex "a=b,c"`, fields{"x": "a=b,c"}, true},
		{"the whole value has to match", `x regex "bc"`, fields{"x": "abcd"}, false},
		{"not only from the start", `x regex "ab"`, fields{"x": "abc"}, false},
		{"case counts", `x regex "a+"`, fields{"x": "AA"}, false},
		{"a dot is one character", `x regex "a.c"`, fields{"x": "abc"}, true},
		{"a dot is a line break too", `x regex "a.c"`, fields{"x": "a\nc"}, true},
		{"a dot is one code point", `x regex "a.c"`, fields{"x": "a😀c"}, true},
		{"optional", `x regex "ab?c"`, fields{"x": "ac"}, true},
		{"any number", `x regex "ab*c"`, fields{"x": "abbbc"}, true},
		{"at least one", `x regex "ab+c"`, fields{"x": "ac"}, false},
		{"exactly n", `x regex "a{3}"`, fields{"x": "aaa"}, true},
		{"not n plus one", `x regex "a{3}"`, fields{"x": "aaaa"}, false},
		{"at least n", `x regex "a{2,}"`, fields{"x": "aaaaa"}, true},
		{"n to m", `x regex "a{2,3}"`, fields{"x": "aaaa"}, false},
		{"alternatives", `x regex "red|blue"`, fields{"x": "blue"}, true},
		{"alternatives reach to the ends", `x regex "ab|c"`, fields{"x": "ac"}, false},
		{"groups", `x regex "(ab)+c"`, fields{"x": "ababc"}, true},
		{"class", `x regex "[abc]"`, fields{"x": "b"}, true},
		{"range", `x regex "[a-c]+"`, fields{"x": "abcb"}, true},
		{"negated class", `x regex "[^a-c]"`, fields{"x": "b"}, false},
		{"a hyphen first", `x regex "[-a]+"`, fields{"x": "a-"}, true},
		{"a hyphen last", `x regex "[a-]+"`, fields{"x": "a-"}, true},
		{"an escaped hyphen", `x regex """[a\-c]+"""`, fields{"x": "a-c"}, true},
		{"an escaped hyphen makes no range", `x regex """[a\-c]+"""`, fields{"x": "b"}, false},
		{"an escaped bracket", `x regex """[\]x]+"""`, fields{"x": "]x"}, true},
		{"a bracket first is itself", `x regex "[]x]+"`, fields{"x": "]x"}, true},
		{"POSIX names do not exist", `x regex "[[:alpha:]]"`, fields{"x": "h]"}, true},
		{"an escaped operator is itself", `x regex """a\.b\*"""`, fields{"x": "a.b*"}, true},
		{"an escaped backslash", `x regex """a\\b"""`, fields{"x": `a\b`}, true},
		{"digits", `x regex """\d+"""`, fields{"x": "0123456789"}, true},
		{"digits are ASCII", `x regex """\d"""`, fields{"x": "٣"}, false},
		{"no digits", `x regex """\D+"""`, fields{"x": "ab1"}, false},
		{"white space", `x regex """\s+"""`, fields{"x": " \t\r\n"}, true},
		{"no white space", `x regex """\S+"""`, fields{"x": "ab"}, true},
		{"word characters", `x regex """\w+"""`, fields{"x": "aZ_9"}, true},
		{"no word characters", `x regex """\W+"""`, fields{"x": "-é"}, true},
		{"predefined in a class", `x regex """[\d.]+"""`, fields{"x": "1.2"}, true},
		{"other escaped letters are themselves", `x regex """\a\n\b"""`, fields{"x": "anb"}, true},
		{"quotes: all is itself", `x regex "\"a.*[\"b+"`, fields{"x": "a.*[bb"}, true},
		{"complement", `x regex "~(a.*)"`, fields{"x": "bab"}, true},
		{"complement does not hold", `x regex "~(a.*)"`, fields{"x": "ab"}, false},
		{"complement binds before repeats", `x regex "~a{2}"`, fields{"x": "aa"}, true},
		{"complement of the empty string", `x regex "~()"`, fields{"x": ""}, false},
		{"intersection", `x regex ".*a.*&.*b.*"`, fields{"x": "xbxax"}, true},
		{"intersection does not hold", `x regex ".*a.*&.*b.*"`, fields{"x": "xax"}, false},
		{"intersection binds closer than |", `x regex "a&b|c"`, fields{"x": "c"}, true},
		{"intersection with a complement", `x regex "[a-z]+&~(.*foo.*)"`, fields{"x": "barfoobar"}, false},
		{"any string", `x regex "a@b"`, fields{"x": "a\n\nb"}, true},
		{"nothing", `x regex "#"`, fields{"x": ""}, false},
		{"nothing as an alternative", `x regex "#|a"`, fields{"x": "a"}, true},
		{"numbers in a range", `x regex "<1-100>"`, fields{"x": "57"}, true},
		{"numbers out of a range", `x regex "<1-100>"`, fields{"x": "101"}, false},
		{"leading zeros for bounds of different length", `x regex "<1-100>"`, fields{"x": "0057"}, true},
		{"leading zeros for bounds of equal length", `x regex "<001-100>"`, fields{"x": "057"}, true},
		{"as long as the bounds", `x regex "<001-100>"`, fields{"x": "57"}, false},
		{"bounds the wrong way round", `x regex "<100-1>"`, fields{"x": "57"}, true},
		{"numbers among others", `x regex "10<0-255>"`, fields{"x": "10255"}, true},
		{"the empty group is the empty string", `x regex "a()b"`, fields{"x": "ab"}, true},
		{"the empty expression is the empty string", `x regex ""`, fields{"x": ""}, true},
		{"the empty expression is nothing else", `x regex ""`, fields{"x": "a"}, false},
		{"a caret is no anchor", `x regex "^.*foo"`, fields{"x": "a foo"}, false},
		{"a caret is itself", `x regex "^.*foo"`, fields{"x": "^ foo"}, true},
		{"a dollar is itself", `x regex "a$"`, fields{"x": "a$"}, true},
		{"a lazy repeat is an optional one", `x regex "a.*?b"`, fields{"x": "a-b-b"}, true},
		{"an operator where an element is wanted is itself", `x regex "*a|+b"`, fields{"x": "*a"}, true},
		{"an empty alternative is none", `x regex "a|(|b)"`, fields{"x": "|b"}, true},
		{"any expression of a list", `x regex ("a+", "b+")`, fields{"x": "bb"}, true},
		{"a list is joined like alternatives", `x regex ("a|b", "c")`, fields{"x": "b"}, true},
		{"a list with and without operators", `x regex ("a+", "plain", "p.*z")`, fields{"x": "plain"}, true},
		{"without operators it is equality", `x regex """net\.exe"""`, fields{"x": "net.exe"}, true},
		{"any value", `x regex "a+"`, fields{"x": []any{"b", "aa"}}, true},
		{"no value under not", `not x regex "a+"`, fields{"x": []any{"b", "aa"}}, false},
		{"numbers count as text", `x regex "46[0-9]+"`, fields{"x": 4624}, true},
		{"on an expression too", `concat(x, "c") regex "a+c"`, fields{"x": "aa"}, true},

		{"regex~ ignores case", `x regex~ "net\\.exe +use"`, fields{"x": "NET.EXE Use"}, true},
		{"regex~ without operators", `x regex~ "net"`, fields{"x": "NET"}, true},
		{"regex~ leaves classes as they are", `x regex~ "[a-c]+"`, fields{"x": "ABC"}, false},
		{"regex~ leaves letters in classes as they are", `x regex~ "[abc]+x"`, fields{"x": "aX"}, true},
		{"regex~ with one letter in a class", `x regex~ "[a]b"`, fields{"x": "aB"}, true},
		{"regex~ with one letter in a class, the other case", `x regex~ "[a]b"`, fields{"x": "AB"}, false},
		{"an empty class range", `x regex "[^\u{00}-\u{10ffff}]"`, fields{"x": "a"}, false},
		{"regex~ folds quoted text", `x regex~ "\"ab\"c+"`, fields{"x": "ABC"}, true},
		{"regex~ folds ASCII only", `x regex~ "é+"`, fields{"x": "É"}, false},
	})
}

func TestManyClassesFallBackToGo(t *testing.T) {
	var all []string
	for i := range 300 {
		all = append(all, string(rune(0x4e00+2*i))+"+")
	}
	s := compile(t, `x regex "`+strings.Join(all, "|")+`"`)
	if s.compiler.leaves[0].test.(*regexTest).re == nil {
		t.Error("300 letters fit into an automaton")
	}
	if !s.matches(fields{"x": "一一"}) || s.matches(fields{"x": "一丂"}) {
		t.Error("wrong")
	}
}

func TestLargeRegexFallsBackToGo(t *testing.T) {
	// Whether the 9th character from the end is an a takes 2⁹ states, the 14th too many.
	for length, wantAutomaton := range map[string]bool{"8": true, "14": false} {
		s := compile(t, `x regex ".*a.{`+length+`}"`)
		re := s.compiler.leaves[0].test.(*regexTest)
		if (re.automaton != nil) != wantAutomaton {
			t.Errorf("length %s: automaton is %v", length, re.automaton != nil)
		}
		tail := strings.Repeat("b", map[string]int{"8": 8, "14": 14}[length])
		if !s.matches(fields{"x": "bba" + tail}) || s.matches(fields{"x": "bbb" + tail}) || s.matches(fields{"x": "bba" + tail + "b"}) {
			t.Errorf("length %s: wrong", length)
		}
	}
}

package match

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// expression of a random regular expression: its text in Lucene's dialect, and
// a matcher that tries everything.
type expr struct {
	text string
	// ends returns where the expression can end in s if it starts at i.
	ends func(s []rune, i int) map[int]bool
}

func single(text string, has func(r rune) bool) expr {
	return expr{text, func(s []rune, i int) map[int]bool {
		if i < len(s) && has(s[i]) {
			return map[int]bool{i + 1: true}
		}
		return nil
	}}
}

func (e expr) matches(s string) bool { return e.ends([]rune(s), 0)[len([]rune(s))] }

var regexLetters = []rune{'a', 'b', 'B', '1', '2', '0', 'é', '\n', '-', '.', '"'}

// expression makes a random expression; fold is regex~.
func (g maker) expression(depth int, fold bool) expr {
	if depth == 0 {
		return g.atom(fold)
	}
	sub := func() expr { return g.expression(depth-1, fold) }
	switch g.IntN(9) {
	case 0, 1, 2:
		return concatenation(group(sub()), group(sub()))
	case 3, 4:
		a, b := sub(), sub()
		return expr{"(" + a.text + "|" + b.text + ")", func(s []rune, i int) map[int]bool {
			all := map[int]bool{}
			for _, ends := range []map[int]bool{a.ends(s, i), b.ends(s, i)} {
				for end := range ends {
					all[end] = true
				}
			}
			return all
		}}
	case 5:
		a, b := sub(), sub()
		return expr{"((" + a.text + ")&(" + b.text + "))", func(s []rune, i int) map[int]bool {
			all := map[int]bool{}
			other := b.ends(s, i)
			for end := range a.ends(s, i) {
				if other[end] {
					all[end] = true
				}
			}
			return all
		}}
	case 6:
		a := group(sub())
		return expr{"~" + a.text, func(s []rune, i int) map[int]bool {
			all := map[int]bool{}
			not := a.ends(s, i)
			for end := i; end <= len(s); end++ {
				if !not[end] {
					all[end] = true
				}
			}
			return all
		}}
	case 7:
		return g.repetition(group(sub()))
	}
	return g.atom(fold)
}

func group(e expr) expr { return expr{"(" + e.text + ")", e.ends} }

func concatenation(a, b expr) expr {
	return expr{a.text + b.text, func(s []rune, i int) map[int]bool {
		all := map[int]bool{}
		for middle := range a.ends(s, i) {
			for end := range b.ends(s, middle) {
				all[end] = true
			}
		}
		return all
	}}
}

func (g maker) repetition(a expr) expr {
	least, most := g.IntN(3), 99
	text := fmt.Sprintf("{%d,}", least)
	switch g.IntN(5) {
	case 0:
		least, text = 0, "*"
	case 1:
		least, text = 1, "+"
	case 2:
		least, most, text = 0, 1, "?"
	case 3:
		most = least + g.IntN(3)
		text = fmt.Sprintf("{%d,%d}", least, most)
	}
	return expr{a.text + text, func(s []rune, i int) map[int]bool {
		all, now := map[int]bool{}, map[int]bool{i: true}
		for n := 0; n <= min(most, least+len(s)+1); n++ {
			next := map[int]bool{}
			for at := range now {
				if n >= least {
					all[at] = true
				}
				for end := range a.ends(s, at) {
					next[end] = true
				}
			}
			now = next
		}
		return all
	}}
}

func (g maker) letter() rune { return regexLetters[g.IntN(len(regexLetters))] }

func same(r, c rune, fold bool) bool {
	return r == c || fold && asciiLower(string(r)) == asciiLower(string(c))
}

func (g maker) atom(fold bool) expr {
	c, d := g.letter(), g.letter()
	switch g.IntN(12) {
	case 0:
		return single(".", func(rune) bool { return true })
	case 1:
		return expr{"()", func(_ []rune, i int) map[int]bool { return map[int]bool{i: true} }}
	case 2:
		return expr{"#", func([]rune, int) map[int]bool { return nil }}
	case 3:
		return expr{"@", func(s []rune, i int) map[int]bool {
			all := map[int]bool{}
			for end := i; end <= len(s); end++ {
				all[end] = true
			}
			return all
		}}
	case 4:
		negated := g.IntN(2) == 0
		text := map[bool]string{true: "[^", false: "["}[negated] + `\` + string(c) + "a-b1]"
		if 'a' <= c && c <= 'z' || c == 'B' {
			text = strings.Replace(text, `\`, "", 1)
		}
		return single(text, func(r rune) bool { return (r == c || 'a' <= r && r <= 'b' || r == '1') != negated })
	case 5:
		name := "dDwWsS"[g.IntN(6)]
		return single(`\`+string(name), func(r rune) bool {
			in := map[byte]string{'d': "0123456789", 's': " \t\n\f\r", 'w': "abcB0123456789_"}[name|0x20]
			return strings.ContainsRune(in, r) == (name >= 'a')
		})
	case 6:
		return g.numbers()
	case 7:
		text := strings.ReplaceAll(string([]rune{c, d}), `"`, "'")
		e := concatenation(single("", func(r rune) bool { return same(r, []rune(text)[0], fold) }),
			single("", func(r rune) bool { return same(r, []rune(text)[1], fold) }))
		return expr{`"` + text + `"`, e.ends}
	}
	text := string(c)
	if strings.ContainsRune(`."`, c) {
		text = `\` + text
	}
	return single(text, func(r rune) bool { return same(r, c, fold) })
}

// numbers makes <n-m>.
func (g maker) numbers() expr {
	lo, hi := g.IntN(30), g.IntN(250)
	width := [][2]string{{"%d", "%d"}, {"%03d", "%03d"}, {"%02d", "%03d"}}[g.IntN(3)]
	from, to := fmt.Sprintf(width[0], lo), fmt.Sprintf(width[1], hi)
	return expr{"<" + from + "-" + to + ">", func(s []rune, i int) map[int]bool {
		all := map[int]bool{}
		for end := i + 1; end <= len(s); end++ {
			digits := string(s[i:end])
			n, err := strconv.Atoi(digits)
			if err != nil || strings.ContainsAny(digits, "+-") || n < min(lo, hi) || n > max(lo, hi) {
				continue
			}
			if len(from) == len(to) && len(digits) == len(from) || len(from) != len(to) {
				all[end] = true
			}
		}
		return all
	}}
}

// agreeOnRegex makes a random expression and checks it on random strings.
func agreeOnRegex(t *testing.T, seed uint64) {
	g := maker{rand.New(rand.NewPCG(seed, 2))}
	fold := g.IntN(2) == 0
	e := g.expression(g.IntN(5), fold)
	ts := newTerms()
	p, problem := parseRegex(ts, e.text, fold)
	if problem != nil {
		t.Fatalf("seed %d: %s: %v", seed, e.text, problem)
	}
	a, ok := ts.automaton(p, maxStates)
	re, isRE2 := p.re2()
	for range 12 {
		var runes []rune
		for range g.IntN(6) {
			runes = append(runes, g.letter())
		}
		s := string(runes)
		want := e.matches(s)
		if ok && a.match(s) != want {
			t.Fatalf("seed %d: automaton of %s (fold %v) on %q is %v", seed, e.text, fold, s, !want)
		}
		if isRE2 && re.MatchString(s) != want {
			t.Fatalf("seed %d: %s for %s (fold %v) on %q is %v", seed, re, e.text, fold, s, !want)
		}
		if l, isLiteral := p.literal(fold); isLiteral && newStringSet([]string{l}, fold).has(s) != want {
			t.Fatalf("seed %d: literal %q of %s (fold %v) on %q is %v", seed, l, e.text, fold, s, !want)
		}
	}
}

func TestRegexAgreesWithReference(t *testing.T) {
	for seed := range uint64(5_000) {
		agreeOnRegex(t, seed)
	}
}

func FuzzRegex(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { agreeOnRegex(t, seed) })
}

// FuzzRegexText parses any text: the automaton and Go's regexp have to agree on
// what it matches.
func FuzzRegexText(f *testing.F) {
	for _, s := range []string{`a.*\.(b|c)`, `~(a*)b&@`, `[^\]a-]{2,3}"x y"<1-20>`, `\d\W#|()`, `*a|?b`, `(?i)a`, `[]a]`} {
		f.Add(s, "ab\n\xff", false)
	}
	f.Fuzz(func(t *testing.T, text, s string, fold bool) {
		if len(text) > 40 || len(s) > 40 {
			return
		}
		ts := newTerms()
		p, problem := parseRegex(ts, text, fold)
		if problem != nil {
			if problem.at < 0 || problem.at > len(text) || problem.message == "" {
				t.Fatalf("%q: error %+v", text, problem)
			}
			return
		}
		a, ok := ts.automaton(p, 200)
		re, isRE2 := p.re2()
		if ok && isRE2 && a.match(s) != re.MatchString(s) {
			t.Fatalf("%q (fold %v) on %q: automaton %v, %s disagrees", text, fold, s, a.match(s), re)
		}
	})
}

package match

import (
	"math/bits"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
)

func TestFoldingIsASCIIOnly(t *testing.T) {
	for c := range 256 {
		for _, length := range []int{1, 7, 8, 9, 17} {
			for at := range length {
				b := []byte(strings.Repeat("q", length))
				b[at] = byte(c)
				s := string(b)
				want := asciiLower(s)
				if got := foldASCII(s); got != want {
					t.Fatalf("%q folds to %q", s, got)
				}
				if !equalFold(s, want) || hash(s, true) != hash(want, false) {
					t.Fatalf("%q isn't equal to its folded form", s)
				}
				other := []byte(want)
				other[at] ^= 0x20
				if equalFold(s, string(other)) {
					t.Fatalf("%q is equal to %q", s, other)
				}
			}
		}
	}
}

func TestSetsAgreeWithMaps(t *testing.T) {
	g := rand.New(rand.NewPCG(4, 4))
	random := func() string {
		b := make([]byte, g.IntN(20))
		for i := range b {
			b[i] = "aAbBzZ@[`{"[g.IntN(10)]
		}
		return string(b)
	}
	for range 300 {
		fold := g.IntN(2) == 0
		var members []string
		in := map[string]bool{}
		for range g.IntN(40) {
			m := random()
			members = append(members, m)
			if fold {
				m = asciiLower(m)
			}
			in[m] = true
		}
		set := newStringSet(members, fold)
		for _, s := range append(members, random(), random(), random()) {
			find := s
			if fold {
				find = asciiLower(s)
			}
			if set.has(s) != in[find] {
				t.Fatalf("fold %v: %q in %q is %v", fold, s, members, set.has(s))
			}
		}
	}
}

func TestSearchAgreesWithStrings(t *testing.T) {
	g := rand.New(rand.NewPCG(5, 5))
	random := func(most int) string {
		b := make([]byte, g.IntN(most))
		for i := range b {
			b[i] = "aAbB.zZ-"[g.IntN(8)]
		}
		return string(b)
	}
	for range 30_000 {
		s, fold := random(24), g.IntN(2) == 0
		find, in := s, false
		if fold {
			find = asciiLower(s)
		}
		var literals []string
		for range 1 + g.IntN(5) {
			l := random(4) + "a"
			if fold {
				l = asciiLower(l)
			}
			if got, want := newFinder(l, fold).index(s), strings.Index(find, l); got != want {
				t.Fatalf("fold %v: %q stands in %q at %d, not %d", fold, l, s, want, got)
			}
			if len(l) > 1 {
				literals = append(literals, l)
				in = in || strings.Contains(find, l)
			}
		}
		if got := newScanner(literals, fold).in(s); got != in {
			t.Fatalf("fold %v: any of %q in %q is %v", fold, literals, s, got)
		}
	}
}

func TestUTF16AgreesWithEncoding(t *testing.T) {
	g := rand.New(rand.NewPCG(6, 6))
	letters := []string{"a", "Z", "é", "ß", "\u2028", "\ud7ff", "\ue000", "\uffff", "😀", "\U00010000", "\U0010ffff", "\x80", "\xff", "\xf0\x9f"}
	random := func() string {
		s := ""
		for range g.IntN(12) {
			s += letters[g.IntN(len(letters))]
		}
		return s
	}
	sign := func(n int) int { return max(-1, min(1, n)) }
	for range 20_000 {
		a, b := random(), random()
		x, y := utf16.Encode([]rune(a)), utf16.Encode([]rune(b))
		if units(a) != len(x) {
			t.Fatalf("%q has %d units, want %d", a, units(a), len(x))
		}
		want := 0
		for i := 0; want == 0; i++ {
			if i == len(x) || i == len(y) {
				want = sign(len(x) - len(y))
				break
			}
			want = sign(int(x[i]) - int(y[i]))
		}
		if valid(a) && valid(b) && compareUnits(a, b) != want {
			t.Fatalf("%q against %q is %d, want %d", a, b, compareUnits(a, b), want)
		}
		from := g.IntN(len(x) + 1)
		to := from + g.IntN(len(x)-from+1)
		got := (&State{}).slice(a, from, to)
		if want := string(utf16.Decode(x[from:to])); valid(a) && got != want {
			t.Fatalf("%q from %d to %d is %q, want %q", a, from, to, got, want)
		}
		at := byteOf(a, from)
		if n := units(a[:at]); n < from || n > from+1 {
			t.Fatalf("unit %d of %q is at byte %d, behind %d units", from, a, at, n)
		}
	}
}

func valid(s string) bool { return strings.ToValidUTF8(s, "") == s }

func TestLowerCaseAgreesWithUnicode(t *testing.T) {
	g := rand.New(rand.NewPCG(7, 7))
	letters := []string{"a", "A", "b", "é", "É", "ß", "ẞ", "ǅ", "Ω", "ω", "K", "k", "\u212a", "😀"}
	random := func(most int) string {
		s := ""
		for range g.IntN(most) {
			s += letters[g.IntN(len(letters))]
		}
		return s
	}
	lowered := func(s string) string { return strings.Map(unicode.ToLower, s) }
	for range 30_000 {
		s, part := random(8), random(3)
		if end, ok := prefixLower(s, part); ok != strings.HasPrefix(lowered(s), lowered(part)) || ok && lowered(s[:end]) != lowered(part) {
			t.Fatalf("%q starts with %q: %v, to %d", s, part, ok, end)
		}
		if ok := suffixLower(s, part); ok != strings.HasSuffix(lowered(s), lowered(part)) {
			t.Fatalf("%q ends with %q: %v", s, part, ok)
		}
		start, end, ok := indexLower(s, part)
		if want := strings.Index(lowered(s), lowered(part)); ok != (want >= 0) || ok && (lowered(s[:start]) != lowered(s)[:want] || lowered(s[start:end]) != lowered(part)) {
			t.Fatalf("%q in %q: %d to %d, %v", part, s, start, end, ok)
		}
		last, ok := lastIndexLower(s, part)
		if want := strings.LastIndex(lowered(s), lowered(part)); ok != (want >= 0) || ok && lowered(s[:last]) != lowered(s)[:want] {
			t.Fatalf("%q last in %q: %d, %v", part, s, last, ok)
		}
		if got, want := equalIgnoringCase(s, part), strings.Map(foldRune, s) == strings.Map(foldRune, part); got != want {
			t.Fatalf("%q equals %q: %v", s, part, got)
		}
	}
}

func TestTextsThatAreEqualButForCaseHaveOneOutline(t *testing.T) {
	for _, text := range []string{"", "a", "Z", "powershell.exe", "@home", "[x]", "éclair", "\x00", strings.Repeat("Long", 100)} {
		want := Outline(text)
		if bits.OnesCount64(want) != 1 {
			t.Errorf("Outline(%q) = %b", text, want)
		}
		for _, other := range []string{foldASCII(text), strings.Map(upperASCII, text)} {
			if got := Outline(other); got != want {
				t.Errorf("Outline(%q) = %b, of %q it is %b", text, want, other, got)
			}
		}
	}
}

func upperASCII(r rune) rune {
	if 'a' <= r && r <= 'z' {
		r += 'A' - 'a'
	}
	return r
}

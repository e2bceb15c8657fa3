package event

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// scannedNames are fields with names of one word, of two and of more, with and
// without anything that has to be escaped.
var scannedNames = []string{
	"a", "a.b", "a.b.c", "b.a", "winlog.event_data.Image", "winlog.event_data.ImageLoaded", "winlog.event_data.GrantedAccess",
	"exactly8", "sixteen_letters_", "the_same_000_at_both_ends", "the_same_111_at_both_ends", `back\slash.a`, "quo\"te", "ä.ö", "\x00",
}

// checkScan compares a Text's scan with the plain scanner's.
func checkScan(t *testing.T, x *Text, text string) {
	t.Helper()
	x.Reset(text, time.Time{})
	valid := x.Valid()
	want := make([][]textValue, len(x.newest))
	plain := plainScanner{text: text, found: func(id PathID, start, end int) {
		want[id] = append(want[id], textValue{start: int32(start), end: int32(end)})
	}}
	if ok := plain.document(x.root); ok != valid {
		t.Fatalf("%q is an object: %v, byte by byte %v", text, valid, ok)
	}
	for id, n := range x.newest {
		var got []textValue
		for ; n != 0; n = x.values[n-1].before {
			got = append(got, textValue{start: x.values[n-1].start, end: x.values[n-1].end})
		}
		slices.Reverse(got)
		if valid && !slices.Equal(got, want[id]) || !valid && got != nil {
			t.Fatalf("%s of %q: %v, byte by byte %v", x.paths.all[id].Name(), text, got, want[id])
		}
	}
}

// TestScanningByWordsFindsWhatScanningByBytesDoes scans texts that are made of
// pieces of JSON, most of them objects but for one piece.
func TestScanningByWordsFindsWhatScanningByBytesDoes(t *testing.T) {
	x, _ := textOf(t, "", scannedNames...)
	r := rand.New(rand.NewPCG(3, 4))
	valid := 0
	for range 100_000 {
		text := []byte(randomText(r, 4))
		switch r.IntN(4) {
		case 0:
			text = text[:r.IntN(len(text)+1)]
		case 1:
			text[r.IntN(len(text))] = "\"\\{}[]:,. \n1t"[r.IntN(13)]
		}
		checkScan(t, x, string(text))
		if x.Valid() {
			valid++
		}
	}
	if valid < 50_000 {
		t.Errorf("only %d texts are objects", valid)
	}
}

// randomText is an object's text.
func randomText(r *rand.Rand, depth int) string {
	blank := func() string { return []string{"", "", "", " ", "\n\t"}[r.IntN(5)] }
	var members []string
	for range r.IntN(5) {
		name := scannedNames[r.IntN(len(scannedNames))]
		if r.IntN(2) == 0 {
			name, _, _ = strings.Cut(name, ".")
		}
		members = append(members, blank()+quotedText(r, name)+blank()+":"+blank()+randomValueText(r, depth-1)+blank())
	}
	return blank() + "{" + blank() + strings.Join(members, ",") + "}" + blank()
}

func randomValueText(r *rand.Rand, depth int) string {
	if depth > 0 {
		switch r.IntN(4) {
		case 0:
			return randomText(r, depth)
		case 1:
			return "[" + randomValueText(r, depth-1) + " , " + randomText(r, depth-1) + "]"
		}
	}
	if r.IntN(3) == 0 {
		return []string{"1", "-2.5e+3", "true", "false", "null", "[]", "{}", "[ ]"}[r.IntN(8)]
	}
	return quotedText(r, strings.Repeat([]string{"C:\\", `"`, "x", "ä", "a.b "}[r.IntN(5)], r.IntN(30)))
}

// quotedText is a text as JSON, sometimes with escapes that it doesn't need.
func quotedText(r *rand.Rand, text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < 0x80 && r.IntN(40) == 0:
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteByte(c)
		}
	}
	return `"` + b.String() + `"`
}

// TestDepthIsBoundedWhereNothingIsWantedToo: an object of which nothing is
// wanted is skipped by other code.
func TestDepthIsBoundedWhereNothingIsWantedToo(t *testing.T) {
	x, _ := textOf(t, "", "a.b")
	for _, name := range []string{"a", "z"} {
		for depth := maxNesting - 2; depth < maxNesting+3; depth++ {
			checkScan(t, x, strings.Repeat(`{"`+name+`":`, depth)+"1"+strings.Repeat("}", depth))
			checkScan(t, x, `{"`+name+`":`+strings.Repeat("[", depth)+strings.Repeat("]", depth)+"}")
		}
	}
}

// FuzzScanner compares the scanner with the plain one.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{
		`{"a":{"b":[{"c":1},null,[2]]},"a.b":{"c":"x"}}`, `{"a":"\u0041\\"}`, `{"z":{"y":[1e5,"]\"}",true]},"b":{"a.b":true}}`,
		`{"winlog":{"event_data":{"Image":"C:\\Windows\\System32\\svchost.exe","ImageLoaded":"\\\"","GrantedAccess":"0x1410"}}}`,
		`{"the_same_000_at_both_ends":[1],"the_same_111_at_both_ends":[[false]],"sixteen_letters_":-0,"exactly8":{}} `,
		`{"back\\slash":{"a":"1"},"quo\"te":"2","\u00e4.ö":3,"\u0000":4}`,
	} {
		f.Add(seed)
	}
	x, _ := textOf(f, "", scannedNames...)
	f.Fuzz(func(t *testing.T, text string) { checkScan(t, x, text) })
}

package event

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"
)

func textOf(t testing.TB, s string, names ...string) (*Text, []*Path) {
	t.Helper()
	ps := NewPaths()
	var paths []*Path
	for _, n := range names {
		paths = append(paths, ps.Of(n))
	}
	x := NewText(ps)
	x.Reset(s, time.Time{})
	return x, paths
}

func sourceTexts(src Source, p *Path) string {
	var out []string
	for _, v := range src.Append(nil, p) {
		if v.Kind() == Float && v.Float() == 0 {
			v = IntOf(0) // a decoder keeps the sign of -0
		}
		out = append(out, v.Text())
	}
	sort.Strings(out)
	return strings.Join(out, " ")
}

func TestFieldsOfText(t *testing.T) {
	tests := []struct{ name, text, field, want string }{
		{"nested", `{"a":{"b":{"c":"x"}}}`, "a.b.c", "x"},
		{"dotted", `{"a.b.c":"x"}`, "a.b.c", "x"},
		{"dotted in front", `{"a.b":{"c":"x"}}`, "a.b.c", "x"},
		{"dotted behind", `{"a":{"b.c":"x"}}`, "a.b.c", "x"},
		{"missing", `{"a":{"b":1}}`, "a.c", ""},
		{"null", `{"a":{"b":null}}`, "a.b", ""},
		{"an array", `{"a":{"b":["x",["y"],null]}}`, "a.b", "x y"},
		{"an array of objects", `{"a":[{"b":1},{"b":2},{"c":3}]}`, "a.b", "1 2"},
		{"numbers", `{"a":[1,-1.5,1e3]}`, "a", "-1.5 1 1000"},
		{"booleans", `{"a":[true,false]}`, "a", "false true"},
		{"escapes", `{"a":"C:\\Windows\\\"x\"\/\b\f\n\r\tä\u00e4\ud83d\ude00"}`, "a", "C:\\Windows\\\"x\"/\b\f\n\r\tää😀"},
		{"half a pair", `{"a":"\ud83d!"}`, "a", "\ufffd!"},
		{"an escaped name", `{"\u0061":1}`, "a", "1"},
		{"blanks everywhere", " { \"a\" : [ 1 , { \"b\" : \"x\" } ] }\n", "a.b", "x"},
		{"other members are passed over", `{"z":{"a":"\"}","y":[{"a":[]},"]"]},"a":"x"}`, "a", "x"},
		{"an empty object", `{}`, "a", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			x, paths := textOf(t, test.text, test.field)
			if got := sourceTexts(x, paths[0]); got != test.want || !x.Valid() {
				t.Errorf("got %q, want %q; valid %v", got, test.want, x.Valid())
			}
		})
	}
}

func TestTextThatIsNoObjectHasNoFields(t *testing.T) {
	for _, text := range []string{
		"", " ", "{", "[]", "1", `"a"`, `{"a"}`, `{"a":}`, `{"a":1`, `{"a":1}}`, `{"a":1} x`, `{"a":1,}`, `{a:1}`, `{"a":tru}`,
		`{"a":-}`, `{"a":"x}`, `{"a":"x\"}`, `{"a":1 "b":2}`, `{"a":[1}`, `{"a":[1,]}`, `{"a":nul}`, `{"a":+1}`,
		strings.Repeat(`{"a":`, 20_000),
	} {
		x, paths := textOf(t, text, "a")
		if got := sourceTexts(x, paths[0]); got != "" || x.Valid() {
			t.Errorf("%.20q: got %q, valid %v", text, got, x.Valid())
		}
	}
}

func TestTheTimeOfText(t *testing.T) {
	given := time.Unix(100, 0)
	tests := []struct {
		text  string
		nanos int64
	}{
		{`{"@timestamp":"2026-01-02T03:04:05.678901234Z"}`, time.Date(2026, 1, 2, 3, 4, 5, 678901234, time.UTC).UnixNano()},
		{`{"@timestamp":1700000000123}`, 1700000000123 * 1e6},
		{`{"@timestamp":"yesterday"}`, given.UnixNano()},
		{`{}`, given.UnixNano()},
	}
	for _, test := range tests {
		x, _ := textOf(t, test.text)
		x.Reset(test.text, given)
		if nanos, ok := x.Timestamp(); nanos != test.nanos || !ok {
			t.Errorf("%s: %d, %v", test.text, nanos, ok)
		}
	}
	x, _ := textOf(t, "{}")
	if _, ok := x.Timestamp(); ok {
		t.Error("a text without a time has one")
	}
}

func TestTextIsReused(t *testing.T) {
	x, paths := textOf(t, `{"a":"x","b":"C:\\"}`, "a", "b")
	_ = sourceTexts(x, paths[0]) + sourceTexts(x, paths[1])
	x.Reset(`{"b":"D:\\"}`, time.Time{})
	if a, b := sourceTexts(x, paths[0]), sourceTexts(x, paths[1]); a != "" || b != `D:\` {
		t.Errorf("got %q and %q", a, b)
	}
	text := `{"a":{"n":"powershell.exe"},"b":"C:\\Windows","c":[1,2,{"d":"e"}]}`
	x.Reset(text, time.Time{})
	buffer := make([]Value, 0, 8)
	if n := testing.AllocsPerRun(100, func() {
		x.Reset(text, time.Time{})
		for _, p := range paths {
			buffer = x.Append(buffer[:0], p)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzText compares a Text with a Document of the decoded text.
func FuzzText(f *testing.F) {
	for _, seed := range []string{
		`{"a":{"b":[{"c":1},null,[2]]},"a.b":{"c":"x"}}`, `{"a":"\u0041\\"}`, `{"a":1e5,"b":{"a.b":true}}`, `{"a":{"b":{"c":"d"}}} `,
		`{"a":-0.5,"a.b.c":[[]]}`, "{\"a\":\"\xff\"}",
	} {
		f.Add(seed)
	}
	names := []string{"a", "a.b", "a.b.c", "b", "b.a"}
	f.Fuzz(func(t *testing.T, text string) {
		x, paths := textOf(t, text, names...)
		var fields map[string]any
		decoded := json.Unmarshal([]byte(text), &fields) == nil && fields != nil
		if decoded && !x.Valid() {
			t.Fatalf("%q is an object", text)
		}
		if !decoded {
			return // a Text is laxer about escapes, numbers and control characters
		}
		again, err := json.Marshal(fields)
		if err != nil {
			return
		}
		// Once more from the decoder's own writing, in which nothing is doubled.
		x.Reset(string(again), time.Time{})
		d := NewDocument(x.paths, nil)
		d.Reset(fields, time.Time{})
		for _, p := range paths {
			got, want := sourceTexts(x, p), sourceTexts(d, p)
			if got != want && !spelledTwice(fields, p) {
				t.Fatalf("%s of %s: %q, decoded %q", p.Name(), again, got, want)
			}
		}
	})
}

// spelledTwice reports whether a field stands in an event in more than one
// spelling: the two sources differ there, as both say.
func spelledTwice(fields map[string]any, p *Path) bool {
	text, _ := json.Marshal(fields)
	return strings.Contains(string(text), ".") && strings.Contains(p.name, ".")
}

func BenchmarkText(b *testing.B) {
	text := fmt.Sprintf(`{"@timestamp":"2026-01-02T03:04:05.678Z","winlog":{"event_data":{"Image":"C:\\Windows\\x.exe","User":"NT AUTHORITY\\SYSTEM","Hashes":"%s"}},"event":{"code":"7"},"message":"%s"}`,
		strings.Repeat("A", 200), strings.Repeat(`Image loaded:\r\n`, 50))
	x, paths := textOf(b, text, "event.code", "winlog.event_data.Image", "winlog.event_data.ImageLoaded", "process.name", "host.id")
	var buffer []Value
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		x.Reset(text, time.Time{})
		for _, p := range paths {
			buffer = x.Append(buffer[:0], p)
		}
	}
}

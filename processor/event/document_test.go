package event

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"
)

// texts returns the values found at a path, sorted, each with its kind.
func texts(d *Document, p *Path) string {
	var out []string
	for _, v := range d.Append(nil, p) {
		out = append(out, fmt.Sprintf("%s:%s", map[Kind]string{Bool: "b", Int: "i", Float: "f", String: "s", Time: "t"}[v.Kind()], v.Text()))
	}
	sort.Strings(out)
	return strings.Join(out, " ")
}

func document(t testing.TB, text string) (*Document, *Paths) {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		t.Fatal(err)
	}
	ps := NewPaths()
	d := NewDocument(ps, nil)
	d.Reset(fields, time.Unix(1, 0))
	return d, ps
}

func TestFieldsOfDocuments(t *testing.T) {
	tests := []struct{ name, document, field, want string }{
		{"nested", `{"a":{"b":{"c":"x"}}}`, "a.b.c", "s:x"},
		{"dotted", `{"a.b.c":"x"}`, "a.b.c", "s:x"},
		{"dotted in front", `{"a.b":{"c":"x"}}`, "a.b.c", "s:x"},
		{"dotted behind", `{"a":{"b.c":"x"}}`, "a.b.c", "s:x"},
		{"dotted beside an object of that name", `{"a":{"d":1},"a.b":"x"}`, "a.b", "s:x"},
		{"top level", `{"a":"x"}`, "a", "s:x"},
		{"missing", `{"a":{"b":1}}`, "a.c", ""},
		{"missing object", `{"a":1}`, "b.c", ""},
		{"below a scalar", `{"a":1}`, "a.b", ""},
		{"null", `{"a":{"b":null}}`, "a.b", ""},
		{"null object", `{"a":null}`, "a.b", ""},
		{"an object has no value", `{"a":{"b":{"c":1}}}`, "a.b", ""},
		{"an array", `{"a":{"b":["x","y","x"]}}`, "a.b", "s:x s:x s:y"},
		{"an empty array", `{"a":[]}`, "a", ""},
		{"an array of null", `{"a":[null]}`, "a", ""},
		{"arrays in arrays", `{"a":[["x"],["y",["z"]]]}`, "a", "s:x s:y s:z"},
		{"an array of objects", `{"a":[{"b":1},{"b":2},{"c":3}]}`, "a.b", "f:1 f:2"},
		{"arrays of objects in each other", `{"a":[{"b":[{"c":"x"},{"c":"y"}]},{"b":{"c":"z"}}]}`, "a.b.c", "s:x s:y s:z"},
		{"an array of objects with dotted names", `{"a":[{"b.c":"x"},{"b":{"c":"y"}}]}`, "a.b.c", "s:x s:y"},
		{"objects and scalars mixed", `{"a":[1,{"b":"x"},"y"]}`, "a.b", "s:x"},
		{"booleans", `{"a":[true,false]}`, "a", "b:false b:true"},
		{"numbers", `{"a":[1,1.5,-2]}`, "a", "f:-2 f:1 f:1.5"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, ps := document(t, test.document)
			p := ps.Of(test.field)
			d.Reset(d.root, time.Time{}) // now that the path exists
			if got := texts(d, p); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got := texts(d, p); got != test.want {
				t.Errorf("the second time: got %q, want %q", got, test.want)
			}
		})
	}
}

func TestTypesOfValues(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6_000_000, time.UTC)
	tests := []struct {
		value any
		want  string
	}{
		{int8(-1), "i:-1"},
		{int16(-1), "i:-1"},
		{int32(-1), "i:-1"},
		{int64(-1), "i:-1"},
		{int(-1), "i:-1"},
		{uint8(1), "i:1"},
		{uint16(1), "i:1"},
		{uint32(1), "i:1"},
		{uint64(1), "i:1"},
		{uint(1), "i:1"},
		{uint64(1 << 63), "f:9.223372036854776e+18"},
		{float32(1.5), "f:1.5"},
		{json.Number("12"), "i:12"},
		{json.Number("1.25"), "f:1.25"},
		{json.Number("x"), ""},
		{at, "t:2026-01-02T03:04:05.006Z"},
		{[]string{"a", "b"}, "s:a s:b"},
		{[]int{1}, "i:1"},
		{[]int64{1}, "i:1"},
		{[]float64{1.5}, "f:1.5"},
		{[]bool{true}, "b:true"},
		{[]map[string]any{{"x": 1}}, ""},
		{struct{}{}, ""},
	}
	ps := NewPaths()
	p := ps.Of("a")
	d := NewDocument(ps, nil)
	for _, test := range tests {
		d.Reset(map[string]any{"a": test.value}, time.Time{})
		if got := texts(d, p); got != test.want {
			t.Errorf("%T: got %q, want %q", test.value, got, test.want)
		}
	}
}

type own map[string]any

func TestForeignTypesAreTranslated(t *testing.T) {
	ps := NewPaths()
	field := ps.Of("a.b")
	d := NewDocument(ps, func(v any) any {
		switch v := v.(type) {
		case own:
			return map[string]any(v)
		case error:
			return v // of no use: must not be asked again for ever
		}
		return nil
	})
	d.Reset(map[string]any{"a": own{"b": own{}, "a.b": 2}}, time.Time{})
	if got := texts(d, field); got != "" {
		t.Errorf("an object has the value %q", got)
	}
	d.Reset(map[string]any{"a": []any{own{"b": 1}}}, time.Time{})
	if got := texts(d, field); got != "i:1" {
		t.Errorf("in a list: %q", got)
	}
	d.Reset(map[string]any{"a": own{"b": fmt.Errorf("x")}}, time.Time{})
	if got := texts(d, field); got != "" {
		t.Errorf("a value of no known type is %q", got)
	}
}

func TestADocumentForgetsTheLastEvent(t *testing.T) {
	ps := NewPaths()
	p := ps.Of("a.b")
	d := NewDocument(ps, nil)
	d.Reset(map[string]any{"a": map[string]any{"b": "old"}}, time.Unix(5, 0))
	_ = texts(d, p)
	d.Reset(map[string]any{"a": map[string]any{}}, time.Time{})
	if got := texts(d, p); got != "" {
		t.Errorf("got %q of the event before", got)
	}
	if _, ok := d.Timestamp(); ok {
		t.Error("an event without a time has the time of the one before")
	}
}

func TestEpochsThatStartOver(t *testing.T) {
	ps := NewPaths()
	p := ps.Of("a.b")
	d := NewDocument(ps, nil)
	d.Reset(map[string]any{"a": map[string]any{"b": "old"}}, time.Time{}) // epoch 1
	_ = texts(d, p)
	d.epoch = ^uint32(0)
	d.Reset(map[string]any{"a": map[string]any{"b": "new"}}, time.Time{})
	if got := texts(d, p); got != "s:new" {
		t.Errorf("got %q", got)
	}
}

func TestDeepDocumentsEnd(t *testing.T) {
	deep := any("x")
	for range 10_000 {
		deep = []any{deep}
	}
	ps := NewPaths()
	p := ps.Of("a.b")
	top := ps.Of("a")
	d := NewDocument(ps, nil)
	d.Reset(map[string]any{"a": deep}, time.Time{})
	if got := texts(d, top) + texts(d, p); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestLookupsAllocateNothing(t *testing.T) {
	d, ps := document(t, `{"a":{"b":{"c":"x"}},"d":[{"e":"y"}],"f.g":"z"}`)
	paths := []*Path{ps.Of("a.b.c"), ps.Of("a.b.x"), ps.Of("x.y.z"), ps.Of("d.e"), ps.Of("f.g")}
	root := d.root
	d.Reset(root, time.Time{})
	buffer := make([]Value, 0, 16)
	if n := testing.AllocsPerRun(100, func() {
		d.Reset(root, time.Time{})
		for _, p := range paths {
			buffer = d.Append(buffer[:0], p)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzDocument(f *testing.F) {
	f.Add(`{"a":{"b":[{"c":1},null,[2]]},"a.b":{"c":"x"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		var fields map[string]any
		if json.Unmarshal([]byte(text), &fields) != nil {
			return
		}
		ps := NewPaths()
		list := []*Path{ps.Of("a"), ps.Of("a.b"), ps.Of("a.b.c"), ps.Of("c.a")}
		d := NewDocument(ps, nil)
		d.Reset(fields, time.Time{})
		for _, p := range list {
			for _, v := range d.Append(nil, p) {
				if v.Kind() == Null {
					t.Errorf("%s of %s holds null", p.Name(), text)
				}
			}
		}
	})
}

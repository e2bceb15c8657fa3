package event

import (
	"encoding/json"
	"slices"
	"testing"
	"time"
)

func TestFirstIsOneOfWhatAppendFinds(t *testing.T) {
	for _, text := range []string{
		`{}`, `{"a":null}`, `{"a":1}`, `{"a":"x"}`, `{"a":["x","y"]}`, `{"a":["x",null]}`, `{"a":["x",1,"y"]}`, `{"a":["x",{"b":1}]}`, `{"a":[]}`, `{"a":[null,"x"]}`, `{"a":[[],[1]]}`,
		`{"a":{"b":"x"}}`, `{"a":{"b":["x",1]}}`, `{"a.b":"x"}`, `{"a":{"c":1},"a.b":true}`, `{"a":[{"b":1},{"b":2}]}`, `{"a":{"b":{}}}`,
		`{"a":{"b":{"c":"x"}}}`, `{"a.b":{"c":"x"}}`, `{"a":{"b.c":"x"}}`, `{"a.b.c":"x"}`, `{"a":{"b":"x"},"a.b.c":"y"}`, `{"a":"x","a.b":"y"}`,
	} {
		var fields map[string]any
		if err := json.Unmarshal([]byte(text), &fields); err != nil {
			t.Fatal(err)
		}
		ps := NewPaths()
		paths := []*Path{ps.Of("a"), ps.Of("a.b"), ps.Of("a.b.c")}
		doc := NewDocument(ps, nil)
		doc.Reset(fields, time.Time{})
		for _, p := range paths {
			all := doc.Append(nil, p)
			first, more := doc.First(p)
			if len(all) == 0 && first.Kind() != Null || len(all) > 0 && !slices.Contains(all, first) || more != (len(all) > 1) {
				t.Errorf("%s of %s: First is %q, more %v, Append %v", p.Name(), text, first.Text(), more, all)
			}
		}
	}
}

func TestFirstOfTextsAndNumbersAllocatesNothing(t *testing.T) {
	ps := NewPaths()
	paths := []*Path{ps.Of("a.text"), ps.Of("a.list"), ps.Of("a.two"), ps.Of("a.number"), ps.Of("a.missing"), ps.Of("missing.too")}
	doc := NewDocument(ps, nil)
	doc.Reset(map[string]any{"a": map[string]any{"text": "x", "list": []string{"y"}, "two": []any{"y", "z"}, "number": 7}}, time.Time{})
	if n := testing.AllocsPerRun(100, func() {
		for _, p := range paths {
			doc.First(p)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

package rule

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// sameValue compares a tree with what a library makes of the same text.
func sameValue(t *testing.T, path string, n *node, want any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		if n == nil || n.kind != tableNode {
			t.Errorf("%s is %+v, want a table", path, n)
			return
		}
		names := make(map[string]bool)
		for _, m := range n.members {
			names[m.name] = true
		}
		if len(names) != len(want) {
			t.Errorf("%s has %d keys, want %d", path, len(names), len(want))
		}
		for name, value := range want {
			if value == nil && n.get(name) == nil && names[name] {
				continue
			}
			sameValue(t, path+"."+name, n.get(name), value)
		}
	case []any:
		if n == nil || n.kind != listNode || len(n.items) != len(want) {
			t.Errorf("%s is %+v, want a list of %d", path, n, len(want))
			return
		}
		for i, value := range want {
			sameValue(t, path+"[]", n.items[i], value)
		}
	case string:
		if n == nil || n.kind != textNode || n.text != want {
			t.Errorf("%s is %+v, want %q", path, n, want)
		}
	case bool:
		if n == nil || n.kind != boolNode || n.truth != want {
			t.Errorf("%s is %+v, want %v", path, n, want)
		}
	case int64:
		sameValue(t, path, n, float64(want))
	case float64:
		if n == nil || n.kind != numberNode || n.number != want && want == want {
			t.Errorf("%s is %+v, want %v", path, n, want)
		}
	case nil:
		if n == nil || n.kind != nullNode {
			t.Errorf("%s is %+v, want null", path, n)
		}
	default:
		if n == nil || n.kind != dateNode {
			t.Errorf("%s is %+v, want a date", path, n)
		}
	}
}

// checkTOML compares the tree of a valid file with the library's own.
func checkTOML(t *testing.T, src *source) {
	t.Helper()
	var want map[string]any
	if toml.Unmarshal([]byte(src.text), &want) != nil {
		return
	}
	root, err := parseTOML(src, []byte(src.text))
	if err != nil {
		t.Fatal(err)
	}
	if want == nil {
		want = map[string]any{}
	}
	sameValue(t, src.file, root, want)
}

// checkJSONTree compares the tree of a valid value with the library's own.
func checkJSONTree(t *testing.T, src *source) {
	t.Helper()
	var want any
	if json.Unmarshal([]byte(src.text), &want) != nil {
		return
	}
	values, errs := parseJSON(src)
	if len(errs) > 0 || len(values) != 1 {
		t.Fatalf("%d values, errors %v", len(values), errs)
	}
	sameValue(t, src.file, values[0], want)
}

func TestTreesAreThoseOfTheLibraries(t *testing.T) {
	for name, text := range map[string]string{
		"tables.toml": "a.b = 1\n[c.d]\ne = [[1, 2], []]\n[c]\nf = {g.h = 'x', i = {}}\n[[l]]\n[l.m]\nn = 1\n[[l]]\n[l.m]\nn = 2\n" +
			"[[l.o]]\n[[l.o]]\np = 1\n",
		"numbers.toml": "a = 1_000\nb = 0xff\nc = -0.5e3\nd = +7\ne = inf\nf = nan\ng = 1_0.5\nh = 0o17\ni = 0b11\nj = true\nk = 2026-01-05T10:00:00Z\n",
		"value.json":   ` {"a" : [1, -2.5e3, {"b":null}, [], {}, true, false, "\u00e9\ud83d\ude00\\\"\/"], "a":2, "":""} `,
		"scalar.json":  `"x"`,
	} {
		src := newSource(name, text)
		if filepath.Ext(name) == ".toml" {
			checkTOML(t, src)
		} else {
			checkJSONTree(t, src)
		}
	}
}

func TestTreesOfPublishedRules(t *testing.T) {
	for _, r := range loadPublished(t).Rules {
		content, err := os.ReadFile(r.Origin.File)
		if err != nil {
			t.Fatal(err)
		}
		checkTOML(t, newSource(r.Origin.File, string(content)))
	}
}

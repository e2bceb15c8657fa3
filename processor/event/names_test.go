package event

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestNamesAreFoundAndOthersAreNot(t *testing.T) {
	children := make(map[string]*textNode)
	for i := range 300 {
		for _, name := range []string{
			strings.Repeat("n", i),
			fmt.Sprintf("field%d", i),
			fmt.Sprintf("the_same_%03d_at_both_ends", i), // these share a place
		} {
			children[name] = &textNode{id: PathID(len(children))}
		}
	}
	n := newNames(children)
	for name, child := range children {
		if n.find(name, 0, len(name)) != child {
			t.Errorf("%q isn't found", name)
		}
		if other := name + "x"; n.find(other, 0, len(other)) != children[other] {
			t.Errorf("%q is found", other)
		}
	}
	if len(n.entries) < 4*len(children) {
		t.Errorf("%d entries for %d names", len(n.entries), len(children))
	}
	if (&names{}).find("a", 0, 1) != nil {
		t.Error("a name is found among none")
	}
}

func TestNamesWithEscapes(t *testing.T) {
	for _, c := range []struct{ name, field, text, want string }{
		{"an escape in a plain name", `ab.c`, `{"\u0061b":{"c":"1"}}`, "1"},
		{"a backslash in a name", `a\b`, `{"a\\b":"1"}`, "1"},
		{"a backspace is no backslash and b", `a\b`, `{"a\b":"1"}`, ""},
		{"an escaped dot joins", `a.b`, `{"a\u002eb":"1"}`, "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			paths := NewPaths()
			p := paths.Of(c.field)
			text := NewText(paths)
			text.Reset(c.text, time.Time{})
			if got, _ := text.First(p); got.Str() != c.want {
				t.Errorf("%s of %s is %q, want %q", c.field, c.text, got.Str(), c.want)
			}
		})
	}
}

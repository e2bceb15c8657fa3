package event

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// randomObject is an object whose keys are parts of names, also several joined
// by dots, and whose values are of all kinds.
func randomObject(r *rand.Rand, depth int) map[string]any {
	keys := []string{"a", "b", "c", "a.b", "b.c", "a.b.c", "c.a"}
	m := make(map[string]any)
	for range r.IntN(5) {
		m[keys[r.IntN(len(keys))]] = randomValue(r, depth)
	}
	return m
}

func randomValue(r *rand.Rand, depth int) any {
	if depth > 0 && r.IntN(3) > 0 {
		switch r.IntN(5) {
		case 0:
			return []any{randomValue(r, depth-1), randomValue(r, depth-1)}
		case 1:
			return []map[string]any{randomObject(r, depth-1)}
		}
		return randomObject(r, depth-1)
	}
	return []any{r.IntN(100), "text", nil, []any{}}[r.IntN(4)]
}

// TestEverySpellingIsFound checks the look-ups that know an event's objects
// against a walk through all of it.
func TestEverySpellingIsFound(t *testing.T) {
	ps := NewPaths()
	var paths []*Path
	for _, name := range []string{"a", "a.b", "b.c", "a.b.c", "a.b.c.a", "c.a.b.c", "b.b.b"} {
		paths = append(paths, ps.Of(name))
	}
	d := NewDocument(ps, nil)
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 20_000 {
		d.Reset(randomObject(r, 4), time.Time{})
		for _, i := range r.Perm(len(paths)) {
			p := paths[i]
			if d.nested(p) {
				continue // other spellings don't count
			}
			got, want := d.Append(nil, p), d.walk(nil, d.root, p, 0, 0)
			slices.SortFunc(got, compareValues)
			slices.SortFunc(want, compareValues)
			if !slices.Equal(got, want) {
				t.Fatalf("%s of %v: got %v, want %v", p.name, d.root, got, want)
			}
			found += len(got)
		}
	}
	if found < 1000 {
		t.Errorf("only %d values of other spellings", found)
	}
}

// nested reports whether a field stands in an object that stands alone on its
// place.
func (d *Document) nested(p *Path) bool {
	m := d.root
	if p.up != nil {
		o := d.object(p.up)
		if o.state != single {
			return false
		}
		m = o.m
	}
	_, ok := m[p.leaf]
	return ok
}

func compareValues(a, b Value) int {
	if a.bits != b.bits {
		return int(a.bits) - int(b.bits)
	}
	return len(a.str) - len(b.str)
}

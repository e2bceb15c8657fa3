package match

import (
	"fmt"
	"strings"
	"testing"
)

func TestLists(t *testing.T) {
	checkOutcomes(t, []outcome{
		{"in minds case", `x in ("Red", "Blue")`, fields{"x": "red"}, false},
		{"in finds", `x in ("Red", "Blue")`, fields{"x": "Blue"}, true},
		{"not in", `x not in ("Red", "Blue")`, fields{"x": "Green"}, true},
		{"not in with any member among several values", `x not in ("Red", "Blue")`, fields{"x": []any{"Green", "Red"}}, false},
		{"in~ ignores case", `x in~ ("Red", "Blue")`, fields{"x": "BLUE"}, true},
		{"in~ has no wildcards", `x in~ ("Re*")`, fields{"x": "red"}, false},
		{"in~ takes a star for itself", `x in~ ("Re*")`, fields{"x": "RE*"}, true},
		{"not in~", `x not in~ ("Red", "Blue")`, fields{"x": "RED"}, false},
		{"in~ folds ASCII only on a field", `x in~ ("é")`, fields{"x": "É"}, false},
		{"in~ on an expression folds all of Unicode", `concat(x) in~ ("é")`, fields{"x": "É"}, true},
		{"numbers", `x in (1, 2.5, 3)`, fields{"x": 2.5}, true},
		{"many numbers", `x in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10.5)`, fields{"x": 9}, true},
		{"many numbers, a double", `x in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10.5)`, fields{"x": "10.5"}, true},
		{"many numbers, a whole double", `x in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10.5)`, fields{"x": 9.0}, true},
		{"many numbers, none of them", `x in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10.5)`, fields{"x": 10}, false},
		{"booleans", `x in (true, false)`, fields{"x": false}, true},
		{"null members are dropped", `x in (null, "red")`, fields{"x": "red"}, true},
		{"members may be constant expressions", `x in (1 + 1, 2 * 3)`, fields{"x": 6}, true},
		{"in on an expression", `length(x) in (1, 3)`, fields{"x": "abc"}, true},
		{"in on an expression, not found", `length(x) in (1, 2)`, fields{"x": "abc"}, false},
		{"in on a string expression minds case", `concat(x, "b") in ("AB")`, fields{"x": "a"}, false},
	})
}

func TestLargeLists(t *testing.T) {
	for _, n := range []int{1, fewStrings, fewStrings + 1, 300} {
		var members []string
		for i := range n {
			members = append(members, fmt.Sprintf(`"Name-%d.exe"`, i))
		}
		in := compile(t, "x in ("+strings.Join(members, ", ")+")")
		inFold := compile(t, "x in~ ("+strings.Join(members, ", ")+")")
		for i := range n + 3 {
			name := fmt.Sprintf("Name-%d.exe", i)
			if got := in.matches(fields{"x": name}); got != (i < n) {
				t.Errorf("%d members: %s in is %v", n, name, got)
			}
			if in.matches(fields{"x": strings.ToUpper(name)}) {
				t.Errorf("%d members: %s in capitals matches", n, name)
			}
			if got := inFold.matches(fields{"x": strings.ToUpper(name)}); got != (i < n) {
				t.Errorf("%d members: %s in~ is %v", n, name, got)
			}
		}
	}
}

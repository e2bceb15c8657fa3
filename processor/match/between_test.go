package match

import "testing"

func TestBetween(t *testing.T) {
	checkCalls(t, map[string]string{
		"between two":                         `between("a[b]c", "[", "]") == "b"`,
		"in a field":                          `between(s, "H", "W") == "ello "`,
		"the first left":                      `between("a[b[c]d]", "[", "]") == "b[c"`,
		"the first right behind left":         `between("]a[b]c]", "[", "]") == "b"`,
		"greedy takes the last right":         `between("a[b]c]d", "[", "]", true) == "b]c"`,
		"greedy false is the default":         `between("a[b]c]d", "[", "]", false) == "b"`,
		"no left":                             `between(s, "x", "o") == ""`,
		"no right":                            `between(s, "H", "x") == ""`,
		"no right behind left":                `between(s, "W", "H") == ""`,
		"greedy, the last right before left":  `between("]a[", "[", "]", true) == ""`,
		"nothing between":                     `between("[]", "[", "]") == ""`,
		"empty text stays":                    `between(e, "a", "b") == ""`,
		"empty left leaves all":               `between(s, "", "W") == "Hello World"`,
		"empty right leaves all":              `between(s, "H", "") == "Hello World"`,
		"of null":                             `between(gone, "a", "b") == null`,
		"case counts":                         `between(s, "h", "W") == ""`,
		"with ~ it doesn't":                   `between~(s, "h", "w") == "ello "`,
		"~ keeps the case of the result":      `between~(s, "E", "w") == "llo "`,
		"~ greedy":                            `between~("aXbxc", "A", "X", true) == "Xb"`,
		"~ in all of Unicode":                 `between~(u, "Ñ", "Z") == "😀"`,
		"of any value":                        `between(many, "a", "c") == "b"`,
		"with fields":                         `between(concat(d, s, i), d, i) == "Hello World"`,
		"overlapping left and right":          `between("aaa", "aa", "aa") == ""`,
		"greedy, right overlapping with left": `between("aaa", "aa", "aa", true) == ""`,
	})
	s := compile(t, `between(s, gone, "b") == null or between(s, "a", gone) == null`)
	if s.matches(here) || s.state.Failures != 2 {
		t.Errorf("null left or right: %d failures, want 2", s.state.Failures)
	}
}

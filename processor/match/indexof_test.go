package match

import "testing"

func TestIndexOf(t *testing.T) {
	checkCalls(t, map[string]string{
		"first place":                     `indexOf(s, "o") == 4`,
		"at the start":                    `indexOf(s, "Hello") == 0`,
		"not found is null":               `indexOf(s, "x") == null`,
		"case counts":                     `indexOf(s, "w") == null`,
		"with ~ it doesn't":               `indexOf~(s, "w") == 6`,
		"from a start":                    `indexOf(s, "o", 5) == 7`,
		"found at the start position":     `indexOf(s, "o", 4) == 4`,
		"null start is 0":                 `indexOf(s, "o", null) == 4`,
		"missing start is 0":              `indexOf(s, "o", gone) == 4`,
		"negative start is 0":             `indexOf(s, "o", -3) == 4`,
		"start beyond the end is null":    `indexOf(s, "o", 99) == null`,
		"beyond the end even for nothing": `indexOf(s, "", 12) == null`,
		"the empty string at the start":   `indexOf(s, "", 3) == 3`,
		"the empty string at the end":     `indexOf(s, "", 11) == 11`,
		"the empty string in itself":      `indexOf(e, "") == 0`,
		"of null":                         `indexOf(gone, "a") == null`,
		"for null":                        `indexOf(s, gone) == null`,
		"in UTF-16 code units":            `indexOf(u, "z") == 4`,
		"from a start in code units":      `indexOf(u, "z", 4) == 4`,
		"from within a pair":              `indexOf(u, "z", 3) == 4`,
		"~ in all of Unicode":             `indexOf~(u, "Ñ") == 1`,
		"of any value":                    `indexOf(many, "e") == 4`,
		"for a field":                     `indexOf(concat(s, d), d) == 11`,
		"in a number's text":              `indexOf(i, "2") == 1`,
	})
}

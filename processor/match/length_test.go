package match

import "testing"

func TestLength(t *testing.T) {
	checkCalls(t, map[string]string{
		"of a string":            `length(s) == 11`,
		"of the empty string":    `length(e) == 0`,
		"of null":                `length(gone) == null`,
		"in UTF-16 code units":   `length(u) == 5`,
		"of a constant":          `length("añ😀z") == 5`,
		"of any value":           `length(many) == 5`,
		"of a number's text":     `length(i) == 2`,
		"of a boolean's text":    `length(b) == 4`,
		"name in any case":       `LENGTH(s) == 11`,
		"of the null literal":    `length(null) == null`,
		"of a call without text": `length(substring(s, 5, 5)) == 0`,
	})
}

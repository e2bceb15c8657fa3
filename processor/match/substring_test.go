package match

import "testing"

func TestSubstring(t *testing.T) {
	checkCalls(t, map[string]string{
		"from":                            `substring(s, 6) == "World"`,
		"from to":                         `substring(s, 0, 5) == "Hello"`,
		"negative start counts from end":  `substring(s, -5) == "World"`,
		"negative end counts from end":    `substring(s, 0, -6) == "Hello"`,
		"both negative":                   `substring(s, -5, -3) == "Wo"`,
		"start is clipped":                `substring(s, -99, 5) == "Hello"`,
		"end is clipped":                  `substring(s, 6, 99) == "World"`,
		"start behind the end":            `substring(s, 99) == ""`,
		"end before the start":            `substring(s, 5, 2) == ""`,
		"end far before the start":        `substring(s, 0, -99) == ""`,
		"of null":                         `substring(gone, 1) == null`,
		"null start leaves all":           `substring(s, null, 3) == "Hello World"`,
		"missing start leaves all":        `substring(s, gone, 3) == "Hello World"`,
		"null end goes to the end":        `substring(s, 6, null) == "World"`,
		"missing end goes to the end":     `substring(s, 6, gone) == "World"`,
		"of the empty string":             `substring(e, 0, 3) == ""`,
		"in UTF-16 code units":            `substring(u, 0, 4) == "añ😀"`,
		"behind a pair":                   `substring(u, 4) == "z"`,
		"counting back over a pair":       `substring(u, -3) == "😀z"`,
		"half a pair is U+FFFD":           `substring(u, 0, 3) == "añ\u{fffd}"`,
		"the other half too":              `substring(u, 3) == "\u{fffd}z"`,
		"a double is truncated":           `substring(s, 6.9) == "World"`,
		"a position that is no number":    `substring(s, 0.0 / 0, 5) == "Hello"`,
		"a number far out":                `substring(s, 0, 9223372036854775807) == "Hello World"`,
		"a calculated position":           `substring(s, 0, length(s) - 6) == "Hello"`,
		"of any value":                    `substring(many, 3) == "de"`,
		"of a number's text":              `substring(i, 1) == "2"`,
		"a text position that is none":    `substring(s, e, 3) == "Hello World"`,
		"a text position that is one":     `substring(s, d) == ""`,
		"of a constant, by a field":       `substring("0123456789", d, 14) == ""`,
		"of text made on the way":         `substring(concat(s, "!", i), 10) == "d!42"`,
		"of text made on the way, UTF-16": `substring(concat(u, u), 4, 7) == "zañ"`,
	})
}

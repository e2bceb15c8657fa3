package match

import "testing"

func TestConcat(t *testing.T) {
	checkCalls(t, map[string]string{
		"strings":                     `concat(s, "!") == "Hello World!"`,
		"one argument":                `concat(s) == "Hello World"`,
		"whole numbers":               `concat(i, "/", 7) == "42/7"`,
		"doubles":                     `concat(f, "") == "1.5"`,
		"whole doubles":               `concat(w, "") == "2.0"`,
		"large doubles as Java":       `concat(1e10, -2.5e-7) == "1.0E10-2.5E-7"`,
		"infinity as Java":            `concat(1.0 / 0, -1.0 / 0, 0.0 / 0) == "Infinity-InfinityNaN"`,
		"booleans":                    `concat(b, true) == "truetrue"`,
		"times":                       `concat(at, "") == "2024-05-06T07:08:09.123Z"`,
		"null if any is null":         `concat(s, gone) == null`,
		"null if the first is null":   `concat(gone, s) == null`,
		"null if the only is null":    `concat(gone) == null`,
		"empty strings":               `concat(e, e) == ""`,
		"empty strings among others":  `concat(e, s, e, d, e) == "Hello World12"`,
		"of calls":                    `concat(concat(s, i), concat(i, "x", concat(d, f))) == "Hello World4242x121.5"`,
		"any value":                   `concat(many, "!") == "abc!"`,
		"name in any case":            `CONCAT("a", "b") == "ab"`,
		"conditions as values":        `concat(i == 42) == "true"`,
		"constants that fold to null": `concat("a", null) == null`,
	})
}

func TestString(t *testing.T) {
	checkCalls(t, map[string]string{
		"of a string":       `string(s) == "Hello World"`,
		"of a whole number": `string(i) == "42"`,
		"of a double":       `string(f) == "1.5"`,
		"of a boolean":      `string(b) == "true"`,
		"of a time":         `string(at) == "2024-05-06T07:08:09.123Z"`,
		"of null":           `string(gone) == null`,
		"of the empty one":  `string(e) == ""`,
		"of any value":      `string(many) == "abc"`,
		"of a calculation":  `string(i * 2) == "84"`,
		"of a constant":     `string(1.50) == "1.5"`,
	})
}

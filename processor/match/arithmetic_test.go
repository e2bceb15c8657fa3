package match

import "testing"

func TestArithmetic(t *testing.T) {
	checkCalls(t, map[string]string{
		"precedence":                       `i + 2 * 3 == 48`,
		"parentheses":                      `(i + 2) * 3 == 132`,
		"subtraction":                      `i - 50 == -8`,
		"division truncates":               `i / 4 == 10`,
		"division truncates toward zero":   `-i / 4 == -10`,
		"division with a double":           `i / 4.0 == 10.5`,
		"remainder":                        `i % 5 == 2`,
		"remainder has the dividend's":     `-i % 5 == -2`,
		"remainder of a negative divisor":  `i % -5 == 2`,
		"remainder with a double":          `7.5 % 2 == 1.5`,
		"sign":                             `-i == -42`,
		"sign of a double":                 `-f == -1.5`,
		"sign of null":                     `-gone == null`,
		"null":                             `i + gone == null`,
		"null on the left":                 `gone * 2 == null`,
		"functions are operators":          `add(i, 1) == 43 and subtract(i, 1) == 41 and multiply(i, 2) == 84 and divide(i, 4) == 10 and modulo(i, 5) == 2`,
		"functions of null":                `add(gone, 1) == null and modulo(1, gone) == null`,
		"text that is a number counts":     `d + 1 == 13`,
		"text that is none is null":        `s + 1 == null`,
		"a boolean is null":                `b + 1 == null`,
		"the empty string is null":         `e + 1 == null`,
		"any value":                        `length(many) + 1 == 4`,
		"fields have 64 bits":              `i + 2147483647 == 2147483689`,
		"one operand of 64 bits will do":   `2147483648 + 1 == 2147483649`,
		"32 bits where both have them":     `length(s) * 2 == 22`,
		"smallest number divided by -1":    `(0 - 2147483647 - 1) / -1 == -2147483648`,
		"doubles don't overflow":           `1e308 * 10 > 1e308`,
		"a calculation on the right":       `48 == i + 6`,
		"two fields against a constant":    `i + d == 54`,
		"comparison of whole with doubles": `i * 1.0 == 42`,
	})
	for _, condition := range []string{`length(s) + 2147483647 > 0`, `-2147483647 - length(s) < 0`, `length(s) * 2147483647 > 0`,
		`i * 9223372036854775807 > 0`, `i - 9223372036854775807 - 9223372036854775807 < 0`, `i / (i - 42) == 0`, `i % (i - 42) == 0`,
		`-(0 - length(s) + 11 - 2147483647 - 1) > 0`} {
		s := compile(t, condition)
		if s.matches(here) || s.state.Failures != 1 {
			t.Errorf("%s: %d failures, want 1", condition, s.state.Failures)
		}
	}
}

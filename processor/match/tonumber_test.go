package match

import "testing"

func TestNumber(t *testing.T) {
	checkCalls(t, map[string]string{
		"whole":                          `number(d) == 12`,
		"double":                         `number("1.5") == 1.5`,
		"exponent":                       `number("2e3") == 2000`,
		"negative":                       `number("-7") == -7`,
		"hexadecimal by its prefix":      `number(h) == 31`,
		"hexadecimal by its base":        `number("1F", 16) == 31`,
		"hexadecimal by both":            `number(h, 16) == 31`,
		"base 2":                         `number("101", 2) == 5`,
		"base 36":                        `number("Zz", 36) == 1295`,
		"base 10":                        `number(d, 10) == 12`,
		"null base is the default":       `number(h, null) == 31`,
		"missing base is the default":    `number(h, gone) == 31`,
		"of null":                        `number(gone) == null`,
		"beyond 64 bits it is a double":  `number("18446744073709551616") == 1.8446744073709552e19`,
		"a number's text":                `number(i) == 42`,
		"blanks around a double":         `number(" 1.5 ") == 1.5`,
		"is of 64 bits":                  `number("2147483647") + 1 == 2147483648`,
		"a sign in another base":         `number("-11", 2) == -3`,
		"as part of a larger expression": `number(d) * 2 + 1 == 25`,
	})
	for _, text := range []string{"", " ", "x", "1x", "0x", "0xg", "0X1F", "--1", "1_000", "NaN", "Infinity", "0b1", "1e", ".", "-0x1"} {
		s := compile(t, `number(x) != null`)
		if !s.matches(fields{"x": text}) || s.state.Failures != 1 {
			t.Errorf("number(%q): %d failures, want 1", text, s.state.Failures)
		}
	}
	for _, condition := range []string{`number(x, 1) == 1`, `number(x, 37) == 1`, `number(x, 0) == 1`, `number(x, 8) == 1`} {
		s := compile(t, condition)
		if s.matches(fields{"x": "0x1"}) || s.state.Failures != 1 {
			t.Errorf("%s: %d failures, want 1", condition, s.state.Failures)
		}
	}
}

package match

import (
	"strconv"
	"strings"
)

// numberNode is number(s[, base]): null of null. Without a base, text that
// starts with 0x is hexadecimal, other text a whole number of 64 bits or else
// a double. Base 16 takes 0x too. Text that is no number is an error.
type numberNode struct{ s, base operand }

func (n *numberNode) eval(s *State) value {
	str, ok := evalText(s, n.s)
	if !ok {
		return value{}
	}
	base, given := evalPosition(s, n.base)
	digits, hexadecimal := strings.CutPrefix(str, "0x")
	switch {
	case hexadecimal && (!given || base == 16):
		return s.whole(digits, 16)
	case given && base != 10:
		return s.whole(str, base)
	}
	if v, ok := parseDecimal(str); ok {
		return v
	}
	return s.fail(noNumber)
}

const noNumber = "the text is no number"

// parseDecimal parses a whole number or, blanks around it allowed, a double,
// as Java's Long.valueOf and Double.valueOf do.
func parseDecimal(str string) (value, bool) {
	if n, ok := parseNumber(str); ok {
		return numberValue(n), true
	}
	n, ok := parseNumber(strings.TrimSpace(str))
	return doubleOf(n.float()), ok
}

// whole parses a whole number to a base from 2 to 36.
func (s *State) whole(digits string, base int) value {
	if base < 2 || base > 36 || !isWhole(digits, base) {
		return s.fail(noNumber)
	}
	i, err := strconv.ParseInt(digits, base, 64)
	if err != nil { // too large
		return s.fail(noNumber)
	}
	return longOf(i)
}

// isWhole reports whether text is digits of a base behind an optional sign. It
// keeps text that is none from strconv, whose errors are allocated.
func isWhole(text string, base int) bool {
	if text != "" && (text[0] == '-' || text[0] == '+') {
		text = text[1:]
	}
	for i := range len(text) {
		digit := 99
		switch c := lower[text[i]]; {
		case '0' <= c && c <= '9':
			digit = int(c - '0')
		case 'a' <= c && c <= 'z':
			digit = int(c-'a') + 10
		}
		if digit >= base {
			return false
		}
	}
	return text != ""
}

package event

import "strconv"

// ParseNumber reads a decimal number as a JSON number or a numeric field would
// hold it: an Int where it is a whole number that fits, else a Float. Signs are
// accepted; blanks, hexadecimal, underscores, infinities and NaN are not.
func ParseNumber(text string) (Value, bool) {
	if text == "" || len(text) > 64 {
		return Value{}, false
	}
	whole := true
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case '0' <= c && c <= '9', i == 0 && (c == '-' || c == '+'):
		case c == '.', c == 'e', c == 'E', c == '-', c == '+':
			whole = false
		default:
			return Value{}, false
		}
	}
	if whole {
		if i, ok := parseInt(text); ok {
			return IntOf(i), true
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return Value{}, false
	}
	return FloatOf(f), true
}

// parseInt is strconv.ParseInt in base 10 without its error values, which
// would be allocated for every port that is no number.
func parseInt(text string) (int64, bool) {
	digits := text
	if text[0] == '-' || text[0] == '+' {
		digits = text[1:]
	}
	switch {
	case digits == "" || len(digits) > 19:
		return 0, false
	case len(digits) == 19: // may or may not fit
		i, err := strconv.ParseInt(text, 10, 64)
		return i, err == nil
	}
	var n int64
	for i := 0; i < len(digits); i++ {
		n = n*10 + int64(digits[i]-'0')
	}
	if text[0] == '-' {
		n = -n
	}
	return n, true
}

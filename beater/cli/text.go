package cli

import (
	"strconv"
	"strings"
	"time"
)

// Count writes a number with its noun, in the plural where it is not one:
// "1 rule", "12,345 rules".
func Count[N int | int64 | uint64](n N, noun string) string {
	if n != 1 {
		switch {
		case strings.HasSuffix(noun, "y"):
			noun = strings.TrimSuffix(noun, "y") + "ies"
		case strings.HasSuffix(noun, "match"):
			noun += "es"
		default:
			noun += "s"
		}
	}
	return Number(int64(n)) + " " + noun
}

// Number writes a number with commas between thousands.
func Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// Duration writes a duration without parts that are zero: "5s", "1h30m".
func Duration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

package rule

import (
	"errors"
	"math"
	"strings"
	"time"
)

// units are those of Elasticsearch's date math. A month counts as 30 days and a
// year as 365: a look-back only has to be long enough.
var units = []struct {
	name   string
	length time.Duration
}{
	{"ms", time.Millisecond},
	{"s", time.Second},
	{"m", time.Minute},
	{"h", time.Hour},
	{"H", time.Hour},
	{"d", 24 * time.Hour},
	{"w", 7 * 24 * time.Hour},
	{"M", 30 * 24 * time.Hour},
	{"y", 365 * 24 * time.Hour},
}

var errLookBack = errors.New("no time before now")

// parseLookBack reads a rule's `from`, "now-9m" or "now-1h-30m", as the time
// between it and now. Rounding ("now-1d/d") goes back to the start of a unit:
// it adds one unit.
func parseLookBack(from string) (time.Duration, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(from), "now")
	if !ok {
		return 0, errLookBack
	}
	var back time.Duration
	for rest != "" {
		sign := rest[0]
		count, unit, behind, ok := term(rest[1:])
		if !ok || count > int64(math.MaxInt64/2/unit) {
			return 0, errLookBack
		}
		length := time.Duration(count) * unit
		switch sign {
		case '+':
			length = -length
		case '/':
			if count != 1 || behind != "" {
				return 0, errLookBack
			}
		case '-':
		default:
			return 0, errLookBack
		}
		if back += length; back < math.MinInt64/2 || back > math.MaxInt64/2 {
			return 0, errLookBack
		}
		rest = behind
	}
	if back <= 0 {
		return 0, errLookBack
	}
	return back, nil
}

// term reads "9m" from the start of text; the count is 1 where there is none.
func term(text string) (count int64, unit time.Duration, behind string, ok bool) {
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	if digits > 9 {
		return 0, 0, "", false
	}
	count = 1
	if digits > 0 {
		count = 0
	}
	for _, d := range text[:digits] {
		count = 10*count + int64(d-'0')
	}
	text = text[digits:]
	for _, u := range units {
		if behind, ok := strings.CutPrefix(text, u.name); ok {
			return count, u.length, behind, true
		}
	}
	return 0, 0, "", false
}

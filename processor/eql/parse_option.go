package eql

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// maxRuns is the largest number `with runs` takes.
const maxRuns = 100

// units are the time units, from long to short.
var units = []struct {
	name string
	unit time.Duration
}{
	{"d", 24 * time.Hour},
	{"h", time.Hour},
	{"m", time.Minute},
	{"s", time.Second},
	{"ms", time.Millisecond},
}

func unitNamed(name string) (time.Duration, bool) {
	for _, u := range units {
		if u.name == name {
			return u.unit, true
		}
	}
	return 0, false
}

// maxspan reads `with maxspan=5s`.
func (p *parser) maxspan() *Maxspan {
	start := p.next().span.Start
	switch t := p.peek(); {
	case t.kind == kindMaxspan:
	case t.text == "runs":
		p.failAt(t, "runs belongs to a term, behind its bracket", "[…] with runs=…")
	default:
		p.failAt(t, `expected "maxspan", found `+p.describe(t), "with maxspan=5s")
	}
	p.next()
	p.expect(kindAssign, `"="`, "with maxspan=5s")
	d := p.duration()
	return &Maxspan{Pos: p.since(start), Duration: d}
}

// duration reads a whole number > 0 and its unit.
func (p *parser) duration() time.Duration {
	const example = "maxspan=5s"
	number := p.peek()
	switch number.kind {
	case kindInteger:
	case kindDecimal:
		p.next()
		p.decimalDuration(number)
		return 0
	case kindMinus:
		p.failAt(number, "maxspan has to be positive", example)
	case kindString:
		p.failAt(number, "a time span stands without quotes", example)
	default:
		p.failAt(number, "expected a time span, found "+p.describe(number), example)
	}
	if p.failed {
		return 0
	}
	p.next()
	if !p.at(kindName) {
		p.report(number.span, "the unit of maxspan is missing: ms, s, m, h or d", clip("maxspan="+number.text+"s"))
		return 0
	}
	unitToken := p.next()
	unit, ok := unitNamed(unitToken.text)
	if !ok {
		p.report(unitToken.span, fmt.Sprintf("unknown time unit %s, there are ms, s, m, h and d", show(unitToken.text)),
			unitHint(number.text, unitToken.text))
		return 0
	}
	at := Span{Start: number.span.Start, End: unitToken.span.End}
	n, err := strconv.ParseInt(number.text, 10, 64)
	if err != nil || n > math.MaxInt64/int64(unit) {
		p.report(at, "maxspan is longer than 292 years", "leave maxspan out for no limit")
		return 0
	}
	if n == 0 {
		p.report(at, "maxspan has to be positive", example)
	}
	return time.Duration(n) * unit
}

// decimalDuration reports a number with a fraction, with the same time in
// whole numbers if there is one.
func (p *parser) decimalDuration(number token) {
	hint := ""
	at := number.span
	if t := p.peek(); t.kind == kindName {
		p.next()
		at = at.To(t.span)
		unit, known := unitNamed(t.text)
		value, err := strconv.ParseFloat(number.text, 64)
		ms := value * float64(unit) / float64(time.Millisecond)
		if known && err == nil && ms >= 1 && ms < 1<<40 && ms == math.Trunc(ms) {
			hint = "maxspan=" + formatDuration(time.Duration(ms)*time.Millisecond)
		}
	}
	p.report(at, "maxspan takes only whole numbers", hint)
}

// unitHint returns the span that was probably meant, or "".
func unitHint(number, unit string) string {
	known := ""
	switch lower := strings.ToLower(unit); {
	case lower == "d" || strings.HasPrefix(lower, "day"):
		known = "d"
	case lower == "h" || strings.HasPrefix(lower, "hour") || strings.HasPrefix(lower, "hr"):
		known = "h"
	case lower == "ms" || strings.HasPrefix(lower, "milli"):
		known = "ms"
	case lower == "m" || strings.HasPrefix(lower, "min"):
		known = "m"
	case lower == "s" || strings.HasPrefix(lower, "sec"):
		known = "s"
	default:
		return ""
	}
	return clip("maxspan=" + number + known)
}

// formatDuration writes d in the longest unit that needs no fraction.
func formatDuration(d time.Duration) string {
	for _, u := range units {
		if d%u.unit == 0 {
			return strconv.FormatInt(int64(d/u.unit), 10) + u.name
		}
	}
	return d.String() // below the language's resolution
}

// runs reads `with runs=N`. It returns 1 for a wrong number.
func (p *parser) runs() (int, Span) {
	const example = "with runs=3"
	start := p.next().span.Start
	switch t := p.peek(); {
	case t.kind == kindName && t.text == "runs":
	case t.kind == kindMaxspan:
		p.failAt(t, "maxspan belongs to the head of the sequence, before the first term", "sequence with maxspan=…")
	default:
		p.failAt(t, `expected "runs", found `+p.describe(t), example)
	}
	p.next()
	p.expect(kindAssign, `"="`, example)
	number := p.peek()
	if number.kind != kindInteger {
		p.failAt(number, fmt.Sprintf("runs takes a whole number from 1 to %d, found %s", maxRuns, p.describe(number)), example)
	}
	p.next()
	n, err := strconv.Atoi(number.text)
	if err != nil || n < 1 || n > maxRuns {
		p.report(number.span, fmt.Sprintf("runs takes a whole number from 1 to %d", maxRuns), "")
		n = 1
	}
	return n, p.since(start)
}

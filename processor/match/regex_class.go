package match

import (
	"strconv"
	"strings"
)

// class reads the rest of [abc] or [^abc]. A ] right behind the bracket is
// itself, as is a - at either end. Case is never folded here, as in Lucene
// (https://github.com/apache/lucene/issues/14378).
func (p *regexParser) class(start int) *term {
	negate := p.match('^')
	var set charset
	for first := true; first || !p.peek("]"); first = false {
		if !p.more() {
			return p.fail(start, "[ without ]", itself("["))
		}
		if predefined, ok := p.predefined(); ok {
			set = set.union(predefined)
			continue
		}
		at := p.at
		lo := p.escaped("a character")
		hi := lo
		if p.peek("-") && !strings.HasPrefix(p.text[p.at:], "-]") {
			p.at++
			hi = p.escaped("the end of a range")
		}
		if hi < lo {
			return p.fail(at, "range ends before it starts", "")
		}
		set = set.union(charset{{lo, hi}})
	}
	p.match(']')
	if negate {
		set = set.complement()
	}
	return p.ts.of(set)
}

// predefined reads \d \s \w and their complements. Every other escaped letter
// is itself.
func (p *regexParser) predefined() (set charset, ok bool) {
	if !p.match('\\') {
		return nil, false
	}
	if !p.peek("dDsSwW") {
		p.at--
		return nil, false
	}
	c := p.text[p.at]
	p.at++
	switch c | 0x20 {
	case 'd':
		set = charset{{'0', '9'}}
	case 's':
		set = newCharset([]runeRange{{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}})
	default:
		set = newCharset([]runeRange{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}})
	}
	if c < 'a' {
		set = set.complement()
	}
	return set, true
}

// interval reads the rest of <n-m>: decimal numbers from n to m. Bounds of
// equal length want all numbers as long as they are, with leading zeros;
// otherwise numbers may have any number of them (Lucene's
// Automata.makeDecimalInterval).
func (p *regexParser) interval(start int) *term {
	body, _, closed := strings.Cut(p.text[p.at:], ">")
	if !closed {
		return p.fail(start, "< without >", itself("<"))
	}
	p.at += len(body) + 1
	from, to, _ := strings.Cut(body, "-")
	lo, errLo := strconv.ParseUint(from, 10, 31)
	hi, errHi := strconv.ParseUint(to, 10, 31)
	if errLo != nil || errHi != nil || from[0] == '+' || to[0] == '+' {
		return p.fail(start, "< > needs two numbers, as in <1-100>", itself("<"))
	}
	if lo > hi {
		lo, hi = hi, lo
	}
	if len(from) == len(to) {
		return p.between(pad(lo, len(from)), pad(hi, len(from)))
	}
	var all []*term
	for width := 1; width <= 10; width++ {
		least, most := uint64(0), uint64(9)
		for range width - 1 {
			least, most = max(1, least)*10, most*10+9
		}
		if least <= hi && lo <= most {
			all = append(all, p.between(pad(max(lo, least), width), pad(min(hi, most), width)))
		}
	}
	zeros := p.ts.repeat(p.ts.of(charset{{'0', '0'}}), 0, unbounded)
	return p.ts.concat(zeros, p.ts.or(all...))
}

func pad(n uint64, width int) string {
	digits := strconv.FormatUint(n, 10)
	return strings.Repeat("0", width-len(digits)) + digits
}

// between returns the term of all strings of digits from lo to hi, which
// are of one length.
func (p *regexParser) between(lo, hi string) *term {
	if lo == "" {
		return p.ts.empty
	}
	digit := func(from, to byte) *term { return p.ts.of(charset{{rune(from), rune(to)}}) }
	if lo[0] == hi[0] {
		return p.ts.concat(digit(lo[0], lo[0]), p.between(lo[1:], hi[1:]))
	}
	rest := len(lo) - 1
	all := []*term{
		p.ts.concat(digit(lo[0], lo[0]), p.between(lo[1:], strings.Repeat("9", rest))),
		p.ts.concat(digit(hi[0], hi[0]), p.between(strings.Repeat("0", rest), hi[1:])),
	}
	if lo[0]+1 < hi[0] {
		any := p.ts.repeat(digit('0', '9'), rest, rest)
		all = append(all, p.ts.concat(digit(lo[0]+1, hi[0]-1), any))
	}
	return p.ts.or(all...)
}

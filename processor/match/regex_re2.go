package match

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// re2 returns p as a Go regular expression, anchored at both ends; ok is false
// for complements and intersections, which Go's have not, and for what is
// beyond Go's limits.
func (p *term) re2() (re *regexp.Regexp, ok bool) {
	var b strings.Builder
	b.WriteString(`\A(?:`)
	if !p.writeRE2(&b) {
		return nil, false
	}
	b.WriteString(`)\z`)
	re, err := regexp.Compile(b.String())
	return re, err == nil
}

func (p *term) writeRE2(b *strings.Builder) bool {
	switch p.op {
	case opNothing:
		b.WriteString(`[^\x00-\x{10FFFF}]`)
	case opEmpty:
		b.WriteString(`(?:)`)
	case opSet:
		writeSet(b, p.set)
	case opConcat:
		return p.kids[0].writeRE2(b) && p.kids[1].writeRE2(b)
	case opOr:
		b.WriteString(`(?:`)
		for i, k := range p.kids {
			if i > 0 {
				b.WriteByte('|')
			}
			if !k.writeRE2(b) {
				return false
			}
		}
		b.WriteByte(')')
	case opRepeat:
		b.WriteString(`(?:`)
		if !p.kids[0].writeRE2(b) {
			return false
		}
		b.WriteByte(')')
		writeCount(b, p.least, p.most)
	case opNot:
		if p.kids[0].op != opNothing {
			return false
		}
		b.WriteString(`(?s:.*)`)
	default:
		return false
	}
	return true
}

func writeSet(b *strings.Builder, set charset) {
	if len(set) == 1 && set[0] == anyRune[0] {
		b.WriteString(`(?s:.)`)
		return
	}
	b.WriteByte('[')
	for _, r := range set {
		fmt.Fprintf(b, `\x{%x}-\x{%x}`, r.lo, r.hi)
	}
	b.WriteByte(']')
}

func writeCount(b *strings.Builder, least, most int) {
	switch {
	case least == 0 && most == unbounded:
		b.WriteByte('*')
	case least == 1 && most == unbounded:
		b.WriteByte('+')
	case most == unbounded:
		fmt.Fprintf(b, "{%d,}", least)
	default:
		fmt.Fprintf(b, "{%d,%d}", least, most)
	}
}

// literal returns the one string that p matches, with a case-folded letter as
// its lower-case form; ok is false if p matches anything else.
func (p *term) literal(fold bool) (s string, ok bool) {
	var b []byte
	for ; p.op == opConcat; p = p.kids[1] {
		if b, ok = p.kids[0].appendRune(b, fold); !ok {
			return "", false
		}
	}
	if p.op == opEmpty {
		return string(b), true
	}
	b, ok = p.appendRune(b, fold)
	return string(b), ok
}

func (p *term) appendRune(b []byte, fold bool) ([]byte, bool) {
	switch {
	case p.op != opSet:
		return b, false
	case len(p.set) == 1 && p.set[0].lo == p.set[0].hi:
		r := p.set[0].lo
		if fold && (lower[byte(r)] != byte(r) || 'a' <= r && r <= 'z') && r < utf8.RuneSelf {
			return b, false // one case only: out of a class
		}
		return utf8.AppendRune(b, r), true
	case fold && len(p.set) == 2 && p.set[0].lo == p.set[0].hi && p.set[1].lo == p.set[1].hi &&
		'a' <= p.set[1].lo && p.set[1].lo <= 'z' && p.set[0].lo == p.set[1].lo-0x20:
		return utf8.AppendRune(b, p.set[1].lo), true
	}
	return b, false
}

package eql

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// simpleEscapes are the escape sequences of one letter.
var simpleEscapes = map[byte]byte{
	'b': '\b', 't': '\t', 'n': '\n', 'f': '\f', 'r': '\r', '"': '"', '\'': '\'', '\\': '\\',
}

// rawString reads `"""…"""`: one line, verbatim, with up to two quotes more at
// its end.
func (l *lexer) rawString() {
	const quotes = `"""`
	start := l.pos
	for l.pos += len(quotes); !l.atLineEnd(); l.pos++ {
		if !strings.HasPrefix(l.rest(), quotes) {
			continue
		}
		end := l.pos
		for extra := 0; extra < 2 && strings.HasPrefix(l.text[end+len(quotes):], `"`); extra++ {
			end++
		}
		l.pos = end + len(quotes)
		l.emit(kindString, start, l.text[start+len(quotes):end])
		return
	}
	l.add(Span{Start: start, End: start + len(quotes)}, "this raw string is not closed; it cannot go beyond its line", "")
	l.emit(kindBad, start, "")
}

// string reads `"…"`: one line, with escape sequences. Only the first wrong
// sequence is reported: whoever writes a Windows path writes many.
func (l *lexer) string() {
	start := l.pos
	l.pos++
	var value strings.Builder
	copied := l.pos // text before it is in value
	for wrong := false; !l.atLineEnd(); {
		switch at := l.pos; l.text[at] {
		case '"':
			l.pos++
			if copied == start+1 {
				// Fast path: without escapes the value is the text itself.
				l.emit(kindString, start, l.text[copied:at])
				return
			}
			value.WriteString(l.text[copied:at])
			l.emit(kindString, start, value.String())
			return
		case '\\':
			value.WriteString(l.text[copied:at])
			message := l.escape(&value)
			copied = l.pos
			if message != "" && !wrong {
				wrong = true
				l.add(Span{Start: at, End: l.pos}, message, escapeHint(l.text[at:l.pos]))
			}
		default:
			l.pos++
		}
	}
	hint := ""
	if strings.HasSuffix(strings.TrimRight(l.text[start:l.pos], " \t),]"), `\"`) {
		hint = `\\" where the string ends with a backslash`
	}
	l.add(Span{Start: start, End: start + 1}, "this string is not closed; it cannot go beyond its line", hint)
	l.emit(kindBad, start, "")
}

// escape reads one escape sequence, which begins at the current position, and
// appends what it stands for. It returns what is wrong with it, or "".
func (l *lexer) escape(value *strings.Builder) string {
	l.pos++ // the backslash
	if l.atLineEnd() {
		return "a backslash cannot be the last character of a line"
	}
	c := l.text[l.pos]
	if c == 'u' {
		return l.unicodeEscape(value)
	}
	if plain, ok := simpleEscapes[c]; ok {
		l.pos++
		value.WriteByte(plain)
		return ""
	}
	r, size := utf8.DecodeRuneInString(l.rest())
	l.pos += size
	return fmt.Sprintf("unknown escape sequence \\%s", clip(string(r)))
}

// unicodeEscape reads the part behind the backslash of `\u{H…}`, 2 to 8
// hexadecimal digits.
func (l *lexer) unicodeEscape(value *strings.Builder) string {
	const form = `\u needs 2 to 8 hexadecimal digits in braces`
	l.pos++ // u
	if !strings.HasPrefix(l.rest(), "{") {
		return form
	}
	end := l.pos + 1
	for end < len(l.text) && strings.IndexByte("0123456789abcdefABCDEF", l.text[end]) >= 0 {
		end++
	}
	digits := l.text[l.pos+1 : end]
	if len(digits) < 2 || len(digits) > 8 || !strings.HasPrefix(l.text[end:], "}") {
		return form
	}
	l.pos = end + 1
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return fmt.Sprintf("U+%X is no character", n)
	}
	value.WriteRune(rune(n))
	return ""
}

func escapeHint(sequence string) string {
	switch {
	case sequence == `\`:
		return `\\`
	case strings.HasPrefix(sequence, `\u`):
		return `\u{20ac}`
	}
	return `\` + clip(sequence) + ` for a backslash, or a raw string, """…"""`
}

// foreignQuotes are the quotes that other languages, and the EQL before
// Elasticsearch's, put around strings.
var foreignQuotes = []struct {
	opening, closing string
	raw              bool
}{
	{`?"`, `"`, true},
	{`?'`, `'`, true},
	{`'`, `'`, false},
	{"“", "”", false},
	{"‘", "’", false},
}

// foreignString reports a string in foreign quotes and reads it as the string
// that is meant. It returns false if none stands here.
func (l *lexer) foreignString() bool {
	start := l.pos
	for _, q := range foreignQuotes {
		if !strings.HasPrefix(l.rest(), q.opening) {
			continue
		}
		l.pos += len(q.opening)
		from := l.pos
		for !l.atLineEnd() && !strings.HasPrefix(l.rest(), q.closing) {
			l.pos++
		}
		value := l.text[from:l.pos]
		at, k := Span{Start: start, End: from}, kindBad
		if strings.HasPrefix(l.rest(), q.closing) {
			l.pos += len(q.closing)
			at.End, k = l.pos, kindString
		}
		if q.raw {
			l.add(at, "a raw string stands in three double quotes", clip(`"""`+value+`"""`))
		} else {
			l.add(at, "a string stands in double quotes", clip(quote(value)))
		}
		l.emit(k, start, value)
		return true
	}
	return false
}

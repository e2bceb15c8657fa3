package eql

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"
)

// lexer cuts a text into tokens. It reports what is no token and goes on
// behind it, so one pass finds all lexical errors.
type lexer struct {
	reports
	text   string
	pos    int
	tokens []token
}

// lex returns the tokens of text, the last of which is kindEnd. That one
// stands right behind the last word, not behind trailing blanks, so that an
// error there points at the place where something should follow.
func lex(text string) ([]token, *reports) {
	l := &lexer{text: text, tokens: make([]token, 0, len(text)/6+8)}
	for l.skipBlanks(); l.pos < len(l.text); l.skipBlanks() {
		l.token()
	}
	end := 0
	if n := len(l.tokens); n > 0 {
		end = l.tokens[n-1].span.End
	}
	l.tokens = append(l.tokens, token{kind: kindEnd, span: Span{Start: end, End: end}})
	return l.tokens, &l.reports
}

// emit appends a token that reaches from start to the current position.
func (l *lexer) emit(k kind, start int, text string) {
	l.tokens = append(l.tokens, token{kind: k, span: Span{Start: start, End: l.pos}, text: text})
}

func (l *lexer) rest() string { return l.text[l.pos:] }

// skipBlanks moves behind white space and comments.
func (l *lexer) skipBlanks() {
	for l.pos < len(l.text) {
		switch c := l.text[l.pos]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			l.pos++
		case strings.HasPrefix(l.rest(), "//"):
			for !l.atLineEnd() {
				l.pos++
			}
		case strings.HasPrefix(l.rest(), "/*"):
			l.skipComment()
		default:
			return
		}
	}
}

// atLineEnd reports whether the current line, or the text, ends here.
func (l *lexer) atLineEnd() bool {
	return l.pos >= len(l.text) || l.text[l.pos] == '\n' || l.text[l.pos] == '\r'
}

// skipComment moves behind a block comment. Comments nest.
func (l *lexer) skipComment() {
	start := l.pos
	depth := 0
	for l.pos < len(l.text) {
		switch {
		case strings.HasPrefix(l.rest(), "/*"):
			depth++
			l.pos += 2
		case strings.HasPrefix(l.rest(), "*/"):
			depth--
			l.pos += 2
			if depth == 0 {
				return
			}
		default:
			l.pos++
		}
	}
	l.add(Span{Start: start, End: start + 2},
		"this comment is not closed; comments nest, so a /* inside of it needs its own */", "")
	l.emit(kindBad, start, "")
}

// token reads one token; the position is at its first character.
func (l *lexer) token() {
	rest := l.rest()
	switch c := rest[0]; {
	case strings.HasPrefix(rest, `"""`):
		l.rawString()
	case c == '"':
		l.string()
	case c == '`':
		l.quotedName()
	case isNameStart(c):
		l.name()
	case isDigit(c) || c == '.' && len(rest) > 1 && isDigit(rest[1]):
		l.number()
	case (c == '\'' || c == '?' || c >= utf8.RuneSelf) && l.foreignString():
	default:
		l.symbol()
	}
}

func isDigit(c byte) bool     { return '0' <= c && c <= '9' }
func isLetter(c byte) bool    { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isNameStart(c byte) bool { return isLetter(c) || c == '_' || c == '@' }
func isNamePart(c byte) bool  { return isNameStart(c) || isDigit(c) }

// name reads an identifier or keyword, and a `~` that stands right behind it.
func (l *lexer) name() {
	start := l.pos
	for l.pos < len(l.text) && isNamePart(l.text[l.pos]) {
		l.pos++
	}
	text := l.text[start:l.pos]
	k, isKeyword := keywords[text]
	if !isKeyword {
		k = kindName
	}
	if l.pos < len(l.text) && l.text[l.pos] == '~' {
		k = cmp.Or(foldKeywords[k], kindFoldName)
		l.pos++
	}
	l.emit(k, start, text)
}

// quotedName reads a back-quoted name, in which two back quotes stand for one.
func (l *lexer) quotedName() {
	start := l.pos
	for i := start + 1; i < len(l.text); i++ {
		if l.text[i] != '`' {
			continue
		}
		if i+1 < len(l.text) && l.text[i+1] == '`' {
			i++
			continue
		}
		l.pos = i + 1
		name := strings.ReplaceAll(l.text[start+1:i], "``", "`")
		if name == "" {
			l.add(Span{Start: start, End: l.pos}, "a name cannot be empty", "")
		}
		l.emit(kindQuoted, start, name)
		return
	}
	l.pos = len(l.text)
	l.add(Span{Start: start, End: start + 1}, "this back quote is not closed", "")
	l.emit(kindBad, start, "")
}

// number reads digits with an optional fraction and exponent. A sign is an
// operator.
func (l *lexer) number() {
	start := l.pos
	k := kindInteger
	l.digits()
	if l.pos < len(l.text) && l.text[l.pos] == '.' {
		k = kindDecimal
		l.pos++
		l.digits()
	}
	if n := exponentLength(l.rest()); n > 0 {
		k = kindDecimal
		l.pos += n
	}
	l.emit(k, start, l.text[start:l.pos])
}

func (l *lexer) digits() {
	for l.pos < len(l.text) && isDigit(l.text[l.pos]) {
		l.pos++
	}
}

// exponentLength returns how long an exponent at the start of text is, 0 if
// none stands there.
func exponentLength(text string) int {
	if text == "" || text[0] != 'e' && text[0] != 'E' {
		return 0
	}
	n := 1
	if n < len(text) && (text[n] == '+' || text[n] == '-') {
		n++
	}
	digits := n
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	if n == digits {
		return 0
	}
	return n
}

// symbol reads punctuation, or reports what is none.
func (l *lexer) symbol() {
	start := l.pos
	rest := l.rest()
	for _, s := range foreignSymbols {
		// `!` is a prefix of valid tokens, the others are not.
		if strings.HasPrefix(rest, s.text) && !strings.HasPrefix(rest, "![") &&
			(s.text != "!" || !strings.HasPrefix(rest, "!=")) {
			l.pos += len(s.text)
			l.add(Span{Start: start, End: l.pos}, fmt.Sprintf("%q is no operator", s.text), s.means)
			l.emit(s.kind, start, "")
			return
		}
	}
	for _, s := range symbols {
		if strings.HasPrefix(rest, s.text) {
			l.pos += len(s.text)
			l.emit(s.kind, start, "")
			return
		}
	}
	l.unexpected()
}

// unexpected reports a run of characters that begin no token.
func (l *lexer) unexpected() {
	start := l.pos
	first, _ := utf8.DecodeRuneInString(l.rest())
	for l.pos < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.rest())
		if l.pos > start && (r < utf8.RuneSelf && r != first || r == '“' || r == '‘') {
			break
		}
		l.pos += size
	}
	at := Span{Start: start, End: l.pos}
	switch first {
	case ';':
		// Harmless and common: nothing else is wrong with the query.
		l.add(at, `a query does not end with ";"`, "leave it out")
		return
	case '~':
		l.add(at, `"~" has to stand right behind "in", "like", "regex" or the name of a function`, "like~")
	case '\\':
		l.add(at, "a backslash can only stand in a string", "")
	default:
		l.add(at, fmt.Sprintf("unexpected character %s (%U)", show(string(first)), first), "")
	}
	l.emit(kindBad, start, "")
}

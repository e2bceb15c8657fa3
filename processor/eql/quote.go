package eql

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// quote writes s as a string of the language.
func quote(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 2)
	b.WriteByte('"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\b':
			b.WriteString(`\b`)
		case '\t':
			b.WriteString(`\t`)
		case '\n':
			b.WriteString(`\n`)
		case '\f':
			b.WriteString(`\f`)
		case '\r':
			b.WriteString(`\r`)
		default:
			if unicode.IsPrint(r) {
				b.WriteRune(r)
			} else {
				fmt.Fprintf(&b, `\u{%02x}`, r)
			}
		}
	}
	b.WriteByte('"')
	return b.String()
}

// quoteName writes a name in back quotes.
func quoteName(name string) string {
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}

// isIdentifier reports whether s is a name that needs no quotes.
func isIdentifier(s string) bool {
	if s == "" || !isNameStart(s[0]) || keywords[s] != kindEnd {
		return false
	}
	for i := range len(s) {
		if !isNamePart(s[i]) {
			return false
		}
	}
	return true
}

// maxQuoted is how many bytes of a query a message or hint repeats.
const maxQuoted = 60

// clip cuts text that goes into a message: to one line, and to what can be
// taken in at a glance.
func clip(s string) string {
	if i := strings.IndexFunc(s, unicode.IsControl); i >= 0 {
		s = s[:i] + "…"
	}
	if len(s) <= maxQuoted {
		return s
	}
	cut := maxQuoted
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// show quotes a name in a message.
func show(name string) string { return `"` + clip(name) + `"` }

package event

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// appendUnescaped appends a JSON string's content with its escapes resolved.
// An escape that is none stands for itself, half a surrogate pair for U+FFFD.
func appendUnescaped(dst []byte, s string) []byte {
	for {
		n := strings.IndexByte(s, '\\')
		if n < 0 || n+1 == len(s) {
			return append(dst, s...)
		}
		dst = append(dst, s[:n]...)
		c := s[n+1]
		s = s[n+2:]
		switch c {
		case '"', '\\', '/':
			dst = append(dst, c)
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			dst, s = appendUnicode(dst, s)
		default:
			dst = append(dst, '\\', c)
		}
	}
}

// appendUnicode appends the character of four hexadecimal digits, or of two
// such escapes that are a surrogate pair, and returns what is behind.
func appendUnicode(dst []byte, s string) ([]byte, string) {
	r, ok := hexRune(s)
	if !ok {
		return append(dst, '\\', 'u'), s
	}
	s = s[4:]
	if utf16.IsSurrogate(r) {
		if len(s) >= 6 && s[0] == '\\' && s[1] == 'u' {
			if low, ok := hexRune(s[2:]); ok {
				if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
					return utf8.AppendRune(dst, pair), s[6:]
				}
			}
		}
		r = utf8.RuneError
	}
	return utf8.AppendRune(dst, r), s
}

func hexRune(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	var r rune
	for i := range 4 {
		c := s[i]
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case 'A' <= c && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

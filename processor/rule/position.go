package rule

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// spelling is how a file writes a text.
type spelling uint8

const (
	verbatim   spelling = iota // character for character
	jsonString                 // with JSON's escapes
	tomlString                 // with the escapes and line continuations of TOML's basic strings
)

// written is a text as its file spells it, between the delimiters. The zero
// written is a text that stands in the file character for character.
type written struct {
	text     string
	spelling spelling
}

// offset returns where in w the character stands that is at offset decoded of
// the text that w spells.
func (w written) offset(decoded int) int {
	at, made := 0, 0
	for at < len(w.text) {
		read, gives := w.next(at)
		if made+gives > decoded {
			break
		}
		at += read
		made += gives
	}
	return at
}

// next returns how many bytes the next character of w takes at the offset, and
// how many bytes it is in the text that w spells; none for a continued line.
func (w written) next(at int) (read, gives int) {
	rest := w.text[at:]
	if w.spelling == verbatim || rest[0] != '\\' || len(rest) == 1 {
		_, size := utf8.DecodeRuneInString(rest)
		return size, size
	}
	switch escape := rest[1]; {
	case escape == 'u' && w.spelling == jsonString:
		first, second := hex(rest, 2, 4), rune(-1)
		if strings.HasPrefix(rest[min(6, len(rest)):], `\u`) {
			second = hex(rest, 8, 4)
		}
		if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
			return 12, utf8.RuneLen(r)
		}
		return min(6, len(rest)), runeLen(first)
	case w.spelling == jsonString:
		return 2, 1
	case escape == 'x':
		return min(4, len(rest)), runeLen(hex(rest, 2, 2))
	case escape == 'u':
		return min(6, len(rest)), runeLen(hex(rest, 2, 4))
	case escape == 'U':
		return min(10, len(rest)), runeLen(hex(rest, 2, 8))
	case strings.IndexByte(" \t\n", escape) >= 0:
		return len(rest) - len(strings.TrimLeft(rest[1:], " \t\n")), 0
	}
	return 2, 1
}

// hex returns the code point that count digits at the offset name, −1 if there
// are no such digits.
func hex(text string, at, count int) rune {
	if at+count > len(text) {
		return -1
	}
	code, err := strconv.ParseUint(text[at:at+count], 16, 31)
	if err != nil {
		return -1
	}
	return rune(code)
}

// runeLen returns the length of r in UTF-8; that of the replacement character
// where r has none.
func runeLen(r rune) int {
	if size := utf8.RuneLen(r); size > 0 {
		return size
	}
	return utf8.RuneLen(utf8.RuneError)
}

// QueryPosition returns line and column in Origin.File of the character at a
// byte offset of Query. It is exact through the escapes and line continuations
// of the file. 0, 0 for a rule that is in no file.
func (r *Rule) QueryPosition(offset int) (line, column int) {
	if r.Origin.QueryLine == 0 {
		return 0, 0
	}
	before := r.Query[:min(max(offset, 0), len(r.Query))]
	if w := r.Origin.query; w.spelling != verbatim {
		before = w.text[:w.offset(len(before))]
	}
	line, column = place(before)
	if line == 1 {
		column += r.Origin.QueryColumn - 1
	}
	return r.Origin.QueryLine + line - 1, column
}

// place returns line and column behind a text that starts at 1, 1.
func place(before string) (line, column int) {
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}

// QueryError returns an error of the rule's query with its place in the file.
func (r *Rule) QueryError(e *eql.Error) *Error {
	text := newSource(r.Origin.File, r.Query)
	start := min(max(e.Span.Start, 0), len(r.Query))
	made := text.fail(eql.Span{Start: start, End: max(e.Span.End, start)}, e.Message, e.Hint)
	made.QueryLine, made.QueryColumn = made.Line, made.Column
	made.Line, made.Column = r.QueryPosition(start)
	return made
}

// QueryErrors returns what eql or the engine has against the rule's query, each
// error with its place in the file. An error of another kind becomes one about
// the query as a whole.
func (r *Rule) QueryErrors(err error) Errors {
	var list eql.Errors
	var one *eql.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = eql.Errors{one}
	default:
		return Errors{{
			File: r.Origin.File, Line: r.Origin.QueryLine, Column: r.Origin.QueryColumn, Message: err.Error(),
		}}
	}
	made := make(Errors, len(list))
	for i, e := range list {
		made[i] = r.QueryError(e)
	}
	return made
}

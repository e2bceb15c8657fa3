package rule

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// source is the text of one rule file, to find places in it.
type source struct {
	file   string // as the user named it
	text   string // without byte order mark, lines end with "\n"
	starts []int  // offset of each line's first byte
}

func newSource(file, text string) *source {
	starts := make([]int, 1, 1+strings.Count(text, "\n"))
	for at := 0; ; {
		next := strings.IndexByte(text[at:], '\n')
		if next < 0 {
			return &source{file: file, text: text, starts: starts}
		}
		at += next + 1
		starts = append(starts, at)
	}
}

// position returns line and column of a byte of the text.
func (s *source) position(offset int) (line, column int) {
	line = s.lineOf(offset)
	return line, utf8.RuneCountInString(s.text[s.starts[line-1]:offset]) + 1
}

func (s *source) lineOf(offset int) int {
	line, exact := slices.BinarySearch(s.starts, offset)
	if exact {
		line++
	}
	return line
}

// maxExcerpt is how many bytes of a line are kept on either side of an error.
// It is more than is ever shown: eql.Error.Render cuts the rest, and says so.
const maxExcerpt = 400

// excerpt is a line of text, or the part of a long one around what it is about.
// The zero excerpt shows nothing.
type excerpt struct {
	number int // of the line, as it is to be shown
	line   string
	at     eql.Span // in line
}

// excerpt returns the line in which at starts.
func (s *source) excerpt(at eql.Span) excerpt {
	number := s.lineOf(at.Start)
	start := s.starts[number-1]
	end := len(s.text)
	if number < len(s.starts) {
		end = s.starts[number] - 1
	}
	start = max(start, at.Start-maxExcerpt)
	for start < at.Start && !utf8.RuneStart(s.text[start]) {
		start++
	}
	end = min(end, at.Start+maxExcerpt)
	for end > at.Start && end < len(s.text) && !utf8.RuneStart(s.text[end]) {
		end--
	}
	at.End = max(at.Start, min(at.End, end))
	return excerpt{
		number: number,
		line:   strings.Clone(s.text[start:end]),
		at:     eql.Span{Start: at.Start - start, End: at.End - start},
	}
}

// fail returns an error about a part of the text.
func (s *source) fail(at eql.Span, message, hint string) *Error {
	line, column := s.position(at.Start)
	return &Error{File: s.file, Line: line, Column: column, Message: message, Hint: hint, excerpt: s.excerpt(at)}
}

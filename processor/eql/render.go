package eql

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Origin says where the text of a query stands.
type Origin struct {
	File string // name to show, "" if the text is from no file
	Line int    // 1-based line of File on which the text's first character stands, 0 if unknown
}

// Limits of what is shown of a line: columns, and bytes that are looked at to
// fill them. Of a longer line the part around the caret is shown.
const (
	maxShown  = 100
	maxLooked = 2048
)

// Render returns the error for a reader: place and message, the line at fault
// with a caret line below it, and what to try. Lines are separated by "\n",
// none follows the last. Any text and any Span give a result; a Span that does
// not fit the text is moved into it.
//
// Lines and columns count from 1, columns in characters. The file's line is
// that of the error, not that of the query's start.
func (e *Error) Render(text string, at Origin) string {
	start := min(max(e.Span.Start, 0), len(text))
	for start > 0 && start < len(text) && !utf8.RuneStart(text[start]) {
		start--
	}
	end := min(max(e.Span.End, start), len(text))

	lineStart := strings.LastIndexByte(text[:start], '\n') + 1
	lineEnd := len(text)
	if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
		lineEnd = start + i
	}
	line := strings.Count(text[:start], "\n") + 1
	column := utf8.RuneCountInString(text[lineStart:start]) + 1

	number := strconv.Itoa(line)
	source, carets := excerpt(
		text[lineStart:start],
		text[start:min(end, lineEnd)],
		text[max(start, min(end, lineEnd)):lineEnd])

	var b strings.Builder
	b.WriteString(place(at, line, column))
	b.WriteString(e.Message)
	b.WriteString(strings.TrimRight("\n    "+number+" | "+source, " \t"))
	b.WriteString("\n    " + strings.Repeat(" ", len(number)) + " | " + carets)
	if e.Hint != "" {
		b.WriteString("\n    try: " + e.Hint)
	}
	return b.String()
}

// place returns "rules/x.toml:14: query 3:17: ", less what is unknown.
func place(at Origin, line, column int) string {
	var b strings.Builder
	b.WriteString(at.File)
	if at.Line > 0 {
		if at.File == "" {
			b.WriteString("line ")
		} else {
			b.WriteString(":")
		}
		b.WriteString(strconv.Itoa(at.Line + line - 1))
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString("query " + strconv.Itoa(line) + ":" + strconv.Itoa(column) + ": ")
	return b.String()
}

// excerpt returns one line, given as the parts before, at and behind the
// error, and the caret line below it, both cut to what fits.
func excerpt(before, fault, behind string) (source, carets string) {
	cutBefore, cutBehind := len(before) > maxLooked, len(fault)+len(behind) > 2*maxLooked
	if cutBefore {
		before = before[len(before)-maxLooked:]
		before = before[max(0, strings.IndexFunc(before, isWhole)):]
	}
	if cutBehind {
		fault = fault[:min(len(fault), maxLooked)]
		behind = behind[:min(len(behind), maxLooked)]
	}
	line := appendGlyphs(nil, before, false)
	first := len(line)
	line = appendGlyphs(line, fault, true)
	if !slices.ContainsFunc(line[first:], func(g glyph) bool { return strings.HasPrefix(g.caret, "^") }) {
		// Nothing that shows: the caret stands where it would begin.
		line = append(line[:first], glyph{caret: "^"})
		line = appendGlyphs(line, fault, false)
	}
	line = appendGlyphs(line, behind, false)
	from, to := window(line, first)

	var s, c strings.Builder
	if from > 0 || cutBefore {
		s.WriteString("…")
		c.WriteString(" ")
	}
	for _, g := range line[from:to] {
		s.WriteString(g.text)
		c.WriteString(g.caret)
	}
	if to < len(line) || cutBehind {
		s.WriteString("…")
	}
	return s.String(), strings.TrimRight(c.String(), " \t")
}

// isWhole reports whether r is a character and not the rest of one.
func isWhole(r rune) bool { return r != utf8.RuneError }

// window returns the part of a line to show: all of it if it fits, else
// maxShown columns, a third of them before the error.
func window(line []glyph, first int) (from, to int) {
	total := 0
	for _, g := range line {
		total += g.width
	}
	if total <= maxShown {
		return 0, len(line)
	}
	from, to = first, first
	width := 0
	for from > 0 && width+line[from-1].width <= maxShown/3 {
		from--
		width += line[from].width
	}
	for to < len(line) && width+line[to].width <= maxShown {
		width += line[to].width
		to++
	}
	for from > 0 && width+line[from-1].width <= maxShown {
		from--
		width += line[from].width
	}
	return from, to
}

// glyph is one character of a line and what stands below it.
type glyph struct {
	text  string
	caret string
	width int // in columns; a tab counts as one
}

func appendGlyphs(line []glyph, text string, fault bool) []glyph {
	for _, r := range text {
		g := glyph{text: string(r), width: columns(r)}
		mark := " "
		if fault {
			mark = "^"
		}
		switch {
		case r == '\t':
			// The same tab in both lines ends at the same column.
			g.caret = "\t"
		case r == '\r':
			g.text, g.width = "", 0
		case g.width == 0 && !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Me, r) || r == utf8.RuneError:
			// Control and format characters would move the cursor or hide.
			g.text, g.caret, g.width = "\uFFFD", mark, 1
		default:
			g.caret = strings.Repeat(mark, g.width)
		}
		line = append(line, g)
	}
	return line
}

// columns returns how many columns a terminal gives to r.
func columns(r rune) int {
	switch {
	case r == '\t':
		return 1
	case r < ' ' || r == 0x7f:
		return 0
	case r < 0x300:
		if unicode.IsPrint(r) || r == 0xa0 {
			return 1
		}
		return 0
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// wide lists what Unicode's East Asian Width calls wide or full-width, in
// blocks rather than character by character.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, // Hangul Jamo
		{Lo: 0x2e80, Hi: 0x303e, Stride: 1}, // CJK radicals, punctuation
		{Lo: 0x3041, Hi: 0xa4cf, Stride: 1}, // kana to Yi
		{Lo: 0xa960, Hi: 0xa97f, Stride: 1}, // Hangul Jamo extended
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, // Hangul syllables
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1}, // CJK compatibility
		{Lo: 0xfe30, Hi: 0xfe6f, Stride: 1}, // CJK forms
		{Lo: 0xff00, Hi: 0xff60, Stride: 1}, // full-width forms
		{Lo: 0xffe0, Hi: 0xffe6, Stride: 1}, // full-width signs
	},
	R32: []unicode.Range32{
		{Lo: 0x16fe0, Hi: 0x18d08, Stride: 1}, // Tangut
		{Lo: 0x1b000, Hi: 0x1b2ff, Stride: 1}, // kana supplement
		{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1}, // pictographs, faces
		{Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1}, // transport
		{Lo: 0x1f900, Hi: 0x1faff, Stride: 1}, // more pictographs
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1}, // CJK extensions
	},
}

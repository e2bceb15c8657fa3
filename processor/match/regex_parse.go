package match

import (
	"strings"
	"unicode/utf8"
)

// regexError says what is wrong at which byte of a regular expression.
type regexError struct {
	at      int
	message string
	hint    string
}

// regexParser reads Lucene's regular expressions with all optional operators
// on (§3.1 of the reference; the grammar is that of Lucene's RegExp class).
// There are no anchors, no look-around and no lazy repeats. Where an element
// is expected, any character but `)` is itself: `*a` starts with a star.
type regexParser struct {
	ts    *terms
	text  string
	at    int
	depth int
	fold  bool // ASCII letters outside of classes match either case
	err   *regexError
}

const (
	maxRegexLength = 1000 // Elasticsearch's index.max_regex_length
	maxRegexDepth  = 100
	maxRegexRepeat = 1000 // as RE2
)

// parseRegex returns the term of text, which is valid UTF-8.
func parseRegex(ts *terms, text string, fold bool) (*term, *regexError) {
	switch {
	case utf8.RuneCountInString(text) > maxRegexLength:
		return nil, &regexError{message: "regular expression is longer than 1,000 characters"}
	case text == "":
		return ts.empty, nil
	}
	p := &regexParser{ts: ts, text: text, fold: fold}
	tree := p.union()
	if p.err == nil && p.at < len(text) {
		p.fail(p.at, ") without (", itself(")"))
	}
	if p.err != nil {
		return nil, p.err
	}
	return tree, nil
}

// fail notes the first error and ends the reading.
func (p *regexParser) fail(at int, message, hint string) *term {
	if p.err == nil {
		p.err = &regexError{at: at, message: message, hint: hint}
	}
	p.at = len(p.text)
	return p.ts.nothing
}

func (p *regexParser) more() bool { return p.at < len(p.text) }

func (p *regexParser) peek(any string) bool {
	return p.more() && strings.IndexByte(any, p.text[p.at]) >= 0
}

func (p *regexParser) match(c byte) bool {
	if p.more() && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

// next reads one code point.
func (p *regexParser) next(what string) rune {
	if !p.more() {
		p.fail(p.at, "regular expression ends where "+what+" is expected", "")
		return 0
	}
	r, size := utf8.DecodeRuneInString(p.text[p.at:])
	p.at += size
	return r
}

// union reads a|b.
func (p *regexParser) union() *term {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxRegexDepth {
		return p.fail(p.at, "regular expression is nested more than 100 deep", "")
	}
	alternatives := []*term{p.intersection()}
	for p.match('|') {
		alternatives = append(alternatives, p.intersection())
	}
	return p.ts.or(alternatives...)
}

// intersection reads a&b.
func (p *regexParser) intersection() *term {
	all := []*term{p.sequence()}
	for p.match('&') {
		all = append(all, p.sequence())
	}
	return p.ts.and(all...)
}

// sequence reads one element or more.
func (p *regexParser) sequence() *term {
	parts := []*term{p.repeated()}
	for p.more() && !p.peek(")|&") {
		parts = append(parts, p.repeated())
	}
	whole := p.ts.empty
	for i := len(parts) - 1; i >= 0; i-- {
		whole = p.ts.concat(parts[i], whole)
	}
	return whole
}

// repeated reads an element and what repeats it.
func (p *regexParser) repeated() *term {
	e := p.complement()
	for p.peek("?*+{") {
		switch {
		case p.match('?'):
			e = p.ts.repeat(e, 0, 1)
		case p.match('*'):
			e = p.ts.repeat(e, 0, unbounded)
		case p.match('+'):
			e = p.ts.repeat(e, 1, unbounded)
		default:
			e = p.counted(e)
		}
	}
	return e
}

// counted reads {n}, {n,} or {n,m}.
func (p *regexParser) counted(e *term) *term {
	open := p.at
	p.match('{')
	least, ok := p.count()
	if !ok {
		return p.fail(open, "{ needs a number behind it", itself("{"))
	}
	most := least
	if p.match(',') {
		if most, ok = p.count(); !ok {
			most = unbounded
		}
	}
	switch {
	case !p.match('}'):
		return p.fail(open, "{ without }", itself("{"))
	case least > maxRegexRepeat || most > maxRegexRepeat:
		return p.fail(open, "regular expression repeats something more than 1,000 times", "")
	case most != unbounded && most < least:
		return p.fail(open, "the largest number of repeats is less than the smallest", "")
	}
	return p.ts.repeat(e, least, most)
}

func (p *regexParser) count() (n int, ok bool) {
	for p.more() && '0' <= p.text[p.at] && p.text[p.at] <= '9' {
		n = min(n*10+int(p.text[p.at]-'0'), maxRegexRepeat+1)
		p.at++
		ok = true
	}
	return n, ok
}

// complement reads ~ before an element; it binds closer than a repeat.
func (p *regexParser) complement() *term {
	negate := false
	for p.match('~') {
		negate = !negate
	}
	e := p.element()
	if negate {
		return p.ts.not(e)
	}
	return e
}

// element reads what stands for itself, or opens something.
func (p *regexParser) element() *term {
	start := p.at
	switch {
	case p.match('['):
		return p.class(start)
	case p.match('.'):
		return p.ts.of(anyRune)
	case p.match('#'):
		return p.ts.nothing
	case p.match('@'):
		return p.ts.all
	case p.match('"'):
		return p.quoted(start)
	case p.match('('):
		return p.group(start)
	case p.match('<'):
		return p.interval(start)
	case p.peek(")"):
		return p.fail(p.at, ") without (", itself(")"))
	}
	if set, ok := p.predefined(); ok {
		return p.ts.of(set)
	}
	return p.literal(p.escaped("a character"))
}

// escaped reads a code point, with or without a backslash before it.
func (p *regexParser) escaped(what string) rune {
	if p.match('\\') {
		what = `a character behind \`
	}
	return p.next(what)
}

func (p *regexParser) literal(r rune) *term {
	set := charset{{r, r}}
	if p.fold {
		switch {
		case 'a' <= r && r <= 'z':
			set = charset{{r - 0x20, r - 0x20}, {r, r}}
		case 'A' <= r && r <= 'Z':
			set = charset{{r, r}, {r + 0x20, r + 0x20}}
		}
	}
	return p.ts.of(set)
}

// quoted reads the rest of "text", in which nothing is special.
func (p *regexParser) quoted(start int) *term {
	length := strings.IndexByte(p.text[p.at:], '"')
	if length < 0 {
		return p.fail(start, `" without a second one`, itself(`"`))
	}
	content := []rune(p.text[p.at : p.at+length])
	p.at += length + 1
	whole := p.ts.empty
	for i := len(content) - 1; i >= 0; i-- {
		whole = p.ts.concat(p.literal(content[i]), whole)
	}
	return whole
}

func (p *regexParser) group(start int) *term {
	switch {
	case p.match(')'):
		return p.ts.empty
	case p.match('?'):
		hint := ""
		switch {
		case p.peek(":"):
			hint = "( without ?:"
		case p.peek("i"):
			hint = "regex~, which ignores case"
		}
		return p.fail(start, "(? does not exist in Lucene's regular expressions: there are no flags, no look-around, no names", hint)
	case !p.more():
		return p.fail(start, "( without )", itself("("))
	}
	e := p.union()
	if !p.match(')') {
		return p.fail(start, "( without )", itself("("))
	}
	return e
}

// itself is the hint for a character that was perhaps not meant as an operator.
func itself(c string) string {
	return `\` + c + ` in a """…""" string, for the character itself`
}

package rule

import (
	"strconv"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// Error is one reason why a rule, or a whole file, cannot be used.
type Error struct {
	File         string // as the user named it, or the path of the setting
	Line, Column int    // in File, from 1, the column in characters; 0 unknown
	// QueryLine and QueryColumn are the place in the text of the rule's query,
	// from 1; 0 for an error that is not about the query's text.
	QueryLine, QueryColumn int

	Message string // what is wrong, one line
	Hint    string // what to do, "" if there is nothing to say

	excerpt excerpt
}

// Error returns place, message and hint in one line.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.headline()
	}
	return e.headline() + " (try: " + e.Hint + ")"
}

// headline returns "file:line:column: message", less what is unknown.
func (e *Error) headline() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		b.WriteString(":" + strconv.Itoa(e.Line))
		if e.Column > 0 {
			b.WriteString(":" + strconv.Itoa(e.Column))
		}
	}
	b.WriteString(": ")
	if e.QueryLine > 0 {
		b.WriteString("query " + strconv.Itoa(e.QueryLine) + ":" + strconv.Itoa(e.QueryColumn) + ": ")
	}
	b.WriteString(e.Message)
	return b.String()
}

// Render returns the error for a reader, in the look of package eql: place and
// message, the line at fault with a caret line below it, and what to try. Lines
// are separated by "\n", none follows the last.
func (e *Error) Render() string {
	if e.excerpt.number == 0 {
		if e.Hint == "" {
			return e.headline()
		}
		return e.headline() + "\n    try: " + e.Hint
	}
	// The empty lines in front make eql number the line as it is numbered here.
	above := strings.Repeat("\n", e.excerpt.number-1)
	at := eql.Span{Start: e.excerpt.at.Start + len(above), End: e.excerpt.at.End + len(above)}
	block := (&eql.Error{Span: at, Message: e.Message, Hint: e.Hint}).Render(above+e.excerpt.line, eql.Origin{})
	_, below, _ := strings.Cut(block, "\n")
	return e.headline() + "\n" + below
}

// Errors are all errors of a load.
type Errors []*Error

// Error returns one error per line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives errors.As access to each *Error.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}

// Err returns e as an error, nil if there is none.
func (e Errors) Err() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

// Render renders every error as (*Error).Render does, one below the other.
func (e Errors) Render() string {
	blocks := make([]string, len(e))
	for i, one := range e {
		blocks[i] = one.Render()
	}
	return strings.Join(blocks, "\n")
}

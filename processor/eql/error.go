package eql

import (
	"cmp"
	"slices"
	"strings"
)

// maxErrors is how many errors one text can have; what lies behind the last of
// them is not reported, so that text which is no query at all stays readable.
const maxErrors = 50

// Error is one reason why a text is no valid query.
type Error struct {
	Span    Span   // the text at fault; empty where something is missing
	Message string // what is wrong, one line
	Hint    string // what to write instead, "" if there is nothing to say
}

// Error returns the message and the hint. Users should be shown Render's text
// instead, which says where.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + " (try: " + e.Hint + ")"
}

// Errors are all errors of a text, sorted by position: at least 1, at most 50.
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

// Render renders every error as (*Error).Render does, one below the other.
func (e Errors) Render(text string, at Origin) string {
	blocks := make([]string, len(e))
	for i, one := range e {
		blocks[i] = one.Render(text, at)
	}
	return strings.Join(blocks, "\n")
}

// reports collects errors while a text is read or checked.
type reports struct {
	found Errors
}

func (r *reports) add(at Span, message, hint string) {
	r.found = append(r.found, &Error{Span: at, Message: message, Hint: hint})
}

// err returns the collected errors as Errors, or nil if there are none.
func (r *reports) err() error {
	if len(r.found) == 0 {
		return nil
	}
	slices.SortStableFunc(r.found, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End))
	})
	if len(r.found) > maxErrors {
		return r.found[:maxErrors:maxErrors]
	}
	return r.found
}

package rule

import (
	"encoding/json"
	"errors"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// parseJSON returns the values of a file: one, or one on each line. A line that
// is no JSON is an error of its own; the other lines stand.
func parseJSON(src *source) ([]*node, Errors) {
	whole := trim(src.text, eql.Span{End: len(src.text)})
	err := checkJSON(src, whole)
	if err == nil {
		return []*node{(&jsonReader{text: src.text, at: whole.Start}).value()}, nil
	}
	if !byLine(src, whole) {
		return nil, Errors{err}
	}
	var values []*node
	var errs Errors
	for at := whole.Start; at < whole.End; {
		end := at + lineEnd(src.text[at:])
		line := trim(src.text, eql.Span{Start: at, End: end})
		at = end + 1
		if line.Start == line.End {
			continue
		}
		if err := checkJSON(src, line); err != nil {
			errs = append(errs, err)
			continue
		}
		values = append(values, (&jsonReader{text: src.text, at: line.Start}).value())
	}
	return values, errs
}

// byLine reports whether text that is no JSON value is to be read line by line:
// if its first line is a value, or in an export, unless it is broken in a way
// that only a value over several lines begins with.
func byLine(src *source, whole eql.Span) bool {
	first := trim(src.text, eql.Span{Start: whole.Start, End: whole.Start + lineEnd(src.text[whole.Start:])})
	if checkJSON(src, first) == nil {
		return true
	}
	onlyOpens := strings.Trim(src.text[first.Start:first.End], "[{ ") == ""
	return strings.EqualFold(filepath.Ext(src.file), ".ndjson") && !onlyOpens
}

func lineEnd(text string) int {
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		return i
	}
	return len(text)
}

// trim takes JSON's white space off both ends.
func trim(text string, at eql.Span) eql.Span {
	const white = " \t\r\n"
	at.Start = at.End - len(strings.TrimLeft(text[at.Start:at.End], white))
	at.End = at.Start + len(strings.TrimRight(text[at.Start:at.End], white))
	return at
}

// checkJSON returns why a part of the text is no JSON value, nil if it is one.
func checkJSON(src *source, at eql.Span) *Error {
	var value json.RawMessage
	err := json.Unmarshal([]byte(src.text[at.Start:at.End]), &value)
	if err == nil {
		return nil
	}
	fault := at.End
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && int(syntax.Offset) <= at.End-at.Start && syntax.Offset > 0 {
		fault = at.Start + int(syntax.Offset) - 1
	}
	if strings.HasPrefix(err.Error(), "unexpected end") {
		fault = at.End
	}
	return src.fail(eql.Span{Start: fault, End: fault}, "not valid JSON: "+err.Error(),
		"one rule, a list of rules, or one whole rule on each line")
}

// jsonReader makes the tree of text that is known to be valid JSON.
type jsonReader struct {
	text string
	at   int
}

func (r *jsonReader) value() *node {
	r.space()
	start := r.at
	n := &node{}
	switch r.text[r.at] {
	case '{':
		r.object(n)
		// An error about an object as a whole points at its beginning.
		n.at = eql.Span{Start: start, End: start + 1}
		return n
	case '[':
		n.kind = listNode
		for r.at++; r.more(']'); {
			n.items = append(n.items, r.value())
		}
	case '"':
		n.kind, n.spelling = textNode, jsonString
		n.text = r.string()
		n.body = eql.Span{Start: start + 1, End: r.at - 1}
	case 't', 'f':
		n.kind, n.truth = boolNode, r.text[r.at] == 't'
		r.word()
	case 'n':
		r.word()
	default:
		n.kind, n.text = numberNode, r.word()
		n.number = jsonNumber(n.text)
	}
	n.at = eql.Span{Start: start, End: r.at}
	return n
}

func (r *jsonReader) object(n *node) {
	n.kind = tableNode
	for r.at++; r.more('}'); {
		key := r.at
		name := r.string()
		m := member{name: name, at: eql.Span{Start: key, End: r.at}}
		r.space()
		r.at++ // the colon
		m.value = r.value()
		n.add(m)
	}
}

// more goes on to the next item of a list or object; false behind the last, and
// behind the bracket that closes it.
func (r *jsonReader) more(closing byte) bool {
	r.space()
	if r.text[r.at] == ',' {
		r.at++
		r.space()
	}
	if r.text[r.at] == closing {
		r.at++
		return false
	}
	return true
}

func (r *jsonReader) string() string {
	start := r.at
	escaped := false
	for r.at++; r.text[r.at] != '"'; r.at++ {
		if r.text[r.at] == '\\' {
			escaped = true
			r.at++
		}
	}
	r.at++
	if !escaped {
		return r.text[start+1 : r.at-1]
	}
	var decoded string
	if json.Unmarshal([]byte(r.text[start:r.at]), &decoded) != nil {
		return r.text[start+1 : r.at-1]
	}
	return decoded
}

// word reads a number, true, false or null.
func (r *jsonReader) word() string {
	start := r.at
	for r.at < len(r.text) && strings.IndexByte(",]} \t\r\n", r.text[r.at]) < 0 {
		r.at++
	}
	return r.text[start:r.at]
}

func (r *jsonReader) space() {
	for r.at < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.at]) >= 0 {
		r.at++
	}
}

func jsonNumber(written string) float64 {
	value, err := strconv.ParseFloat(written, 64)
	if err != nil {
		return math.NaN()
	}
	return value
}

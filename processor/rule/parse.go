package rule

import (
	"bytes"
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// maxErrors is how many errors of one file are reported; what lies behind the
// last of them is not, so that a file of another kind stays readable.
const maxErrors = 50

// parse reads one file's content. named says that the user meant this file:
// then it is an error if it holds no rule.
func parse(file string, content []byte, named bool) *document {
	d := &document{reader: reader{idKey: "rule_id"}}
	content, err := decode(file, content)
	if err != nil {
		d.errs = Errors{err}
		return d
	}
	d.src = newSource(file, string(content))
	values, errs := d.values(content)
	found := false
	for _, v := range values {
		switch {
		case isSummary(v):
		case v.get("list_id") != nil && v.get("rule_id") == nil:
			d.leave(v, reasonExceptions)
		case d.take(v):
			found = true
		default:
			d.leave(v, reasonNoRule)
		}
	}
	d.errs = append(errs, d.errs...)
	if !found && len(errs) == 0 {
		d.withoutRule(values, named)
	}
	slices.SortStableFunc(d.errs, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	d.errs = d.errs[:min(len(d.errs), maxErrors)]
	return d
}

// values returns the values of the file by its kind. content is its text.
func (d *document) values(content []byte) ([]*node, Errors) {
	if strings.EqualFold(filepath.Ext(d.src.file), ".toml") {
		root, err := parseTOML(d.src, content)
		if err != nil {
			return nil, Errors{err}
		}
		return []*node{root}, nil
	}
	return parseJSON(d.src)
}

// withoutRule reports a file that holds no rule: as an error if it was named or
// if it holds one under another name, else as one that is skipped.
func (d *document) withoutRule(values []*node, named bool) {
	const message = "there is no rule in it"
	for _, v := range values {
		for _, m := range v.members {
			misspelt := nearest(m.name, []string{"rule"}) >= 0 && looksLikeRule(m.value)
			if misspelt || m.value.get("rule_id") != nil {
				d.failAt(m.at, "", message, "rename "+quote(m.name)+" to "+quote("rule"))
				return
			}
		}
	}
	d.skipped = nil
	if named {
		d.failAt(eql.Span{}, "", message,
			"a file with [rule] and its rule_id, name, type, query, severity and risk_score, or rules exported by Kibana")
		return
	}
	d.skipped = []Skipped{{File: d.src.file, Line: 1, Reason: reasonNoRule}}
}

// decode returns a file's text without byte order mark and with "\n" at the
// end of lines, whatever the editor that saved it made of them.
func decode(file string, content []byte) ([]byte, *Error) {
	const utf8Hint = "save it as UTF-8"
	if bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff")) {
		return nil, &Error{File: file, Message: "the file is UTF-16", Hint: utf8Hint}
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if crlf := []byte("\r\n"); bytes.Contains(content, crlf) {
		content = bytes.ReplaceAll(content, crlf, crlf[1:])
	}
	if len(bytes.TrimSpace(content)) == 0 {
		return nil, &Error{File: file, Message: "the file is empty", Hint: "put a rule into it, or remove it"}
	}
	if !utf8.Valid(content) {
		valid := 0
		for {
			r, size := utf8.DecodeRune(content[valid:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			valid += size
		}
		fault := eql.Span{Start: valid, End: valid + 1}
		return nil, newSource(file, string(content)).fail(fault, "the file is not UTF-8", utf8Hint)
	}
	return content, nil
}

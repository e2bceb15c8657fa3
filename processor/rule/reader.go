package rule

import (
	"slices"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// reader takes rules out of a tree and collects all that is wrong with them.
type reader struct {
	src    *source // nil for settings
	idKey  string  // the key of a rule's id
	strict bool    // an unknown key is an error, and defaults fill in: settings
	errs   Errors
}

// fail reports an error about a value.
func (r *reader) fail(n *node, message, hint string) {
	r.failAt(n.at, n.path, message, hint)
}

func (r *reader) failAt(at eql.Span, path, message, hint string) {
	if r.src == nil {
		r.errs = append(r.errs, &Error{File: path, Message: message, Hint: hint})
		return
	}
	r.errs = append(r.errs, r.src.fail(at, message, hint))
}

// value returns the value of a key if it is of the kind; nil where there is
// none or it is of another, which is reported with the hint.
func (r *reader) value(t *node, key string, want kind, hint string) *node {
	n := t.get(key)
	if n == nil {
		return nil
	}
	if n.kind != want {
		r.fail(n, key+" must be "+want.String()+", not "+n.kind.String(), hint)
		return nil
	}
	return n
}

// text returns the text of a key, "" where there is none.
func (r *reader) text(t *node, key string) string {
	n := r.value(t, key, textNode, `a text in quotes`)
	if n == nil {
		return ""
	}
	return strings.Clone(strings.TrimSpace(n.text))
}

// need returns the text of a key that must be there and must not be blank; nil
// where it isn't.
func (r *reader) need(t *node, key, hint string) *node {
	failed := len(r.errs)
	n := r.value(t, key, textNode, hint)
	switch {
	case n == nil && len(r.errs) == failed:
		r.missing(t, key, hint)
	case n != nil && strings.TrimSpace(n.text) == "":
		r.fail(n, key+" is empty", hint)
		return nil
	}
	return n
}

// missing reports that a key isn't there; at the key that seems to be meant, if
// there is one.
func (r *reader) missing(t *node, key, hint string) {
	names := make([]string, len(t.members))
	for i, m := range t.members {
		names[i] = m.name
	}
	if i := nearest(key, names); i >= 0 && !known(t.members[i].name) {
		if r.strict {
			return // reported as an unknown key
		}
		m := t.members[i]
		r.failAt(m.at, m.value.path, key+" is missing", "rename "+quote(m.name)+" to "+quote(key))
		return
	}
	r.fail(t, key+" is missing", hint)
}

// texts returns the texts of a list. In settings one text may stand for a list
// of one.
func (r *reader) texts(t *node, key string) []string {
	if one := t.get(key); r.strict && one != nil && one.kind == textNode {
		return []string{one.text}
	}
	items := r.items(t, key, textNode, `a list of texts in quotes, ["…", "…"]`)
	if len(items) == 0 {
		return nil
	}
	all := make([]string, len(items))
	for i, n := range items {
		all[i] = strings.Clone(n.text)
	}
	return all
}

// tables returns the tables of a list.
func (r *reader) tables(t *node, key string) []*node {
	return r.items(t, key, tableNode, "a list of tables")
}

// items returns those of a list's items that are of the kind; others are
// reported.
func (r *reader) items(t *node, key string, want kind, hint string) []*node {
	l := r.value(t, key, listNode, hint)
	if l == nil {
		return nil
	}
	items := make([]*node, 0, len(l.items))
	for _, n := range l.items {
		if n.kind == want {
			items = append(items, n)
			continue
		}
		r.fail(n, "every item of "+key+" must be "+want.String()+", not "+n.kind.String(), hint)
	}
	return items
}

// notInSettings says what to do with keys that rule files have, or that readers
// of the language expect, and that a rule in the settings doesn't have.
var notInSettings = map[string]string{
	"rule_id":  "id",
	"type":     "leave it out: a rule here is always EQL",
	"language": "leave it out: a rule here is always EQL",
	"maxspan":  `write it in the query: "sequence by … with maxspan=5s"`,
}

// only reports the keys of a table that are none of names, where unknown keys
// are errors.
func (r *reader) only(t *node, names []string) {
	if !r.strict || t == nil {
		return
	}
	for _, m := range t.members {
		if slices.Contains(names, m.name) {
			continue
		}
		hint := "one of " + strings.Join(names, ", ")
		if i := nearest(m.name, names); i >= 0 {
			hint = names[i]
		} else if instead, ok := notInSettings[m.name]; ok {
			hint = instead
		}
		r.failAt(m.at, m.value.path, "unknown key", hint)
	}
}

package ecs

import (
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// The conversions here yield parts of the event's own text, so that they
// allocate nothing.

// baseName is the file name of a Windows path: what follows the last
// backslash. Without one there is no name: "<unknown process>", "System".
var baseName = conversion{name: "what follows the last backslash", one: func(v event.Value) (event.Value, bool) {
	s := v.Str()
	i := strings.LastIndexByte(s, '\\')
	return part(s, i+1, i >= 0)
}}

// lastPart is baseName for events whose paths may lack a backslash; the whole
// text is the name then.
var lastPart = conversion{name: "what follows the last backslash, if there is one", one: func(v event.Value) (event.Value, bool) {
	s := v.Str()
	return part(s, strings.LastIndexByte(s, '\\')+1, true)
}}

// directory is what stands before a Windows path's last backslash.
var directory = conversion{name: "what stands before the last backslash", one: func(v event.Value) (event.Value, bool) {
	s := v.Str()
	i := strings.LastIndexByte(s, '\\')
	if i <= 0 {
		return event.Value{}, false
	}
	return event.StringOf(s[:i]), true
}}

// extension is what follows the last dot of a path, wherever that dot stands:
// Elastic's pipelines don't look whether it belongs to the file name, and rules
// are tuned on what they give.
var extension = conversion{name: "what follows the last dot of a path", one: func(v event.Value) (event.Value, bool) {
	s := v.Str()
	i := strings.LastIndexByte(s, '.')
	return part(s, i+1, i >= 0 && strings.IndexByte(s, '\\') >= 0)
}}

// nameExtension is what follows the last dot of a file name.
var nameExtension = conversion{name: "what follows the last dot", one: func(v event.Value) (event.Value, bool) {
	s := v.Str()
	i := strings.LastIndexByte(s, '.')
	return part(s, i+1, i >= 0)
}}

// accountDomain and accountName are the halves of DOMAIN\name. A text without
// exactly one backslash is neither.
var accountDomain = conversion{name: "what stands before the backslash", one: func(v event.Value) (event.Value, bool) {
	domain, _, ok := account(v.Str())
	return event.StringOf(domain), ok && domain != ""
}}

var accountName = conversion{name: "what follows the backslash", one: func(v event.Value) (event.Value, bool) {
	_, name, ok := account(v.Str())
	return event.StringOf(name), ok
}}

func account(s string) (domain, name string, ok bool) {
	domain, name, _ = strings.Cut(s, `\`)
	return domain, name, name != "" && strings.IndexByte(name, '\\') < 0
}

// beforeAt is the name of a user principal (name@REALM), or the whole text.
var beforeAt = conversion{name: "what stands before the first @", one: func(v event.Value) (event.Value, bool) {
	name, _, _ := strings.Cut(v.Str(), "@")
	return event.StringOf(name), name != ""
}}

// notDash is the text itself unless it is "-", which the Security log writes
// for "none".
var notDash = conversion{name: "unless it is -", one: func(v event.Value) (event.Value, bool) {
	return v, v.Str() != "-"
}}

// nameNotDash is beforeAt unless the text is "-".
var nameNotDash = conversion{name: "what stands before the first @, unless it is -", one: func(v event.Value) (event.Value, bool) {
	name, _, _ := strings.Cut(v.Str(), "@")
	return event.StringOf(name), name != "" && v.Str() != "-"
}}

// trimmed is the text without white space around it.
var trimmed = conversion{name: "without white space around it", one: func(v event.Value) (event.Value, bool) {
	s := strings.TrimSpace(v.Str())
	return event.StringOf(s), s != ""
}}

// words splits a text at white space, such as a list of privileges.
var words = conversion{name: "split at white space", many: func(dst []event.Value, v event.Value) []event.Value {
	for word := range strings.FieldsSeq(v.Str()) {
		dst = append(dst, event.StringOf(word))
	}
	return dst
}}

// part is the text from number i on, if there is any.
func part(s string, i int, ok bool) (event.Value, bool) {
	if !ok || i >= len(s) {
		return event.Value{}, false
	}
	return event.StringOf(s[i:]), true
}

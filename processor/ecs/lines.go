package ecs

import (
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// line takes the value of a key out of a classic PowerShell text, whose lines
// are a tab, the key, "=" and the value, and converts it. A value may have
// lines of its own: it ends where a tab, a word and "=" follow.
func line(key string, as conversion) conversion {
	return within("of its line "+key+"=", as, func(text string) string { return lineValue(text, key) })
}

func lineValue(text, key string) string {
	value := ""
	for at := nextLine(text, 0); at < len(text); {
		next := nextLine(text, at+1)
		// nextLine promises the tab and the "=".
		if name, rest, _ := strings.Cut(text[at+1:next], "="); name == key {
			value = strings.TrimSpace(rest)
		}
		at = next
	}
	return value
}

// nextLine returns where the next tab stands, from i on, that a word and "="
// follow; the length of text if there is none.
func nextLine(text string, i int) int {
	for ; i < len(text); i++ {
		if text[i] != '\t' {
			continue
		}
		end := i + 1
		for end < len(text) && isWordByte(text[end]) {
			end++
		}
		if end > i+1 && end < len(text) && text[end] == '=' {
			return i
		}
	}
	return len(text)
}

func isWordByte(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_'
}

// entry takes the value of a key out of PowerShell's ContextInfo, lines of
// "key = value" (older versions: "key: value"), and converts it.
func entry(key string, as conversion) conversion {
	return within("of its line "+key+" =", as, func(text string) string {
		for item := range strings.SplitSeq(text, "\n") {
			i := strings.IndexAny(item, ":=")
			if i >= 0 && strings.TrimSpace(item[:i]) == key {
				return strings.TrimSpace(item[i+1:])
			}
		}
		return ""
	})
}

// within is a conversion of a part of a text. Without that part it yields
// nothing.
func within(name string, as conversion, find func(text string) string) conversion {
	inner := func(v event.Value) (event.Value, bool) {
		text := find(v.Str())
		return event.StringOf(text), text != ""
	}
	whole := conversion{name: "the value " + name, values: as.values}
	if as.name != "" {
		whole.name += ", " + as.name
	}
	switch {
	case as.many != nil:
		whole.many = func(dst []event.Value, v event.Value) []event.Value {
			if v, ok := inner(v); ok {
				return as.many(dst, v)
			}
			return dst
		}
	case as.one != nil:
		whole.one = func(v event.Value) (event.Value, bool) {
			v, ok := inner(v)
			if !ok {
				return v, false
			}
			return as.one(v)
		}
	default:
		whole.one = inner
	}
	return whole
}

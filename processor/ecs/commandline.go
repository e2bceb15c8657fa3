package ecs

import (
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// args splits a command line as Windows programs do: at blanks and tabs outside
// quotes, where 2n backslashes before a quote are n backslashes and 2n+1 are n
// and a quote that stands for itself, and "" inside quotes is a quote that ends
// them (https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments,
// with the rule of compilers before 2008). Arguments without quotes are
// substrings of the line.
var args = conversion{name: "split into arguments", many: func(dst []event.Value, v event.Value) []event.Value {
	for line := strings.TrimLeft(v.Str(), " \t"); line != ""; line = strings.TrimLeft(line, " \t") {
		var arg string
		arg, line = nextArg(line)
		dst = append(dst, event.StringOf(arg))
	}
	return dst
}}

// argsCount is how many arguments args yields.
var argsCount = conversion{name: "how many arguments it has", one: func(v event.Value) (event.Value, bool) {
	n := int64(0)
	for line := strings.TrimLeft(v.Str(), " \t"); line != ""; n++ {
		line = strings.TrimLeft(line[argEnd(line):], " \t")
	}
	return event.IntOf(n), n > 0
}}

// nextArg returns the argument that line starts with, and the rest of line.
func nextArg(line string) (arg, rest string) {
	end := argEnd(line)
	arg, rest = line[:end], line[end:]
	if strings.IndexByte(arg, '"') < 0 {
		return arg, rest
	}
	// Fast path: quotes around all of it, and none inside.
	if last := len(arg) - 1; last > 0 && arg[0] == '"' && strings.IndexByte(arg[1:], '"') == last-1 && arg[last-1] != '\\' {
		return arg[1:last], rest
	}
	return unquote(arg), rest
}

// argEnd returns where the argument at the start of line ends.
func argEnd(line string) int {
	inQuotes, backslashes := false, 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\':
			backslashes++
			continue
		case c == '"' && backslashes%2 == 0:
			if inQuotes && i+1 < len(line) && line[i+1] == '"' {
				i++
			}
			inQuotes = !inQuotes
		case (c == ' ' || c == '\t') && !inQuotes:
			return i
		}
		backslashes = 0
	}
	return len(line)
}

// unquote resolves the quotes and backslashes of one argument.
func unquote(arg string) string {
	var b strings.Builder
	b.Grow(len(arg))
	inQuotes, backslashes := false, 0
	for i := 0; i < len(arg); i++ {
		c := arg[i]
		if c == '\\' {
			backslashes++
			continue
		}
		if c != '"' {
			writeBackslashes(&b, backslashes)
			b.WriteByte(c)
			backslashes = 0
			continue
		}
		writeBackslashes(&b, backslashes/2)
		switch {
		case backslashes%2 == 1:
			b.WriteByte('"')
		case inQuotes && i+1 < len(arg) && arg[i+1] == '"':
			b.WriteByte('"')
			i++
			inQuotes = false
		default:
			inQuotes = !inQuotes
		}
		backslashes = 0
	}
	writeBackslashes(&b, backslashes)
	return b.String()
}

func writeBackslashes(b *strings.Builder, n int) {
	for range n {
		b.WriteByte('\\')
	}
}

// quotedWords splits a command line at every white space outside quotes and
// keeps quotes, the empty text between two blanks and the one after a last
// blank: process.args of event 4688 as Elastic's Security pipeline makes it.
var quotedWords = conversion{name: "split at every white space outside quotes", many: func(dst []event.Value, v event.Value) []event.Value {
	for line := v.Str(); ; {
		end := quotedWordEnd(line)
		dst = append(dst, event.StringOf(line[:end]))
		if end == len(line) {
			return dst
		}
		line = line[end+1:]
	}
}}

// quotedWordCount is how many texts quotedWords yields.
var quotedWordCount = conversion{name: "how many words it has", one: func(v event.Value) (event.Value, bool) {
	n := int64(1)
	for line := v.Str(); ; n++ {
		end := quotedWordEnd(line)
		if end == len(line) {
			return event.IntOf(n), v.Str() != ""
		}
		line = line[end+1:]
	}
}}

// quotedWordEnd returns where the first white space outside quotes stands.
func quotedWordEnd(line string) int {
	inQuotes := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			inQuotes = !inQuotes
		case isBlank(c) && !inQuotes:
			return i
		}
	}
	return len(line)
}

func isBlank(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

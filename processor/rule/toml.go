package rule

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// parseTOML returns the file as a tree of one table. The library decides what
// is valid; its syntax tree, which has the places, makes the nodes. content is
// the file's text, as the library takes it.
func parseTOML(src *source, content []byte) (*node, *Error) {
	if err := toml.Unmarshal(content, &struct{}{}); err != nil {
		return nil, syntaxError(src, err)
	}
	root := &node{kind: tableNode}
	current := root
	var p unstable.Parser
	p.Reset(content)
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table:
			current = descend(root, e.Key(), false)
		case unstable.ArrayTable:
			current = descend(root, e.Key(), true)
		case unstable.KeyValue:
			assign(current, e, src.text)
		}
	}
	if err := p.Error(); err != nil {
		return nil, syntaxError(src, err)
	}
	return root, nil
}

// syntaxError places an error of the library in the file.
func syntaxError(src *source, err error) *Error {
	var syntax *toml.DecodeError
	if !errors.As(err, &syntax) {
		return src.fail(eql.Span{}, "not valid TOML: "+err.Error(), "")
	}
	line, column := syntax.Position()
	line = min(max(line, 1), len(src.starts))
	offset := min(src.starts[line-1]+max(column, 1)-1, len(src.text))
	message := strings.TrimPrefix(syntax.Error(), "toml: ")
	hint := ""
	switch {
	case strings.Contains(message, "escape"):
		hint = "put a text with backslashes between ''' and ''', where they stand for themselves"
	case strings.Contains(message, "at start of value"):
		hint = "put texts in quotes"
	case strings.Contains(message, "new lines"):
		hint = "close the text on its line, or put it between ''' and '''"
	case strings.Contains(message, "already"):
		hint = "only one of the two"
	case strings.Contains(message, "not terminated"):
		// The library points at the end of the file; what needs closing is the
		// last delimiter that there is.
		delimiter := message[strings.LastIndexByte(message, ' ')+1:]
		if opened := strings.LastIndex(src.text[:offset], delimiter); opened >= 0 {
			offset = opened
		}
		hint = "put " + delimiter + " behind the end of the text"
	}
	return src.fail(eql.Span{Start: offset, End: offset}, "not valid TOML: "+message, hint)
}

// descend returns the table that a header names, made where it isn't there
// yet. Of a list of tables the last one is meant; with another, one is added.
func descend(from *node, key unstable.Iterator, another bool) *node {
	for key.Next() {
		k := key.Node()
		at := span(k.Raw)
		next := from.get(string(k.Data))
		if next == nil {
			next = &node{kind: tableNode, at: at}
			if another && key.IsLast() {
				next.kind = listNode
			}
			from.add(member{name: string(k.Data), at: at, value: next})
		}
		if next.kind == listNode {
			if another && key.IsLast() || len(next.items) == 0 {
				next.items = append(next.items, &node{kind: tableNode, at: at})
			}
			next = next.items[len(next.items)-1]
		}
		from = next
	}
	return from
}

// assign adds `key = value` to a table; the key may be dotted.
func assign(to *node, e *unstable.Node, document string) {
	key := e.Key()
	for key.Next() {
		k := key.Node()
		at := span(k.Raw)
		if key.IsLast() {
			to.add(member{name: string(k.Data), at: at, value: tomlNode(e.Value(), at, document)})
			return
		}
		next := to.get(string(k.Data))
		if next == nil {
			next = &node{kind: tableNode, at: at}
			to.add(member{name: string(k.Data), at: at, value: next})
		}
		to = next
	}
}

// tomlNode converts a value. Lists have no place in the library's tree: they
// get that of what they belong to.
func tomlNode(v *unstable.Node, owner eql.Span, document string) *node {
	n := &node{at: owner}
	if v.Raw.Length > 0 {
		n.at = span(v.Raw)
	}
	switch v.Kind {
	case unstable.String:
		n.kind = textNode
		n.body, n.spelling = tomlBody(document, n.at)
		if n.text = document[n.body.Start:n.body.End]; len(n.text) != len(v.Data) { // escapes are longer than what they stand for
			n.text = string(v.Data)
		}
	case unstable.Integer, unstable.Float:
		n.kind, n.text = numberNode, string(v.Data)
		n.number = tomlNumber(n.text)
	case unstable.Bool:
		n.kind, n.truth = boolNode, string(v.Data) == "true"
	case unstable.Array:
		n.kind = listNode
		for items := v.Children(); items.Next(); {
			n.items = append(n.items, tomlNode(items.Node(), n.at, document))
		}
	case unstable.InlineTable:
		n.kind = tableNode
		for members := v.Children(); members.Next(); {
			assign(n, members.Node(), document)
		}
	default:
		n.kind = dateNode
	}
	return n
}

// tomlBody returns the part of a string between its delimiters. A line break
// straight behind the opening ones is not part of the text.
func tomlBody(document string, at eql.Span) (eql.Span, spelling) {
	quote := document[at.Start]
	form := verbatim
	if quote == '"' {
		form = tomlString
	}
	if at.End-at.Start < 6 || document[at.Start+1] != quote || document[at.Start+2] != quote {
		return eql.Span{Start: at.Start + 1, End: at.End - 1}, form
	}
	body := eql.Span{Start: at.Start + 3, End: at.End - 3}
	if body.Start < body.End && document[body.Start] == '\n' {
		body.Start++
	}
	return body, form
}

// tomlNumber returns the value of an integer or float as TOML writes them.
func tomlNumber(written string) float64 {
	if whole, err := strconv.ParseInt(written, 0, 64); err == nil {
		return float64(whole)
	}
	value, err := strconv.ParseFloat(strings.ReplaceAll(written, "_", ""), 64)
	if err != nil {
		return math.NaN()
	}
	return value
}

func span(r unstable.Range) eql.Span {
	return eql.Span{Start: int(r.Offset), End: int(r.Offset) + int(r.Length)}
}

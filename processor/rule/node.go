package rule

import "github.com/eqlbeat/eqlbeat/processor/eql"

// kind is the type of a node.
type kind uint8

const (
	nullNode kind = iota
	textNode
	numberNode
	boolNode
	dateNode
	listNode
	tableNode
)

// String returns the kind as it reads in a sentence.
func (k kind) String() string {
	return [...]string{"null", "a text", "a number", "true or false", "a date", "a list", "a table"}[k]
}

// node is a value of a rule file: one form for TOML, JSON and settings. Only
// what belongs to its kind is set.
type node struct {
	kind kind
	at   eql.Span // in the file
	path string   // of settings, which are in no file: "rules_inline[2].severity"

	text     string   // of a text; of a number, as it is written
	body     eql.Span // of a text in a file: between its delimiters
	spelling spelling // of a text in a file

	number  float64
	truth   bool
	items   []*node  // of a list
	members []member // of a table, in the file's order

	index map[string]int // of a table with many members: name → last of that name
}

// member is one key of a table and its value.
type member struct {
	name  string
	at    eql.Span // of the key
	value *node
}

// manyMembers is from how many members on a table is searched by its index.
const manyMembers = 16

// add appends a member. A name that is there already hides the older value.
func (n *node) add(m member) {
	n.members = append(n.members, m)
	switch {
	case n.index != nil:
		n.index[m.name] = len(n.members) - 1
	case len(n.members) == manyMembers:
		n.index = make(map[string]int, 2*manyMembers)
		for i, m := range n.members {
			n.index[m.name] = i
		}
	}
}

// get returns the value of a key of a table; nil where there is none, where it
// is null, and where n is no table.
func (n *node) get(name string) *node {
	if n == nil || n.kind != tableNode {
		return nil
	}
	if n.index != nil {
		if i, ok := n.index[name]; ok && n.members[i].value.kind != nullNode {
			return n.members[i].value
		}
		return nil
	}
	for i := len(n.members) - 1; i >= 0; i-- {
		if m := n.members[i]; m.name == name {
			if m.value.kind == nullNode {
				return nil
			}
			return m.value
		}
	}
	return nil
}

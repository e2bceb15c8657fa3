package match

import (
	"sync"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// Condition is a compiled condition: a program of leaves to test, each with
// where to go on if it is true and where if it isn't. `and`, `or` and `not`
// are jumps only, so `not x` is true of exactly the events x isn't true of.
// A Condition is shared by goroutines, each with its own State. Its program is
// made by the first match: of hundreds of conditions, most events meet a few.
type Condition struct {
	whole *clause

	once  sync.Once // makes nodes and start
	nodes []node
	start int32
}

// node tests a leaf and goes on at a node, or ends with accept or reject.
type node struct {
	leaf    int32
	yes, no int32
}

const (
	accept int32 = -1 - iota
	reject
)

// Match reports whether the condition is true of the event that s is about.
// It allocates nothing, but for the first call.
func (c *Condition) Match(s *State) bool {
	c.once.Do(c.assemble)
	at := c.start
	for at >= 0 {
		n := &c.nodes[at]
		known := s.memo[n.leaf]
		if known>>1 != s.round {
			known = s.test(n.leaf)
		}
		if known&1 != 0 {
			at = n.yes
		} else {
			at = n.no
		}
	}
	return at == accept
}

// Fields returns the fields that the condition reads, in order of first
// appearance, each once.
func (c *Condition) Fields() []event.Slot { return c.whole.fields(nil) }

// Constant reports, in ok, whether the condition has the same value for every
// event. It reads no field then.
func (c *Condition) Constant() (value, ok bool) {
	switch c.whole.op {
	case clauseTrue:
		return true, true
	case clauseFalse, clauseNull:
		return false, true
	}
	return false, false
}

// assemble makes the program.
func (c *Condition) assemble() {
	nodes, start := c.whole.program(nil, accept, reject)
	// Turned round, so that the program runs forward through memory.
	last := int32(len(nodes) - 1)
	turn := func(at int32) int32 {
		if at < 0 {
			return at
		}
		return last - at
	}
	c.nodes = make([]node, 0, len(nodes))
	for i := len(nodes) - 1; i >= 0; i-- {
		n := nodes[i]
		c.nodes = append(c.nodes, node{leaf: n.leaf, yes: turn(n.yes), no: turn(n.no)})
	}
	c.start = turn(start)
}

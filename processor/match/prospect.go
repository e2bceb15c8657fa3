package match

import (
	"cmp"
	"slices"
	"strings"
)

// The operands of `and` and `or` may be tested in any order: none has an
// effect, and a leaf is true or not. Those come first that are likely to settle
// the matter at little cost. Expressions, which may fail, come last and as they
// are written: `n != 0 and 6 / n == 2` guards its division.

// prospect is what is expected of a clause's test.
type prospect struct {
	cost   float64 // in nanoseconds or so; only the ratio of two means something
	likely float64 // how likely it is true, more than 0 and less than 1
	fails  bool    // it has an expression
}

// common is in how many conditions a leaf stands that is as likely true as not.
// What rules share says what kind of event they are about, such as the system
// or the type, and most events that are tested at all are of that kind. What
// stands in one rule alone is what it looks for.
const common = 100

// prospect returns what is expected of c.
func (c *clause) prospect() prospect {
	switch c.op {
	case clauseLeaf:
		return prospect{c.leaf.cost(), c.leaf.likely(), c.leaf.kind == leafExpression}
	case clauseNot:
		p := c.kids[0].prospect()
		return prospect{p.cost, 1 - p.likely, p.fails}
	case clauseAnd, clauseOr:
		_, p := c.ordered()
		return p
	}
	return prospect{likely: 0.5} // constants have been folded away
}

// ofTheHost is how likely it is that what a condition asks of the host is so: a
// shipper's events are of one host, or of hosts that are alike, and its rules
// were chosen for them.
const ofTheHost = 0.9

// likely returns how likely the leaf is true.
func (l *leaf) likely() float64 {
	if strings.HasPrefix(l.fields[0], "host.") {
		return ofTheHost
	}
	return float64(l.uses) / float64(l.uses+common)
}

// ordered returns the operands of `and` or `or` in the order in which they are
// tested, and what is expected of the whole.
func (c *clause) ordered() ([]*clause, prospect) {
	type operand struct {
		clause  *clause
		settles float64 // how likely it alone decides
		prospect
	}
	operands := make([]operand, len(c.kids))
	for i, kid := range c.kids {
		p := kid.prospect()
		operands[i] = operand{kid, p.likely, p}
		if c.op == clauseAnd {
			operands[i].settles = 1 - p.likely
		}
	}
	slices.SortStableFunc(operands, func(a, b operand) int {
		switch {
		case a.fails && b.fails:
			return 0
		case a.fails:
			return 1
		case b.fails:
			return -1
		}
		return cmp.Compare(a.cost*b.settles, b.cost*a.settles)
	})
	kids := make([]*clause, len(operands))
	cost, open, fails := 0.0, 1.0, false
	for i, o := range operands {
		kids[i] = o.clause
		cost += open * o.cost
		open *= 1 - o.settles
		fails = fails || o.fails
	}
	if c.op == clauseAnd {
		return kids, prospect{cost, open, fails}
	}
	return kids, prospect{cost, 1 - open, fails}
}

const (
	looking    = 3.0   // up what is known of a leaf
	reading    = 15.0  // a field, for each part of its name
	searching  = 50.0  // a text for another, as command lines are long
	evaluating = 150.0 // an expression
)

// cost returns what testing the leaf costs. What many conditions ask has often
// been answered for another one.
func (l *leaf) cost() float64 {
	cost := 0.0
	for _, field := range l.fields {
		cost += reading * float64(1+strings.Count(field, "."))
	}
	switch l.kind {
	case leafTest:
		cost += testCost(l.test)
	case leafExpression:
		cost += evaluating
	}
	return looking + cost*10/(10+float64(l.uses))
}

// testCost returns what a test of one value costs.
func testCost(t test) float64 {
	switch t := t.(type) {
	case anyOf:
		cost := 0.0
		for _, one := range t {
			cost += testCost(one)
		}
		return cost
	case *wildcardSet:
		cost := 10 + searching*float64(len(t.infixes))
		for _, w := range t.irregulars {
			cost += 10 + searching*float64(len(w.rest))
		}
		if t.manyInfix != nil {
			cost += 4 * searching
		}
		return cost
	case *affix:
		if t.place == inside {
			return searching
		}
	case *regexTest:
		return 4 * searching
	case *addressSet, *addressOrder:
		return 30
	}
	return 5
}

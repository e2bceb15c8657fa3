package match

import (
	"cmp"
	"slices"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// Requirement is something that has to be so for a condition to be true: the
// field has a value, and, where Keys is not nil, a value with one of these
// keys. An event that fails one requirement of a condition needn't be matched
// with it; an event that meets all of them may still not match.
type Requirement struct {
	Slot event.Slot
	// Keys are the Keys of the literals, sorted, each once. Where Key gives no
	// key for one of the field's values, the requirement counts as met.
	Keys []uint64
	// Outlines has the outline of each text that may equal one of the literals.
	// It has no meaning where Keys is nil.
	Outlines uint64
	// Words are the literals as they are written, for people, sorted; nil where
	// Keys is.
	Words []string
}

// MetBy reports whether a field with these values meets the requirement.
func (r Requirement) MetBy(values []event.Value) bool {
	if r.Keys == nil {
		return len(values) > 0
	}
	for _, v := range values {
		key, ok := Key(v)
		if !ok {
			return true
		}
		if _, found := slices.BinarySearch(r.Keys, key); found {
			return true
		}
	}
	return false
}

// Excludes reports, without a call, whether a text has another outline than all
// literals, as most texts that don't meet the requirement have.
func (r *Requirement) Excludes(text string) bool {
	return r.Keys != nil && r.Outlines&Outline(text) == 0
}

// MetByText is MetBy for a field with one value, a text.
func (r *Requirement) MetByText(text string) bool {
	if r.Keys == nil {
		return true
	}
	return !r.Excludes(text) && slices.Contains(r.Keys, keyOfText(text))
}

// Or returns what has to be so of a field for r or o to be met, which are about
// the same field.
func (r Requirement) Or(o Requirement) Requirement {
	d := demand{r.Keys, r.Outlines, r.Words}.or(demand{o.Keys, o.Outlines, o.Words})
	return Requirement{Slot: r.Slot, Keys: d.keys, Outlines: d.outlines, Words: d.words}
}

// Requirements returns what the condition requires, at most one requirement
// for each field, sorted by slot. A condition that is always false requires
// nothing: see Constant.
func (c *Condition) Requirements() []Requirement { return requirementsOf(c.whole, true) }

// requirementsOf derives what has to be so for a clause to be true or, where
// want is false, to be false. Of several requirements on one field, in
// conjunction, it keeps the one with the fewest keys: a field may have several
// values, so two of them can't be made one.
func requirementsOf(c *clause, want bool) []Requirement {
	switch c.op {
	case clauseNot:
		return requirementsOf(c.kids[0], !want)
	case clauseLeaf:
		return c.leaf.requirements(want)
	case clauseAnd, clauseOr:
		merge := inEither
		if (c.op == clauseAnd) == want {
			merge = inBoth
		}
		all := requirementsOf(c.kids[0], want)
		for _, kid := range c.kids[1:] {
			all = merge(all, requirementsOf(kid, want))
		}
		return all
	}
	return nil
}

// inBoth merges the requirements of two clauses that must both hold, into all,
// which must be the caller's own.
func inBoth(all, more []Requirement) []Requirement {
	for _, r := range more {
		at, found := slices.BinarySearchFunc(all, r.Slot, bySlot)
		switch {
		case !found:
			all = slices.Insert(all, at, r)
		case r.Keys != nil && (all[at].Keys == nil || len(r.Keys) < len(all[at].Keys)):
			all[at] = r
		}
	}
	return all
}

// inEither merges the requirements of two clauses one of which must hold.
func inEither(a, b []Requirement) []Requirement {
	var all []Requirement
	for _, r := range a {
		at, found := slices.BinarySearchFunc(b, r.Slot, bySlot)
		if !found {
			continue
		}
		all = append(all, r.Or(b[at]))
	}
	return all
}

func bySlot(r Requirement, slot event.Slot) int { return cmp.Compare(r.Slot, slot) }

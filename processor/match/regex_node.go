package match

import (
	"encoding/binary"
	"slices"
)

// pattern is a regular expression in Lucene's dialect as a term over sets of
// code points. Patterns come from a patterns, which makes equal terms one, so
// they compare by identity.
type pattern struct {
	op          patternOp
	id          int // within its patterns
	nullable    bool
	set         charset    // of opSet
	kids        []*pattern // of opConcat two, of opOr and opAnd two or more sorted by id, of opNot and opRepeat one
	least, most int        // of opRepeat; most is unbounded for no limit
}

type patternOp uint8

const (
	opNothing patternOp = iota // no string at all
	opEmpty                    // the empty string
	opSet                      // one code point
	opConcat
	opOr
	opAnd
	opNot // every string that the kid doesn't match
	opRepeat
)

const unbounded = -1

// patterns makes patterns, folding what it can on the way: terms that are
// obviously equal have to be one, or derivatives would go on for ever.
type patterns struct {
	byKey   map[string]*pattern
	nothing *pattern
	empty   *pattern
	all     *pattern // every string
}

func newPatterns() *patterns {
	ps := &patterns{byKey: make(map[string]*pattern)}
	ps.nothing = ps.intern(pattern{op: opNothing})
	ps.empty = ps.intern(pattern{op: opEmpty, nullable: true})
	ps.all = ps.intern(pattern{op: opNot, nullable: true, kids: []*pattern{ps.nothing}})
	return ps
}

func (ps *patterns) intern(p pattern) *pattern {
	key := []byte{byte(p.op)}
	for _, r := range p.set {
		key = binary.AppendVarint(binary.AppendVarint(key, int64(r.lo)), int64(r.hi))
	}
	for _, kid := range p.kids {
		key = binary.AppendVarint(key, int64(kid.id))
	}
	if p.op == opRepeat {
		key = binary.AppendVarint(binary.AppendVarint(key, int64(p.least)), int64(p.most))
	}
	if known, ok := ps.byKey[string(key)]; ok {
		return known
	}
	p.id = len(ps.byKey)
	ps.byKey[string(key)] = &p
	return &p
}

func (ps *patterns) of(set charset) *pattern {
	if len(set) == 0 {
		return ps.nothing
	}
	return ps.intern(pattern{op: opSet, set: set})
}

func (ps *patterns) concat(a, b *pattern) *pattern {
	switch {
	case a == ps.nothing || b == ps.nothing:
		return ps.nothing
	case a == ps.empty:
		return b
	case b == ps.empty:
		return a
	case a.op == opConcat:
		return ps.concat(a.kids[0], ps.concat(a.kids[1], b))
	case a == ps.all && (b == ps.all || b.op == opConcat && b.kids[0] == ps.all):
		return b
	}
	return ps.intern(pattern{op: opConcat, nullable: a.nullable && b.nullable, kids: []*pattern{a, b}})
}

func (ps *patterns) not(a *pattern) *pattern {
	if a.op == opNot {
		return a.kids[0]
	}
	return ps.intern(pattern{op: opNot, nullable: !a.nullable, kids: []*pattern{a}})
}

// or returns the union.
func (ps *patterns) or(kids ...*pattern) *pattern {
	var set charset
	flat := flatten(nil, opOr, kids)
	rest := flat[:0]
	for _, k := range flat {
		switch {
		case k == ps.all:
			return ps.all
		case k.op == opSet:
			set = set.union(k.set)
		case k != ps.nothing:
			rest = append(rest, k)
		}
	}
	if set != nil {
		rest = append(rest, ps.of(set))
	}
	return ps.joined(opOr, rest, ps.nothing)
}

// and returns the intersection.
func (ps *patterns) and(kids ...*pattern) *pattern {
	flat := flatten(nil, opAnd, kids)
	rest := flat[:0]
	for _, k := range flat {
		switch k {
		case ps.nothing:
			return ps.nothing
		case ps.all:
		default:
			rest = append(rest, k)
		}
	}
	return ps.joined(opAnd, rest, ps.all)
}

// flatten appends kids to dst, those of the same op by their own kids.
func flatten(dst []*pattern, op patternOp, kids []*pattern) []*pattern {
	for _, k := range kids {
		if k.op == op {
			dst = append(dst, k.kids...)
		} else {
			dst = append(dst, k)
		}
	}
	return dst
}

func (ps *patterns) joined(op patternOp, kids []*pattern, none *pattern) *pattern {
	slices.SortFunc(kids, func(a, b *pattern) int { return a.id - b.id })
	kids = slices.Compact(kids)
	switch len(kids) {
	case 0:
		return none
	case 1:
		return kids[0]
	}
	p := pattern{op: op, nullable: op == opAnd, kids: kids}
	for _, k := range kids {
		if op == opAnd {
			p.nullable = p.nullable && k.nullable
		} else {
			p.nullable = p.nullable || k.nullable
		}
	}
	return ps.intern(p)
}

// repeat returns a repeated at least and at most so often.
func (ps *patterns) repeat(a *pattern, least, most int) *pattern {
	switch {
	case most == 0 || a == ps.empty:
		return ps.empty
	case a == ps.nothing && least == 0:
		return ps.empty
	case a == ps.nothing:
		return ps.nothing
	case least == 1 && most == 1:
		return a
	}
	if a.nullable { // fewer repeats are no restriction then
		least = 0
	}
	if a.op == opRepeat && a.least <= 1 && least <= 1 && (most == unbounded || most == 1 && least == 0) {
		// (e+)*, (e?)+, (e*)? and the like repeat e
		if most == 1 {
			most = a.most
		}
		return ps.repeat(a.kids[0], least*a.least, most)
	}
	if most == unbounded && least == 0 && (a == ps.all || a.op == opSet && slices.Equal(a.set, anyRune)) {
		return ps.all
	}
	return ps.intern(pattern{op: opRepeat, nullable: least == 0, kids: []*pattern{a}, least: least, most: most})
}

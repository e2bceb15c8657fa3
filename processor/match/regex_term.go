package match

import (
	"encoding/binary"
	"slices"
)

// term is a regular expression in Lucene's dialect, as a term over sets of code
// points. Terms are made by one terms, which makes equal ones the same, so that
// they compare by identity.
type term struct {
	op          termOp
	id          int // within its terms
	nullable    bool
	set         charset // of opSet
	kids        []*term // of opConcat two, of opOr and opAnd two or more sorted by id, of opNot and opRepeat one
	least, most int     // of opRepeat; most is unbounded for no limit
}

// termOp says how a term is made up.
type termOp uint8

const (
	opNothing termOp = iota // no string at all
	opEmpty                 // the empty string
	opSet                   // one code point
	opConcat
	opOr
	opAnd
	opNot // every string that the kid doesn't match
	opRepeat
)

const unbounded = -1

// terms makes terms, folding what it can on the way: terms that are obviously
// equal have to be one, or derivatives would go on for ever.
type terms struct {
	byKey   map[string]*term
	nothing *term
	empty   *term
	all     *term // every string
}

func newTerms() *terms {
	ts := &terms{byKey: make(map[string]*term)}
	ts.nothing = ts.intern(term{op: opNothing})
	ts.empty = ts.intern(term{op: opEmpty, nullable: true})
	ts.all = ts.intern(term{op: opNot, nullable: true, kids: []*term{ts.nothing}})
	return ts
}

func (ts *terms) intern(p term) *term {
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
	if known, ok := ts.byKey[string(key)]; ok {
		return known
	}
	p.id = len(ts.byKey)
	ts.byKey[string(key)] = &p
	return &p
}

func (ts *terms) of(set charset) *term {
	if len(set) == 0 {
		return ts.nothing
	}
	return ts.intern(term{op: opSet, set: set})
}

func (ts *terms) concat(a, b *term) *term {
	switch {
	case a == ts.nothing || b == ts.nothing:
		return ts.nothing
	case a == ts.empty:
		return b
	case b == ts.empty:
		return a
	case a.op == opConcat:
		return ts.concat(a.kids[0], ts.concat(a.kids[1], b))
	case a == ts.all && (b == ts.all || b.op == opConcat && b.kids[0] == ts.all):
		return b
	}
	return ts.intern(term{op: opConcat, nullable: a.nullable && b.nullable, kids: []*term{a, b}})
}

func (ts *terms) not(a *term) *term {
	if a.op == opNot {
		return a.kids[0]
	}
	return ts.intern(term{op: opNot, nullable: !a.nullable, kids: []*term{a}})
}

// or returns the union.
func (ts *terms) or(kids ...*term) *term {
	var set charset
	flat := flatten(nil, opOr, kids)
	rest := flat[:0]
	for _, k := range flat {
		switch {
		case k == ts.all:
			return ts.all
		case k.op == opSet:
			set = set.union(k.set)
		case k != ts.nothing:
			rest = append(rest, k)
		}
	}
	if set != nil {
		rest = append(rest, ts.of(set))
	}
	return ts.joined(opOr, rest, ts.nothing)
}

// and returns the intersection.
func (ts *terms) and(kids ...*term) *term {
	flat := flatten(nil, opAnd, kids)
	rest := flat[:0]
	for _, k := range flat {
		switch k {
		case ts.nothing:
			return ts.nothing
		case ts.all:
		default:
			rest = append(rest, k)
		}
	}
	return ts.joined(opAnd, rest, ts.all)
}

// flatten appends kids to dst, those of the same op by their own kids.
func flatten(dst []*term, op termOp, kids []*term) []*term {
	for _, k := range kids {
		if k.op == op {
			dst = append(dst, k.kids...)
		} else {
			dst = append(dst, k)
		}
	}
	return dst
}

func (ts *terms) joined(op termOp, kids []*term, none *term) *term {
	slices.SortFunc(kids, func(a, b *term) int { return a.id - b.id })
	kids = slices.Compact(kids)
	switch len(kids) {
	case 0:
		return none
	case 1:
		return kids[0]
	}
	p := term{op: op, nullable: op == opAnd, kids: kids}
	for _, k := range kids {
		if op == opAnd {
			p.nullable = p.nullable && k.nullable
		} else {
			p.nullable = p.nullable || k.nullable
		}
	}
	return ts.intern(p)
}

// repeat returns a repeated at least and at most so often.
func (ts *terms) repeat(a *term, least, most int) *term {
	switch {
	case most == 0 || a == ts.empty:
		return ts.empty
	case a == ts.nothing && least == 0:
		return ts.empty
	case a == ts.nothing:
		return ts.nothing
	case least == 1 && most == 1, a == ts.all:
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
		return ts.repeat(a.kids[0], least*a.least, most)
	}
	if most == unbounded && least == 0 && a.op == opSet && slices.Equal(a.set, anyRune) {
		return ts.all
	}
	return ts.intern(term{op: opRepeat, nullable: least == 0, kids: []*term{a}, least: least, most: most})
}

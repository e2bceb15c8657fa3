package match

// deriver makes derivatives. It remembers them, as terms share their parts, and
// stops when it has worked too much.
type deriver struct {
	*terms
	known map[derivation]*term
	work  int // nodes visited
}

// derivation is a term and the class of what comes first.
type derivation struct {
	p     *term
	class int
}

// derivative returns the term of what may follow r: of all strings t such
// that p matches r t (J. Brzozowski, Derivatives of Regular Expressions, 1964).
// r is of the class given.
func (d *deriver) derivative(p *term, class int, r rune) *term {
	switch {
	case p.op == opNothing || p.op == opEmpty || d.work > maxWork:
		return d.nothing
	case p.op == opSet && p.set.has(r):
		return d.empty
	case p.op == opSet:
		return d.nothing
	}
	of := derivation{p, class}
	if known, ok := d.known[of]; ok {
		return known
	}
	d.work += 1 + len(p.kids)
	result := d.derive(p, class, r)
	d.known[of] = result
	return result
}

func (d *deriver) derive(p *term, class int, r rune) *term {
	switch p.op {
	case opConcat:
		first, rest := p.kids[0], p.kids[1]
		result := d.concat(d.derivative(first, class, r), rest)
		if first.nullable {
			result = d.or(result, d.derivative(rest, class, r))
		}
		return result
	case opOr, opAnd:
		kids := make([]*term, len(p.kids))
		for i, k := range p.kids {
			kids[i] = d.derivative(k, class, r)
		}
		if p.op == opOr {
			return d.or(kids...)
		}
		return d.and(kids...)
	case opNot:
		return d.not(d.derivative(p.kids[0], class, r))
	}
	fewer := func(n int) int {
		if n == unbounded || n == 0 {
			return n
		}
		return n - 1
	}
	rest := d.repeat(p.kids[0], fewer(p.least), fewer(p.most))
	return d.concat(d.derivative(p.kids[0], class, r), rest)
}

// charsets appends the sets of code points that p tells apart.
func (p *term) charsets(dst []charset, seen map[*term]bool) []charset {
	if seen[p] {
		return dst
	}
	seen[p] = true
	if p.op == opSet {
		dst = append(dst, p.set)
	}
	for _, k := range p.kids {
		dst = k.charsets(dst, seen)
	}
	return dst
}

// Limits of an automaton. maxStates is Lucene's own default limit
// (max_determinized_states); maxTransitions and maxWork bound the memory and
// time that making one takes.
const (
	maxStates      = 10_000
	maxTransitions = 400_000
	maxWork        = 300_000
)

// automaton returns a deterministic automaton for p: its states are p's
// derivatives. ok is false if it would be larger than limit states.
func (ts *terms) automaton(p *term, limit int) (a *automaton, ok bool) {
	letters, ok := newAlphabet(p.charsets(nil, make(map[*term]bool)))
	if !ok {
		return nil, false
	}
	a = &automaton{alphabet: letters, width: len(letters.samples)}
	d := &deriver{terms: ts, known: make(map[derivation]*term)}
	numbers := map[*term]uint16{}
	var states []*term
	number := func(p *term) uint16 {
		n, known := numbers[p]
		if !known {
			n = uint16(len(states))
			numbers[p] = n
			states = append(states, p)
			a.accepts = append(a.accepts, p.nullable)
		}
		return n
	}
	number(ts.nothing) // deadState
	number(ts.all)     // fullState
	a.start = number(p)
	for i := 0; i < len(states); i++ {
		if len(states) > limit || len(a.next) > maxTransitions || d.work > maxWork {
			return nil, false
		}
		for class, r := range letters.samples {
			a.next = append(a.next, number(d.derivative(states[i], class, r)))
		}
	}
	return a, d.work <= maxWork
}

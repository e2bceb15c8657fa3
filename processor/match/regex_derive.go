package match

// deriver makes derivatives. It remembers them, as terms share their parts, and
// stops when it has worked too much.
type deriver struct {
	*patterns
	known map[derivation]*pattern
	work  int // nodes visited
}

// derivation is a pattern and the class of what comes first.
type derivation struct {
	p     *pattern
	class int
}

// derivative returns the pattern of what may follow r: of all strings t such
// that p matches r t (J. Brzozowski, Derivatives of Regular Expressions, 1964).
// r is of the class given.
func (d *deriver) derivative(p *pattern, class int, r rune) *pattern {
	if p.op == opNothing || p.op == opEmpty || d.work > maxWork {
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

func (d *deriver) derive(p *pattern, class int, r rune) *pattern {
	switch p.op {
	case opSet:
		if p.set.has(r) {
			return d.empty
		}
		return d.nothing
	case opConcat:
		first, rest := p.kids[0], p.kids[1]
		result := d.concat(d.derivative(first, class, r), rest)
		if first.nullable {
			result = d.or(result, d.derivative(rest, class, r))
		}
		return result
	case opOr, opAnd:
		kids := make([]*pattern, len(p.kids))
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
func (p *pattern) charsets(dst []charset, seen map[*pattern]bool) []charset {
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
	maxWork        = 500_000
)

// automaton returns a deterministic automaton for p: its states are p's
// derivatives. ok is false if it would be larger than limit states.
func (ps *patterns) automaton(p *pattern, limit int) (a *automaton, ok bool) {
	letters, ok := newAlphabet(p.charsets(nil, make(map[*pattern]bool)))
	if !ok {
		return nil, false
	}
	a = &automaton{alphabet: letters, width: len(letters.samples)}
	d := &deriver{patterns: ps, known: make(map[derivation]*pattern)}
	numbers := map[*pattern]uint16{}
	var states []*pattern
	number := func(p *pattern) uint16 {
		n, known := numbers[p]
		if !known {
			n = uint16(len(states))
			numbers[p] = n
			states = append(states, p)
			a.accepts = append(a.accepts, p.nullable)
		}
		return n
	}
	number(ps.nothing) // deadState
	number(ps.all)     // fullState
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

package eql

import "fmt"

// minSteps is how many events a sequence needs at least.
const minSteps = 2

// sequence checks the terms and how they fit together.
func (c *checker) sequence(s *Sequence) {
	steps, positive := 0, 0
	for _, t := range s.Terms {
		steps += t.Runs
		if !t.Missing {
			positive++
		} else if s.Maxspan == nil {
			c.add(Span{Start: t.Pos.Start, End: t.Pos.Start + 2}, "a missing event needs a maxspan", "sequence with maxspan=1m")
		}
	}
	at := head(s.Pos, "sequence")
	if steps < minSteps {
		c.add(at, fmt.Sprintf("a sequence needs at least %d terms, this has %d", minSteps, steps),
			"[ … ] with runs=2, or the event query alone")
	}
	if positive == 0 {
		c.add(at, "a sequence needs a term that is no missing event", "")
	}
	terms := s.Terms
	if s.Until != nil {
		terms = append(terms[:len(terms):len(terms)], s.Until)
	}
	c.terms(s.By, terms)
}

// sample checks the terms and that there are keys to join them by.
func (c *checker) sample(s *Sample) {
	if len(s.By) == 0 && len(s.Terms) > 0 && len(s.Terms[0].By) == 0 {
		c.add(head(s.Pos, "sample"), "a sample needs join keys", "sample by host.id")
	}
	c.terms(s.By, s.Terms)
}

// terms checks each term, and that all have as many join keys as the first.
// The common keys count for every term, so they make no difference.
func (c *checker) terms(by []*Field, terms []*Term) {
	for _, f := range by {
		c.field(f)
	}
	for _, t := range terms {
		c.event(t.Event)
		for _, f := range t.By {
			c.field(f)
		}
		if len(t.By) == len(terms[0].By) {
			continue
		}
		at := Span{Start: t.Pos.End, End: t.Pos.End}
		if n := len(t.By); n > 0 {
			at = t.By[0].Pos.To(t.By[n-1].Pos)
		}
		c.add(at, fmt.Sprintf("this term has %s, the first term has %d",
			keyCount(len(by)+len(t.By)), len(by)+len(terms[0].By)), "")
	}
}

func keyCount(n int) string {
	switch n {
	case 0:
		return "no join key"
	case 1:
		return "1 join key"
	}
	return fmt.Sprintf("%d join keys", n)
}

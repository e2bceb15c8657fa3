package ecs

import (
	"slices"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// supplier supplies one field of one kind of event.
type supplier struct {
	steps    []step        // tried in order
	constant []event.Value // if no step yields a value
	own      *event.Path   // last; nil where the steps read it themselves
	ownFirst bool          // own comes before everything else
	blank    blanks
}

// step is a row, resolved.
type step struct {
	paths []*event.Path
	when  *event.Path // nil means always
	as    conversion
	yield precedence
}

// resolve implements event.Resolver.
func (s *supplier) resolve(dst []event.Value, src event.Source) []event.Value {
	if s.ownFirst {
		n := len(dst)
		if dst = src.Append(dst, s.own); len(dst) > n {
			return dst
		}
	}
	return s.resolveFrom(0, dst, src)
}

// resolveFrom is resolve from a step on.
func (s *supplier) resolveFrom(first int, dst []event.Value, src event.Source) []event.Value {
	start := len(dst)
	for i := first; i < len(s.steps); i++ {
		if dst = s.steps[i].append(dst, src, s.blank); len(dst) > start {
			return dst
		}
	}
	if s.constant != nil {
		return append(dst, s.constant...)
	}
	if s.own == nil {
		return dst
	}
	return src.Append(dst, s.own)
}

func (s *supplier) supply() supply {
	origin := s.origin()
	return supply{resolve: s.resolver(origin), origin: origin}
}

// origin returns what the supplier's field is made of where its first step finds
// one text; nil where that may be more than one field or value.
func (s *supplier) origin() *event.Origin {
	if len(s.steps) == 0 {
		return nil
	}
	st := &s.steps[0]
	if len(st.paths) != 1 || st.when != nil || st.as.many != nil {
		return nil
	}
	one, blank := st.as.one, s.blank
	origin := &event.Origin{Path: st.paths[0], Make: func(v event.Value) (event.Value, bool) {
		switch {
		case blank.has(v):
			return event.Value{}, false
		case one == nil:
			return v, true
		}
		return one(v)
	}}
	if s.ownFirst {
		origin.Own = s.own
	}
	return origin
}

// resolver returns resolve, or what does the same faster for a supplier that
// has an origin.
func (s *supplier) resolver(origin *event.Origin) event.Resolver {
	if origin == nil {
		return s.resolve
	}
	path, one, own := origin.Path, origin.Make, origin.Own
	return func(dst []event.Value, src event.Source) []event.Value {
		n := len(dst)
		if own != nil {
			if dst = src.Append(dst, own); len(dst) > n {
				return dst
			}
		}
		dst = src.Append(dst, path)
		// Fast path: at most one value, in one call instead of one for each
		// layer. Several go the way of all steps, which reads them again.
		switch len(dst) {
		case n:
		case n + 1:
			if v, ok := one(dst[n]); ok {
				dst[n] = v
				return dst
			}
		default:
			return s.resolveFrom(0, cut(dst, n), src)
		}
		return s.resolveFrom(1, cut(dst, n), src)
	}
}

func (st *step) append(dst []event.Value, src event.Source, blank blanks) []event.Value {
	start := len(dst)
	if st.when != nil {
		dst = verbatim.keep(src.Append(dst, st.when), start, blank)
		if len(dst) == start {
			return dst
		}
		dst = cut(dst, start)
	}
	for _, p := range st.paths {
		n := len(dst)
		dst = st.as.apply(src.Append(dst, p), n, blank)
		switch {
		case st.yield == union:
			dst = distinct(dst, start, n)
		case st.yield == joined && len(dst) != n+1:
			return cut(dst, start)
		case st.yield != joined && len(dst) > n:
			return dst
		}
	}
	if st.yield == joined && len(dst) > start {
		return joinPath(dst, start)
	}
	return dst
}

// joinPath replaces the values from dst[n] on by one path of them.
func joinPath(dst []event.Value, n int) []event.Value {
	var b strings.Builder
	for i, v := range dst[n:] {
		if i > 0 {
			b.WriteByte('\\')
		}
		b.WriteString(v.Str())
	}
	dst[n] = event.StringOf(b.String())
	return cut(dst, n+1)
}

// maxSplit is the length of the longest text that is split into values.
// Windows keeps a whole event in 64 KiB; longer ones are nobody's command line
// and would only fill memory.
const maxSplit = 1 << 17

// apply replaces the values from dst[n] on by what the conversion makes of
// them.
func (c *conversion) apply(dst []event.Value, n int, blank blanks) []event.Value {
	if c.many == nil {
		return c.keep(dst, n, blank)
	}
	end := len(dst)
	for i := n; i < end; i++ {
		if v := dst[i]; !blank.has(v) && len(v.Str()) <= maxSplit {
			dst = c.many(dst, v)
		}
	}
	made := copy(dst[n:], dst[end:])
	return cut(dst, n+made)
}

// keep is apply for conversions to one value, in place.
func (c *conversion) keep(dst []event.Value, n int, blank blanks) []event.Value {
	kept := n
	for i := n; i < len(dst); i++ {
		v, ok := dst[i], true
		if blank.has(v) {
			continue
		}
		if c.one != nil {
			v, ok = c.one(v)
		}
		if ok {
			dst[kept] = v
			kept++
		}
	}
	return cut(dst, kept)
}

// cut shortens dst to n values and lets go of the rest.
func cut(dst []event.Value, n int) []event.Value {
	if n == len(dst) {
		return dst
	}
	clear(dst[n:])
	return dst[:n]
}

// distinct removes from the values at n and after those that stand between
// start and n already.
func distinct(dst []event.Value, start, n int) []event.Value {
	kept := n
	for i := n; i < len(dst); i++ {
		if !slices.Contains(dst[start:kept], dst[i]) {
			dst[kept] = dst[i]
			kept++
		}
	}
	return cut(dst, kept)
}

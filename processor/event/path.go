package event

import (
	"slices"
	"strings"
)

// PathID is the number of a Path within its Paths.
type PathID int32

// Path is a dotted field name, split once so that looking it up costs one map
// access for each object not yet visited on this event. Paths come from
// Paths.Of and may be shared by goroutines.
type Path struct {
	name  string     // the whole dotted name
	parts []string   // its parts, at least one
	leaf  string     // the last part
	joins [][]string // joins[i][n] is parts i to i+n joined by dots: every key that may stand in an object
	up    *Path      // the path of all parts but the last; nil for a top-level field
	above []*Path    // the paths of the first part, of the first two and so on, to up
	id    PathID
}

// timestamp is the number of the path of @timestamp, which every set has.
const timestamp PathID = 0

// Name returns the dotted name.
func (p *Path) Name() string { return p.name }

// Depth returns how many objects the field lies deep; 1 for one at the top.
func (p *Path) Depth() int { return len(p.parts) }

// ID returns the path's number, dense from 0.
func (p *Path) ID() PathID { return p.id }

// Paths makes paths and numbers them, parents before children. It is filled
// while rules are compiled, by one goroutine, and read-only afterwards.
type Paths struct {
	byName map[string]*Path
	all    []*Path
}

// NewPaths returns a set that has but the path of @timestamp, which every
// event's text is read for.
func NewPaths() *Paths {
	ps := &Paths{byName: make(map[string]*Path)}
	ps.Of("@timestamp")
	return ps
}

// Of returns the path of a dotted name, the same one for the same name.
func (ps *Paths) Of(name string) *Path {
	if p, ok := ps.byName[name]; ok {
		return p
	}
	p := &Path{name: name, parts: strings.Split(name, ".")}
	if n := len(p.parts); n > 1 {
		p.up = ps.Of(strings.Join(p.parts[:n-1], "."))
		p.above = append(slices.Clip(p.up.above), p.up)
	}
	p.leaf = p.parts[len(p.parts)-1]
	p.joins = make([][]string, len(p.parts))
	for i := range p.parts {
		for n := range p.parts[i:] {
			p.joins[i] = append(p.joins[i], strings.Join(p.parts[i:i+n+1], "."))
		}
	}
	p.id = PathID(len(ps.all))
	ps.byName[name] = p
	ps.all = append(ps.all, p)
	return p
}

// All returns every path, in the order of their numbers.
func (ps *Paths) All() []*Path { return ps.all }

// Len returns the number of paths.
func (ps *Paths) Len() int { return len(ps.all) }

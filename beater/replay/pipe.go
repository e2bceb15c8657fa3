package replay

import (
	"slices"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// pipe cuts the findings of one rule by `head` and `tail`. It holds as many
// as the first of its query's pipes lets through, and some more.
type pipe struct {
	pipes    []*eql.Pipe
	findings []*finding
}

// slack is how many findings beyond its limit a pipe holds before it cuts.
const slack = 4096

func (p *pipe) add(f *finding) {
	p.findings = append(p.findings, f)
	if n := p.pipes[0].Count; len(p.findings)-slack > n {
		p.cut(p.pipes[0])
	}
}

// end returns what has come through all pipes, in order of time.
func (p *pipe) end() []*finding {
	for _, one := range p.pipes {
		p.cut(one)
	}
	return p.findings
}

func (p *pipe) cut(by *eql.Pipe) {
	slices.SortStableFunc(p.findings, byLast)
	n := min(by.Count, len(p.findings))
	switch {
	case by.Name == "head":
		clear(p.findings[n:])
		p.findings = p.findings[:n]
	default: // tail
		p.findings = slices.Delete(p.findings, 0, len(p.findings)-n)
	}
}

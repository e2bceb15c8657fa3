package replay

import (
	"slices"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

func TestPipesCutFindings(t *testing.T) {
	head := func(n int) *eql.Pipe { return &eql.Pipe{Name: "head", Count: n} }
	tail := func(n int) *eql.Pipe { return &eql.Pipe{Name: "tail", Count: n} }
	upTo := func(first, last int) (numbers []uint64) {
		for n := first; n <= last; n++ {
			numbers = append(numbers, uint64(n))
		}
		return numbers
	}
	const total = 3*slack + 7
	for _, c := range []struct {
		name  string
		pipes []*eql.Pipe
		want  []uint64
	}{
		{"head keeps the first", []*eql.Pipe{head(3)}, upTo(1, 3)},
		{"tail keeps the last", []*eql.Pipe{tail(3)}, upTo(total-2, total)},
		{"of two of a kind the smaller counts", []*eql.Pipe{head(5), head(3)}, upTo(1, 3)},
		{"head then tail", []*eql.Pipe{head(4), tail(2)}, upTo(3, 4)},
		{"tail then head", []*eql.Pipe{tail(10), head(7)}, upTo(total-9, total-3)},
		{"zero keeps none", []*eql.Pipe{head(0)}, nil},
		{"more than there are keeps all", []*eql.Pipe{tail(2 * total)}, upTo(1, total)},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &pipe{pipes: c.pipes}
			for _, n := range upTo(1, total) {
				// Odd ones complete late: a missing step at their end had to wait.
				n = (n - 1) ^ 1 + 1
				if n > total {
					n = total
				}
				p.add(&finding{last: foundEvent{number: n, at: time.Unix(int64(n/2), 0)}})
			}
			var got []uint64
			for _, f := range p.end() {
				got = append(got, f.last.number)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %d from %d, want %d from %d", len(got), first(got), len(c.want), first(c.want))
			}
		})
	}
}

func first(numbers []uint64) uint64 {
	if len(numbers) == 0 {
		return 0
	}
	return numbers[0]
}

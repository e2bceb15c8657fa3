package replay

import (
	"cmp"
	"slices"
)

// maxShown is how many bad lines, and how many of anything else that may be
// many, are shown.
const maxShown = 10

// badLine is a line that is no event.
type badLine struct {
	number  uint64
	problem string
}

// tally is what a run has counted.
type tally struct {
	events   uint64
	timeless uint64    // events without a usable @timestamp
	bad      uint64    // lines that are no events
	firstBad []badLine // the first of them, in the order of the files
	crashed  []badLine // events that a defect kept the rules from
}

// badLines counts bad lines. They come in any order.
func (t *tally) badLines(lines ...badLine) {
	t.bad += uint64(len(lines))
	for _, line := range lines {
		at, _ := slices.BinarySearchFunc(t.firstBad, line, func(a, b badLine) int { return cmp.Compare(a.number, b.number) })
		if at < maxShown {
			t.firstBad = slices.Insert(t.firstBad, at, line)
			t.firstBad = t.firstBad[:min(len(t.firstBad), maxShown)]
		}
	}
}

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

// crash is an event that a defect kept the rules from.
type crash struct {
	badLine
	at int64 // event time, as a record has it
}

// tally is what a run has counted.
type tally struct {
	events   uint64
	timeless uint64    // events without a usable @timestamp
	bad      uint64    // lines that are no events
	firstBad []badLine // the first of them, in the order of the files
	crashed  []crash
}

// add counts what a batch has.
func (t *tally) add(b *batch) {
	t.events += b.events
	t.timeless += b.timeless
	t.crashed = append(t.crashed, b.crashed...)
	t.badLines(b.bad...)
}

// crashes returns the first crashes in the order of events: by time, or by
// number.
func (t *tally) crashes(byTime bool) (first []badLine) {
	slices.SortFunc(t.crashed, func(a, b crash) int {
		if byTime && a.at != b.at {
			return cmp.Compare(a.at, b.at)
		}
		return cmp.Compare(a.number, b.number)
	})
	for _, c := range t.crashed[:min(len(t.crashed), maxShown)] {
		first = append(first, c.badLine)
	}
	return first
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

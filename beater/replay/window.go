package replay

import (
	"cmp"
	"slices"
)

// maxWindow is how many events a window holds. Each may keep its whole block in
// memory, so that this bounds it to a quarter of a gigabyte in the worst case.
const maxWindow = 1024

// window puts events into order of time that are almost in it: an event has to
// overtake no more than size others.
type window struct {
	size int
	held []heldEvent // in order
	use  func(*scanned)
	free func(*batch)
}

type heldEvent struct {
	batch *batch
	event *scanned
}

// byEventTime orders events as byTime orders their records.
func byEventTime(a, b heldEvent) int {
	return cmp.Or(cmp.Compare(a.event.at, b.event.at), cmp.Compare(a.event.number, b.event.number))
}

// add takes the events of a batch and uses those that none is going to
// overtake. A batch is free once all its events are used.
func (w *window) add(b *batch) {
	if b.held = len(b.events); b.held == 0 {
		w.free(b)
		return
	}
	for i := range b.events {
		e := heldEvent{b, &b.events[i]}
		at, _ := slices.BinarySearchFunc(w.held, e, byEventTime)
		w.held = slices.Insert(w.held, at, e)
		if len(w.held) > w.size {
			w.pop()
		}
	}
}

// end uses the events that are left.
func (w *window) end() {
	for len(w.held) > 0 {
		w.pop()
	}
}

func (w *window) pop() {
	first := w.held[0]
	w.held[0] = heldEvent{}
	w.held = w.held[1:]
	w.use(first.event)
	if first.batch.held--; first.batch.held == 0 {
		w.free(first.batch)
	}
}

// overtaking returns how many others an event has to overtake at most, where
// events with these times are put into order; those of one time keep theirs.
func overtaking(times []int64) int {
	if slices.IsSorted(times) {
		return 0
	}
	order := make([]int32, len(times))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(times[a], times[b]), cmp.Compare(a, b))
	})
	most := 0
	for to, from := range order {
		most = max(most, int(from)-to)
	}
	return most
}

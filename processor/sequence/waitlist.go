package sequence

import (
	"container/heap"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"
)

// waitlist says which keys have to be looked at though no hit of them comes:
// a match waits there for an event that would reject it, and stands once time
// has passed. Few rules end with a missing step, so one lock serves all.
type waitlist struct {
	limit   int64 // most deadlines held
	size    atomic.Int64
	mu      sync.Mutex
	byClock map[uint16]*deadlines
}

// deadline names a key, by its hash, to look at once its clock is past a time.
type deadline struct {
	at       int64
	hash     uint64
	sequence *Sequence
}

const deadlineBytes = int(unsafe.Sizeof(deadline{}))

// bound sets the limit to what fits into a number of bytes, and returns how
// many bytes the deadlines then take at most. Call it before any other method.
func (w *waitlist) bound(bytes int) int {
	w.limit = int64(bytes / (2 * deadlineBytes)) // a heap may have twice the room that it needs
	return bytes
}

// bytes returns about the memory that the deadlines take.
func (w *waitlist) bytes() int { return int(w.size.Load()) * deadlineBytes }

// add notes a deadline; false means that there is no room for it.
func (w *waitlist) add(clock uint16, d deadline) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.size.Load() >= w.limit {
		return false
	}
	if w.byClock == nil {
		w.byClock = make(map[uint16]*deadlines)
	}
	h := w.byClock[clock]
	if h == nil {
		h = new(deadlines)
		w.byClock[clock] = h
	}
	heap.Push(h, d)
	w.size.Add(1)
	return true
}

// next takes out a deadline that a clock is past; ok is false where there is
// none.
func (w *waitlist) next(clock uint16, now int64) (d deadline, ok bool) {
	if w.size.Load() == 0 {
		return deadline{}, false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	h := w.byClock[clock]
	if h == nil || (*h)[0].at >= now {
		return deadline{}, false
	}
	w.size.Add(-1)
	d = heap.Pop(h).(deadline)
	if h.Len() == 0 {
		delete(w.byClock, clock)
	}
	return d, true
}

// clocks returns the clocks that deadlines wait for.
func (w *waitlist) clocks() []uint16 {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []uint16
	for c := range w.byClock {
		all = append(all, c)
	}
	return all
}

// forget drops the deadlines of sequences, given by number.
func (w *waitlist) forget(gone []bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for clock, h := range w.byClock {
		before := h.Len()
		*h = slices.DeleteFunc(*h, func(d deadline) bool { return gone[d.sequence.number] })
		w.size.Add(int64(h.Len() - before))
		if heap.Init(h); h.Len() == 0 {
			delete(w.byClock, clock)
		}
	}
}

// deadlines is a heap, the earliest first.
type deadlines []deadline

func (d deadlines) Len() int           { return len(d) }
func (d deadlines) Less(i, j int) bool { return d[i].at < d[j].at }
func (d deadlines) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }
func (d *deadlines) Push(x any)        { *d = append(*d, x.(deadline)) }

func (d *deadlines) Pop() any {
	last := len(*d) - 1
	x := (*d)[last]
	*d = (*d)[:last]
	return x
}

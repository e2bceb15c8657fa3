package sequence

import (
	"container/heap"
	"sync"
	"sync/atomic"
)

// waitlist says which keys have to be looked at though no hit of them comes:
// a match waits there for an event that would reject it, and stands once time
// has passed. Few rules end with a missing step, so one lock serves all.
type waitlist struct {
	limit   int64 // most deadlines held; set once
	size    atomic.Int64
	mu      sync.Mutex
	byClock map[uint16]*deadlines
}

// deadline names a key to look at once its clock is past a time.
type deadline struct {
	at       int64
	hash     uint64
	sequence uint16
	key      string
}

// add notes a deadline. Beyond the limit it is forgotten: the match then
// expires, and is counted so, unless another hit of its key comes.
func (w *waitlist) add(clock uint16, d deadline) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.size.Load() >= w.limit {
		return
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

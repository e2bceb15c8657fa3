package sequence

import (
	"math/bits"
	"sync/atomic"
	"unsafe"
)

// clocks keeps the newest event time of each class of events, so that state
// leaves once time has passed it. A class is the hash of a host and a log: a
// host whose clock is wrong, or a log read from its beginning, doesn't expire
// the state of the others. Their number is bounded; classes may share a clock,
// which costs at most state that leaves early or late.
type clocks struct {
	pages []atomic.Pointer[[clocksByPage]clock] // nil until one of them is used; a power of two
	leaps atomic.Uint64
}

const (
	maxClocks    = 1 << 16 // as many as a hit's clock can name
	clocksByPage = 1 << 8
	clockBytes   = int(unsafe.Sizeof(clock{}))
)

// bound makes room for as many clocks as fit into a number of bytes, and
// returns how many bytes they take once all are used. Call it before any other
// method.
func (c *clocks) bound(bytes int) int {
	n := min(maxClocks, 1<<(bits.Len(uint(bytes/clockBytes))-1))
	c.pages = make([]atomic.Pointer[[clocksByPage]clock], max(1, n/clocksByPage))
	return len(c.pages) * clocksByPage * clockBytes
}

// clock returns the clock of a class; nil where it has none yet.
func (c *clocks) clock(class uint16) *clock {
	page := c.pages[int(class/clocksByPage)&(len(c.pages)-1)].Load()
	if page == nil {
		return nil
	}
	return &page[class%clocksByPage]
}

// make returns the clock of a class, making it where there is none.
func (c *clocks) make(class uint16) *clock {
	if k := c.clock(class); k != nil {
		return k
	}
	c.pages[int(class/clocksByPage)&(len(c.pages)-1)].CompareAndSwap(nil, new([clocksByPage]clock))
	return c.clock(class)
}

// bytes returns the memory that the clocks take.
func (c *clocks) bytes() int {
	n := 0
	for i := range c.pages {
		if c.pages[i].Load() != nil {
			n += clocksByPage * clockBytes
		}
	}
	return n
}

// leapLimit is how far one event may move a clock, either way. Time that leaps
// further is believed when the class's next event says the same: after a gap
// it does, after one wrong time stamp it does not.
const leapLimit = int64(3600e9)

// clock is 0 until its first event; event times before 1970 don't move it.
type clock struct {
	newest atomic.Int64
	leap   atomic.Int64 // the time that one event has leapt to; 0 none
}

// observe moves the clock to an event's time and returns the clock's time.
func (c *clocks) observe(class uint16, at int64) int64 {
	k := c.make(class)
	newest := k.newest.Load()
	switch distance := at - newest; {
	case newest == 0:
		k.newest.CompareAndSwap(0, at)
		return at
	case distance >= -leapLimit && distance <= 0:
		if k.leap.Load() != 0 {
			k.leap.Store(0)
		}
		return newest
	case distance > 0 && distance <= leapLimit:
		k.leap.Store(0)
	default:
		if was := k.leap.Load(); was == 0 || at-was > leapLimit || was-at > leapLimit {
			k.leap.Store(at)
			c.leaps.Add(1)
			return newest
		}
		k.leap.Store(0)
	}
	// Where two goroutines move the clock at once the loser's time is dropped;
	// the next event makes up for it.
	k.newest.CompareAndSwap(newest, at)
	return at
}

// newest returns the clock's time; 0 before its first event.
func (c *clocks) newest(class uint16) int64 {
	if k := c.clock(class); k != nil {
		return k.newest.Load()
	}
	return 0
}

// each calls visit for every clock that has seen an event.
func (c *clocks) each(visit func(class uint16, newest int64)) {
	for i := range c.pages {
		if page := c.pages[i].Load(); page != nil {
			for j := range page {
				if newest := page[j].newest.Load(); newest != 0 {
					visit(uint16(i*clocksByPage+j), newest)
				}
			}
		}
	}
}

// restore sets a clock that has seen no event yet.
func (c *clocks) restore(class uint16, newest int64) {
	c.make(class).newest.CompareAndSwap(0, newest)
}

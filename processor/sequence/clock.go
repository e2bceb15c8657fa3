package sequence

import "sync/atomic"

// clocks keeps the newest event time of each class of events, so that state
// leaves once time has passed it. A class is the hash of a host and a log: a
// host whose clock is wrong, or a log read from its beginning, doesn't expire
// the state of the others. Their number is bounded; classes may share a clock,
// which costs at most state that leaves early or late.
type clocks struct {
	all   [clockCount]clock
	leaps atomic.Uint64
}

const clockCount = 1 << 16 // as many as a hit's clock can name

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
	k := &c.all[class]
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
func (c *clocks) newest(class uint16) int64 { return c.all[class].newest.Load() }

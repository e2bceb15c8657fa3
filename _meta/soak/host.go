package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// host is a Windows machine whose logs are shipped.
type host struct {
	number int
	name   string
	shift  time.Duration // how far its clock is off
	queue  [logs][horizon][]arrival
}

// arrival is an event on its way, which arrives in the tick in whose queue it stands.
type arrival struct {
	event
	order time.Duration // of arrival within the tick
}

const (
	hostCount = 1000
	horizon   = 16 // ticks that events lie ahead at most, which no scene exceeds

	// flooder starts so many processes that what it keeps in flight exceeds the budget. Nothing is expected of it.
	flooder = 1
)

// How hosts' clocks are wrong. Hosts are told apart by hashes, and where two share a clock, a wrong one ends the other's
// partial matches early; the same is true of hosts that share the flooder's part of the budget. That is documented, and
// not what is tried here: these are numbers of hosts that share nothing.
const (
	behindEvery = 50 // one in so many is a day behind
	behindFrom  = 12 // the first of them
	jumpsEvery  = 25 // one in so many jumps
	jumpsFrom   = 13
	jumpTicks   = 90 // from one jump to the next
	calmTicks   = 30 // without new scenes before a jump, so that none straddles it
	settleTicks = 3  // without new scenes behind a jump, until the clock is believed
)

var jumps = []time.Duration{2 * time.Hour, 26 * time.Hour, -4 * time.Hour, 90 * time.Minute, -25*time.Hour - 30*time.Minute}

func newHosts() []*host {
	hosts := make([]*host, hostCount)
	for i := range hosts {
		hosts[i] = &host{number: i, name: fmt.Sprintf("ws-%04d.bluefin.example", i)}
		if i%behindEvery == behindFrom {
			hosts[i].shift = -24 * time.Hour
		}
	}
	return hosts
}

func (h *host) jumping() bool { return h.number%jumpsEvery == jumpsFrom }

// phase is how many ticks ago the host's clock has jumped. Not all hosts jump at once.
func (h *host) phase(tick int) int { return (tick + h.number) % jumpTicks }

// jump lets the host's clock jump if it is time, and reports whether it did.
func (h *host) jump(tick int) bool {
	if !h.jumping() || h.phase(tick) != 0 {
		return false
	}
	h.shift += jumps[tick/jumpTicks%len(jumps)]
	return true
}

// hasScenes says whether a scene may begin on the host.
func (h *host) hasScenes(tick int) bool {
	if h.number == flooder {
		return false
	}
	phase := h.phase(tick)
	return !h.jumping() || phase >= settleTicks && phase < jumpTicks-calmTicks
}

// expect queues an event that arrives some time after the tick's begin.
func (h *host) expect(tick int, after time.Duration, e event) {
	later := int(after / time.Second)
	slot := &h.queue[e.log][(tick+later)%horizon]
	*slot = append(*slot, arrival{e, after % time.Second})
}

// arrivals takes what arrives in a tick out of the queue.
func (h *host) arrivals(tick int, l log) []arrival {
	slot := &h.queue[l][tick%horizon]
	all := *slot
	slices.SortStableFunc(all, func(a, b arrival) int { return cmp.Compare(a.order, b.order) })
	*slot = nil
	return all
}

package sequence

import (
	"cmp"
	"math"
	"slices"
)

// What has to leave for lack of room leaves fairly: hosts that take little of a
// shard lose nothing to one that takes much, and on a host, rules that take
// little lose nothing to a rule that takes much. Shares are max-min fair: all
// get what they take, up to a level that makes the sum fit.

// flow is what one sequence takes of a shard on hosts of one class.
type flow struct {
	host, sequence uint16
	bytes          int
	excess         int // to be evicted
}

// flows weighs flows. It is working memory of one goroutine.
type flows struct {
	all   []flow
	index map[uint32]int // into all, by flow
	sizes []int
}

func (f *flows) reset() {
	if f.index == nil {
		f.index = make(map[uint32]int)
	}
	clear(f.index)
	f.all = f.all[:0]
}

// of returns the flow that a hit belongs to.
func (f *flows) of(r record) *flow {
	id := uint32(r.host())<<16 | uint32(r.sequence())
	i, ok := f.index[id]
	if !ok {
		i = len(f.all)
		f.index[id] = i
		f.all = append(f.all, flow{host: r.host(), sequence: r.sequence()})
	}
	return &f.all[i]
}

// share sets the excess of each flow, so that what is left of all is at most
// target.
func (f *flows) share(target int) {
	slices.SortFunc(f.all, func(a, b flow) int { return cmp.Compare(a.host, b.host) })
	var hosts [][]flow
	for from := 0; from < len(f.all); {
		to := from + 1
		for to < len(f.all) && f.all[to].host == f.all[from].host {
			to++
		}
		hosts = append(hosts, f.all[from:to])
		from = to
	}
	f.sizes = f.sizes[:0]
	for _, host := range hosts {
		f.sizes = append(f.sizes, total(host))
	}
	level := levelOf(f.sizes, target)
	for _, host := range hosts {
		if total(host) <= level {
			continue
		}
		f.sizes = f.sizes[:0]
		for i := range host {
			f.sizes = append(f.sizes, host[i].bytes)
		}
		own := levelOf(f.sizes, level)
		for i := range host {
			host[i].excess = max(0, host[i].bytes-own)
		}
	}
	for i := range f.all {
		f.index[uint32(f.all[i].host)<<16|uint32(f.all[i].sequence)] = i
	}
}

func total(host []flow) int {
	n := 0
	for i := range host {
		n += host[i].bytes
	}
	return n
}

// levelOf returns the greatest level to which sizes have to be cut for their
// sum to be at most target. It sorts them.
func levelOf(sizes []int, target int) int {
	slices.Sort(sizes)
	for i, size := range sizes {
		left := len(sizes) - i
		if size*left > target {
			return target / left
		}
		target -= size
	}
	return math.MaxInt
}

// shed evicts until at most target bytes are in use, the oldest hits of the
// flows that take more than their share.
func (s *shard) shed(sc *Scratch, target int) {
	f := &sc.flows
	f.reset()
	s.each(func(_ uint32, r record) { f.of(r).bytes += r.bytes() })
	f.share(target)
	s.each(func(place uint32, r record) {
		if own := f.of(r); own.excess > 0 {
			before := s.live
			sc.store.evict(s, place)
			own.excess -= before - s.live
		}
	})
}

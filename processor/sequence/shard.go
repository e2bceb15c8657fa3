package sequence

import (
	"bytes"
	"sync"
)

// shard is the part of the store under one lock.
type shard struct {
	mu sync.Mutex
	log
	index   index
	unswept int             // hits since the last sweep
	ahead   uint32          // what readAhead has returned
	_       [lineBytes]byte // keeps neighbours' locks out of this cache line
}

// chain calls visit for each hit of a sequence's key, from the newest to the
// oldest, until it returns false. visit must not change the chain.
func (s *shard) chain(hash uint32, sequence uint16, key []byte, visit func(place uint32, r record) bool) {
	for place := s.index.newest(hash); place != none; {
		// Another key may have the same hash; it is merely passed over.
		r := s.record(place)
		if r.sequence() == sequence && bytes.Equal(r.key(), key) && !visit(place, r) {
			return
		}
		place = r.older()
	}
}

// link puts a new hit into its hash's chain, which is in order of time: behind
// all that are newer, in front of those of the same time. The index must have
// room for another entry.
func (s *shard) link(place uint32) {
	r := s.record(place)
	at, known := s.index.find(r.hash())
	if !known { // Fast path: the first of its hash
		s.index.setAt(at, r.hash(), place)
		return
	}
	newest := s.index.newestAt(at)
	if s.record(newest).comesBefore(r) {
		r.setOlder(newest)
		s.index.setAt(at, r.hash(), place)
		return
	}
	newer := s.record(newest)
	for newer.older() != none {
		next := s.record(newer.older())
		if next.comesBefore(r) {
			break
		}
		newer = next
	}
	r.setOlder(newer.older())
	newer.setOlder(place)
}

// newer returns the next newer hit in the chain of the hit at a place; nil
// where that is the newest.
func (s *shard) newer(place uint32, r record) record {
	at := s.index.newest(r.hash())
	if at == place {
		return nil
	}
	for {
		newer := s.record(at)
		if at = newer.older(); at == place {
			return newer
		}
	}
}

// drop takes a hit out of its chain and leaves a hole in the log.
func (s *shard) drop(place uint32) {
	r := s.record(place)
	if newer := s.newer(place, r); newer != nil {
		newer.setOlder(r.older())
	} else if r.older() == none {
		s.index.remove(r.hash())
	} else {
		s.record(r.older()).inherit(r.summary())
		s.index.set(r.hash(), r.older())
	}
	s.release(place)
}

// prune takes those hits of a hash out of its chain that have no roles left, in
// one walk along it, and leaves holes in the log.
func (s *shard) prune(hash uint32) {
	head, left := none, summary{}
	var newer record // the hit before in the chain; nil while none is left
	for place := s.index.newest(hash); place != none; {
		r := s.record(place)
		older := r.older()
		switch {
		case r.hasNoRoles():
			if newer == nil {
				left = left.with(r.summary())
			}
			s.release(place)
		case newer == nil:
			head, newer = place, r
		default:
			newer.setOlder(place)
			newer = r
		}
		place = older
	}
	if newer == nil {
		s.index.remove(hash)
		return
	}
	newer.setOlder(none)
	s.record(head).inherit(left)
	s.index.set(hash, head)
}

// move copies a record to the head of the log, which has room for it, and
// leaves a hole where it was.
func (s *shard) move(place uint32) {
	r := s.record(place)
	newer := s.newer(place, r)
	to := s.put(r.bytes())
	copy(s.record(to), r[:r.bytes()])
	if newer != nil {
		newer.setOlder(to)
	} else {
		s.index.set(r.hash(), to)
	}
	s.release(place)
}

// insert puts a hit into the log and its chain, making room where there is
// none. It returns none where the hit can't be held: it alone is larger than
// all the shard may hold. Places from before the call are void.
func (s *shard) insert(sc *Scratch, e *entry) uint32 {
	e.shape()
	n := e.bytes()
	s.sweep(sc)
	if !s.hasRoom(n, sc.store.shardLimit) && !s.makeRoom(sc, n) {
		return none
	}
	place := s.put(n)
	e.write(s.record(place))
	s.link(place)
	return place
}

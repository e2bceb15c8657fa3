package sequence

import (
	"bytes"
	"sync"
)

// shard is the part of the store under one lock.
type shard struct {
	mu sync.Mutex
	ring
	index index
	_     [64]byte // keeps neighbours' locks out of this cache line
}

const (
	firstHits  = 16  // places of a shard's first ring
	bytesByHit = 128 // bytes of the first ring, and of the largest, for each place
)

// chain calls visit for each hit of a sequence's key, from the newest to the
// oldesc.store. visit must not change the chain.
func (s *shard) chain(hash uint64, sequence uint16, key []byte, visit func(index uint32, h *hit) bool) {
	for i := s.index.newest(hash); i != none; i = s.hits[i].older {
		// Another key may have the same hash; it is merely passed over.
		h := &s.hits[i]
		if h.sequence == sequence && bytes.Equal(s.key(h), key) && !visit(i, h) {
			return
		}
	}
}

// link puts a hit into its hash's chain, which is in order of time: behind all
// that are newer, in front of those of the same time.
func (s *shard) link(index uint32) {
	h := &s.hits[index]
	newest := s.index.newest(h.hash)
	if newest == none || s.hits[newest].comesBefore(h) {
		h.older = newest
		s.index.set(h.hash, index)
		return
	}
	newer := newest
	for s.hits[newer].older != none && !s.hits[s.hits[newer].older].comesBefore(h) {
		newer = s.hits[newer].older
	}
	h.older = s.hits[newer].older
	s.hits[newer].older = index
}

// comesBefore reports whether h is older than a hit that arrives later.
func (h *hit) comesBefore(later *hit) bool {
	return h.at < later.at || h.at == later.at && h.tie <= later.tie
}

// drop takes a hit out of its chain and leaves a hole in the ring.
func (s *shard) drop(index uint32) {
	h := &s.hits[index]
	if newest := s.index.newest(h.hash); newest != index {
		newer := newest
		for s.hits[newer].older != index {
			newer = s.hits[newer].older
		}
		s.hits[newer].older = h.older
	} else if h.older == none {
		s.index.remove(h.hash)
	} else {
		s.hits[h.older].inherit(h.summary)
		s.index.set(h.hash, h.older)
	}
	s.release(index)
}

// inherit makes a hit the newest of its key.
func (s *summary) inherit(from summary) {
	s.depth = max(s.depth, from.depth)
	s.begun = s.begun || from.begun
}

// insert puts a hit into the ring and its chain, making room where there is
// none. It returns none where the hit can't be held: it alone is larger than
// all the shard may hold. Indices from before the call are void.
func (s *shard) insert(sc *Scratch, h hit, key, evidence []byte) uint32 {
	s.sweep(sc)
	for {
		if s.used < sc.store.limit.hits {
			if index, ok := s.put(h, key, evidence); ok {
				s.link(index)
				return index
			}
		}
		if !s.makeRoom(sc, len(key)+len(evidence)) {
			return none
		}
	}
}

// sweep looks at the two oldest places, so that what has expired leaves as
// fast as new hits come, and the ring stays as small as its contents.
func (s *shard) sweep(sc *Scratch) {
	for range 2 {
		if s.len() == 0 {
			return
		}
		i := s.oldest()
		if s.hits[i].used {
			if !sc.store.hasExpired(&s.hits[i]) {
				return
			}
			sc.expire(s, i)
		}
		s.pop()
	}
}

// makeRoom makes it likelier that size bytes find a place; false means that it
// can't.
func (s *shard) makeRoom(sc *Scratch, size int) bool {
	if s.len() > 0 && !s.hits[s.oldest()].used {
		s.pop()
		return true
	}
	// Moving what is of use costs as much as it frees only while a quarter of
	// the ring is holes.
	limit := &sc.store.limit
	hits, bytes := len(s.hits), len(s.ring.bytes)
	if s.used >= hits*3/4 {
		hits = min(max(2*hits, firstHits), limit.places)
	}
	if s.live+size > bytes*3/4 {
		bytes = min(max(2*bytes, firstHits*bytesByHit), limit.bytes)
	}
	if s.used == 0 && hits == len(s.hits) && bytes == len(s.ring.bytes) {
		return false
	}
	s.rebuild(sc, hits, bytes)
	// What is still too much leaves, the oldest first, and a little more than
	// that, so that the next hits find room without this work.
	for s.used > 0 && (s.used > limit.hits*15/16 || s.live+size > limit.bytes*3/4) {
		i := s.oldest()
		if s.hits[i].used {
			sc.store.evict(s, i)
		}
		s.pop()
	}
	return true
}

// rebuild moves the hits that are of use into buffers of the given sizes,
// closing the holes.
func (s *shard) rebuild(sc *Scratch, hits, bytes int) {
	for n := s.tail; n != s.head; n++ {
		if h := &s.hits[n&s.mask()]; h.used && sc.store.hasExpired(h) {
			sc.expire(s, n&s.mask())
		}
	}
	old := s.ring
	s.ring = sc.store.spare.take(hits, bytes)
	s.index = newIndex(&s.ring, s.index.entries)
	for ; old.len() > 0; old.tail++ {
		h := &old.hits[old.oldest()]
		if !h.used {
			continue
		}
		index, ok := s.put(*h, old.key(h), old.evidence(h))
		if !ok {
			sc.store.ended(h, evicted)
			continue
		}
		s.link(index)
	}
	sc.store.spare.give(old)
}

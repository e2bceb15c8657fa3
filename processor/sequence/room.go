package sequence

// A shard with many hits is swept after every eighth new one. Its oldest hits
// lie side by side, most likely in no cache, so that several cost little more to
// look at than one.
const (
	manyHits   = 128
	sweepEvery = 8
)

// sweep looks at the oldest places, two for each new hit, so that what has
// expired leaves as fast as new hits come, and the log stays about as small as
// its contents.
func (s *shard) sweep(sc *Scratch) {
	s.unswept++
	if s.used > manyHits && s.unswept < sweepEvery {
		return
	}
	places := 2 * s.unswept
	if s.unswept == sweepEvery {
		s.ahead = s.readAhead(sweepEvery + 1) // those that leave now, mostly, and the first that stays
	}
	s.unswept = 0
	var counted tally
	defer counted.done()
	for range places {
		place := s.oldest()
		if place == none {
			return
		}
		if r := s.record(place); r.has(inUse) {
			if !sc.store.hasExpired(r) {
				return
			}
			sc.expire(s, place, &counted)
		}
		s.pop()
	}
	if n := len(s.index.entries); n > firstEntries && s.index.keys < n/16 {
		s.index.resize(n / 2)
	}
}

// bytes returns the memory that a shard takes.
func (s *shard) bytes() int { return s.log.bytes() + s.index.bytes() }

// mayFill returns how many blocks a shard may fill. It may take one more, for
// clean to move records to.
func (s *shard) mayFill(limit int) int { return (limit-s.index.bytes())/blockBytes - 1 }

// hasRoom makes room for a record of n bytes and its entry in the index where
// that stays within the limit.
func (s *shard) hasRoom(n, limit int) bool {
	if s.index.full() {
		larger := max(2*len(s.index.entries), firstEntries)
		// For a moment there are both the old index and the new one.
		if len(s.queue) > s.mayFill(limit-entryBytes*larger) {
			return false
		}
		s.index.resize(larger)
	}
	if s.fits(n) {
		return true
	}
	if len(s.queue) >= s.mayFill(limit) {
		return false
	}
	s.grow()
	return true
}

// makeRoom makes room for a record of n bytes by letting go of what has
// expired, closing holes and, where that isn't enough, evicting. False means
// that the record can't be held at all.
func (s *shard) makeRoom(sc *Scratch, n int) bool {
	var counted tally
	s.each(func(place uint32, r record) {
		if sc.store.hasExpired(r) {
			sc.expire(s, place, &counted)
		}
	})
	counted.done()
	// Closing holes frees more than it costs while an eighth of the log is
	// holes. What is evicted is a little more than that, so that the next hits
	// find room without this work.
	limit := sc.store.shardLimit
	for enough := s.mayFill(limit) * blockBytes * 7 / 8; ; enough = s.live * 13 / 16 {
		if s.live+n > enough || s.index.full() {
			s.shed(sc, min(s.live, enough)*15/16)
		}
		s.clean(limit)
		if s.hasRoom(n, limit) {
			return true
		}
		if s.used == 0 {
			return false
		}
	}
}

// clean moves records from the tail to the head, leaving out the holes, until
// a block is free or the log has none left.
func (s *shard) clean(limit int) {
	for range len(s.queue) {
		if len(s.queue) < s.mayFill(limit) {
			return
		}
		s.empty(s.queue[0])
	}
}

// empty moves what is of use in the oldest block to the head.
func (s *shard) empty(number uint32) {
	if s.queue[len(s.queue)-1] == number {
		s.grow() // it is the head itself
	}
	for s.queue[0] == number {
		place := s.oldest()
		if r := s.record(place); r.has(inUse) {
			if !s.fits(r.bytes()) {
				s.grow()
			}
			s.move(place)
		}
		s.pop()
	}
}

package sequence

// readAhead reads the memory of so many of the oldest places and of their entries
// in the index, and that where as many new records will go, for it to be in the
// cache when it is needed. It was used so long ago that it is in none; one after
// the other, each read would be waited for, and read at once, all of them take
// about as long as one. What it returns means nothing, and has to be kept for the
// compiler not to leave the reading out.
func (s *shard) readAhead(places int) (kept uint32) {
	if s.used == 0 {
		return 0
	}
	n := places * s.live / s.used
	head := s.queue[len(s.queue)-1]
	kept = s.readLines(head, s.blocks[head].filled, n)
	at := s.tail
	for _, number := range s.queue[:min(2, len(s.queue))] {
		b := &s.blocks[number]
		kept += s.readLines(number, at, n)
		n -= b.filled - at
		for ; at < b.filled && places > 0; places-- {
			r := record(b.bytes[at:])
			kept += s.index.entries[s.index.home(r.hash())].next
			at += r.bytes()
		}
		at = 0
	}
	return kept
}

// lineBytes is the length of a cache line.
const lineBytes = 64

// readLines reads of n bytes of a block one in each cache line.
func (l *log) readLines(number uint32, from, n int) (kept uint32) {
	bytes := l.blocks[number].bytes
	for at := from; at < min(from+n, len(bytes)); at += lineBytes {
		kept += uint32(bytes[at])
	}
	return kept
}

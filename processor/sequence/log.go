package sequence

// none is no place.
const none = ^uint32(0)

// blockBytes is the unit in which shards take memory.
const blockBytes = 4 << 10

const unitsByBlock = blockBytes / unit

// log holds a shard's records, the oldest first, in blocks that are taken as
// they are needed and given back when they are empty. New records go in at the
// head, and room is made at the tail. A record released in between leaves a
// hole until the tail reaches it. A place names a record: the number of its
// block, and where it stands there. It is guarded by its shard's lock.
type log struct {
	blocks []block  // by number
	queue  []uint32 // numbers of the blocks in use, oldest first; the last one is the head
	free   []uint32 // numbers of the others; the last of them may still have its memory
	tail   int      // where the oldest record stands in its block
	used   int      // records that are no holes
	live   int      // their bytes
}

type block struct {
	bytes  []byte // nil where the block is not in use
	filled int
}

// record returns the record at a place.
func (l *log) record(place uint32) record {
	return record(l.blocks[place/unitsByBlock].bytes[place%unitsByBlock*unit:])
}

// bytes returns the memory that the log takes.
func (l *log) bytes() int {
	n := len(l.queue)
	if last := len(l.free) - 1; last >= 0 && l.blocks[l.free[last]].bytes != nil {
		n++
	}
	return n * blockBytes
}

// fits reports whether a record of n bytes fits in without another block.
func (l *log) fits(n int) bool {
	last := len(l.queue) - 1
	return last >= 0 && l.blocks[l.queue[last]].filled+n <= blockBytes
}

// grow adds a block at the head.
func (l *log) grow() {
	var number uint32
	if last := len(l.free) - 1; last >= 0 {
		number, l.free = l.free[last], l.free[:last]
	} else {
		number = uint32(len(l.blocks))
		l.blocks = append(l.blocks, block{})
	}
	if b := &l.blocks[number]; b.bytes == nil {
		b.bytes = make([]byte, blockBytes)
	}
	l.queue = append(l.queue, number)
}

// put returns the place of a new record of n bytes, which have to fit.
func (l *log) put(n int) uint32 {
	number := l.queue[len(l.queue)-1]
	b := &l.blocks[number]
	place := number*unitsByBlock + uint32(b.filled/unit)
	b.filled += n
	l.used++
	l.live += n
	return place
}

// release makes a hole of a record.
func (l *log) release(place uint32) {
	r := l.record(place)
	r.clear(inUse)
	l.used--
	l.live -= r.bytes()
}

// oldest returns the place of the oldest record or hole; none where there is
// none.
func (l *log) oldest() uint32 {
	if len(l.queue) == 0 || l.blocks[l.queue[0]].filled == 0 {
		return none
	}
	return l.queue[0]*unitsByBlock + uint32(l.tail/unit)
}

// pop takes the oldest place, which must be a hole, out of the log.
func (l *log) pop() {
	number := l.queue[0]
	b := &l.blocks[number]
	if l.tail += l.record(l.oldest()).bytes(); l.tail < b.filled {
		return
	}
	l.tail, b.filled = 0, 0
	if len(l.queue) == 1 {
		return // begun anew
	}
	// The memory of one empty block is kept for the next to be needed.
	if last := len(l.free) - 1; last >= 0 {
		l.blocks[l.free[last]].bytes = nil
	}
	l.queue = l.queue[1:]
	l.free = append(l.free, number)
}

// each calls visit for every record that is no hole, the oldest first. visit may
// release records.
func (l *log) each(visit func(place uint32, r record)) {
	at := l.tail
	for _, number := range l.queue {
		for filled := l.blocks[number].filled; at < filled; {
			place := number*unitsByBlock + uint32(at/unit)
			r := l.record(place)
			at += r.bytes()
			if r.has(inUse) {
				visit(place, r)
			}
		}
		at = 0
	}
}

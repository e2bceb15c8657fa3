package sequence

import (
	"math/bits"

	"github.com/cespare/xxhash/v2"
)

// Limits bounds a store. The zero Limits isn't usable.
type Limits struct {
	// MaxPartials is the most hits held at a time, over all sequences; > 0.
	// A partial match of n events takes n of them.
	MaxPartials int
	// Lateness is how much later than a newer event of its key, in
	// nanoseconds of event time, an event may come and still be judged as if it
	// had come in order; ≥ 0. Hits are held at least that long.
	Lateness int64
}

// Store holds the state of all sequences of an engine. It is safe for
// concurrent use.
type Store struct {
	specs    []Spec
	lateness int64
	seed     uint64
	limit    shardLimit
	clocks   clocks
	waiting  waitlist
	spare    spare
	counts   []Counts // by sequence
	shards   [shardCount]shard
}

// shardLimit is what one shard may hold at most.
type shardLimit struct {
	hits   int // used
	places int // of the ring, holes included; a power of two
	bytes  int // a power of two
}

const shardCount = 64 // a power of two, more than goroutines that publish at once

// maxWindow bounds how many hits of one key are played at a time; a key with
// more is settled early, see Counts.Crowded.
const maxWindow = 2 * MaxRoles

// NewStore returns an empty store for sequences numbered as in specs. The seed
// should differ from process to process, so that nobody can choose keys that
// collide.
func NewStore(specs []Spec, limits Limits, seed uint64) *Store {
	hits := max(1, (limits.MaxPartials+shardCount-1)/shardCount)
	// A full ring is a quarter holes, so that moving hits frees more than it
	// costs.
	places := 1 << bits.Len(uint(hits*4/3))
	return &Store{
		specs:    specs,
		lateness: limits.Lateness,
		seed:     seed,
		waiting:  waitlist{limit: int64(limits.MaxPartials)},
		limit:    shardLimit{hits: hits, places: places, bytes: max(places*bytesByHit, 2*MaxHitBytes)},
		counts:   make([]Counts, len(specs)),
	}
}

// Hit is an event that has matched roles of a sequence.
type Hit struct {
	Sequence int
	Key      []byte // the join key, see AppendKey; at least one byte
	At       int64  // event time, nanoseconds since 1970
	Tie      int64  // orders hits of equal time; equal ties keep order of arrival
	Ref      uint64 // the caller's name for the event; 0 none
	Class    uint16 // of the event's host and log, see Class
	Roles    Roles
	Evidence []byte // returned with a finding, else not looked at
}

// MaxHitBytes bounds a hit's key and evidence together. Longer evidence is cut
// off; a hit with a longer key is not held.
const MaxHitBytes = 4096

// Hash returns the hash of a sequence's key under the store's seed.
func (st *Store) hash(sequence int, key []byte) uint64 {
	var d xxhash.Digest
	d.ResetWithSeed(st.seed + uint64(sequence)*0x9E3779B97F4A7C15)
	d.Write(key) //nolint:errcheck // a digest never fails
	return d.Sum64()
}

// Class returns the number that stands for a host and a log in Hit.Class.
func Class(host, log string) uint16 {
	return uint16(xxhash.Sum64String(host) ^ bits.RotateLeft64(xxhash.Sum64String(log), 17))
}

// Scratch returns working memory for one goroutine to use the store with.
func (st *Store) Scratch() *Scratch { return &Scratch{store: st} }

func (st *Store) shardOf(hash uint64) *shard {
	return &st.shards[hash>>(64-bits.TrailingZeros(shardCount))]
}

// hasExpired reports whether time has passed a hit: nothing that is still to
// come can be within maxspan of it.
func (st *Store) hasExpired(h *hit) bool {
	return h.at+st.specs[h.sequence].Maxspan < st.passed(h.clock)
}

// passed returns the time before which no more events of a class are expected.
func (st *Store) passed(class uint16) int64 { return st.clocks.newest(class) - st.lateness }

// evict gives up all of a key, because what is left of a partial match would
// complete wrongly.
func (st *Store) evict(s *shard, index uint32) {
	var buffer [maxWindow]uint32
	doomed := buffer[:0]
	h := &s.hits[index]
	s.chain(h.hash, h.sequence, s.key(h), func(i uint32, _ *hit) bool {
		doomed = append(doomed, i)
		return true
	})
	for _, i := range doomed {
		st.drop(s, i, evicted)
	}
}

// drop lets go of a hit; why counts where it begins a live partial match.
func (st *Store) drop(s *shard, index uint32, why end) {
	st.ended(&s.hits[index], why)
	s.drop(index)
}

// ended counts the end of the partial match that a hit begins, unless it was
// counted before: each ends once.
func (st *Store) ended(h *hit, why end) {
	if h.start {
		h.start = false
		st.counts[h.sequence].ends[why].Add(1)
	}
}

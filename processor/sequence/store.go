package sequence

import (
	"math/bits"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/cespare/xxhash/v2"
)

// Limits bounds a store. The zero Limits isn't usable.
type Limits struct {
	// MaxBytes is the most memory that the store takes, over all sequences:
	// hits with their join keys and evidence, what finds them, clocks and
	// deadlines. At least MinBytes, at most MaxBytesLimit. Memory is taken as
	// it is needed.
	MaxBytes int
	// Lateness is how much later than a newer event of its key, in
	// nanoseconds of event time, an event may come and still be judged as if it
	// had come in order; ≥ 0. Hits are held at least that long.
	Lateness int64
}

// The limits of Limits.MaxBytes.
const (
	MinBytes      = 1 << 20
	MaxBytesLimit = 4 << 30
)

// Store holds the state of all sequences of an engine. It is safe for
// concurrent use.
type Store struct {
	maxBytes   int
	shardLimit int // bytes that one shard may take
	lateness   int64
	seed       uint64
	clocks     clocks
	waiting    waitlist
	evictions  [HostClasses]atomic.Uint64 // partial matches lost, by class of host

	sequences atomic.Pointer[[]*Sequence] // by number; nil where the number is free
	opening   sync.Mutex                  // held to change them

	shards [shardCount]shard
}

const shardCount = 64 // a power of two, more than goroutines that publish at once

// maxWindow bounds how many hits of one key are played at a time; a key with
// more is settled early, see Stats.Crowded.
const maxWindow = 2 * MaxRoles

// NewStore returns an empty store. The seed should differ from process to
// process, so that nobody can choose keys that collide.
func NewStore(limits Limits, seed uint64) *Store {
	st := &Store{maxBytes: limits.MaxBytes, lateness: limits.Lateness, seed: seed}
	// An eighth for clocks, as long as they are few; a thirty-second for
	// deadlines; shards get the rest.
	clockBytes := st.clocks.bound(limits.MaxBytes / 8)
	waitBytes := st.waiting.bound(limits.MaxBytes / 32)
	st.shardLimit = (limits.MaxBytes - clockBytes - waitBytes) / shardCount
	st.sequences.Store(new([]*Sequence))
	return st
}

// Sequence is one sequence in a store.
type Sequence struct {
	Spec
	number uint16
	closed atomic.Bool // read under a shard's lock
	counts counts
}

// Open adds a sequence to the store; nil where it has no room for another,
// which is so from 65,536 on.
func (st *Store) Open(spec Spec) *Sequence {
	st.opening.Lock()
	defer st.opening.Unlock()
	all := slices.Clone(*st.sequences.Load())
	number := slices.Index(all, nil)
	if number < 0 {
		if len(all) == 1<<16 {
			return nil
		}
		number = len(all)
		all = append(all, nil)
	}
	q := &Sequence{Spec: spec, number: uint16(number)}
	all[number] = q
	st.sequences.Store(&all)
	return q
}

// Close takes sequences out of the store, with all their state. Hits of them
// that come later are ignored. It takes a few milliseconds for each million
// hits.
func (st *Store) Close(closed ...*Sequence) {
	st.opening.Lock()
	defer st.opening.Unlock()
	all := slices.Clone(*st.sequences.Load())
	gone := make([]bool, len(all))
	for _, q := range closed {
		q.closed.Store(true)
		gone[q.number] = true
		all[q.number] = nil
	}
	for i := range st.shards {
		s := &st.shards[i]
		s.mu.Lock()
		s.each(func(place uint32, r record) {
			if gone[r.sequence()] {
				s.drop(place)
			}
		})
		s.mu.Unlock()
	}
	st.waiting.forget(gone)
	st.sequences.Store(&all) // numbers are free once no hit bears them
}

// of returns the sequence of a hit.
func (st *Store) of(r record) *Sequence { return (*st.sequences.Load())[r.sequence()] }

// Hit is an event that has matched roles of a sequence.
type Hit struct {
	Sequence *Sequence
	Key      []byte // the join key, see AppendKey; at least one byte
	At       int64  // event time, nanoseconds since 1970
	Tie      int64  // orders hits of equal time; equal ties keep order of arrival
	Ref      uint64 // the caller's name for the event; 0 none
	Class    uint16 // of the event's host and log, see Classes
	Host     uint16 // of the event's host, likewise
	Roles    Roles
	Evidence []byte // returned with a finding, else not looked at
}

// MaxHitBytes bounds a hit's key and evidence together. Longer evidence is cut
// off; a hit with a longer key is not held.
const MaxHitBytes = 2048

// hash returns the hash of a sequence's key under the store's seed.
func (st *Store) hash(sequence uint16, key []byte) uint64 {
	var d xxhash.Digest
	d.ResetWithSeed(st.seed + uint64(sequence)*0x9E3779B97F4A7C15)
	d.Write(key) //nolint:errcheck // a digest never fails
	return d.Sum64()
}

// HostClasses is the number of classes that hosts are divided into, by the hash
// of their id. Hosts of one class share what one host may take of the budget.
const HostClasses = 1024

// Classes returns the numbers that stand for a host and a log in Hit.Class, and
// for the host in Hit.Host.
func Classes(host, log string) (class, hostClass uint16) {
	h := xxhash.Sum64String(host)
	// Mixed once more, so that two hosts of one class in one log are no likelier
	// to be of one class in another.
	both := h ^ bits.RotateLeft64(xxhash.Sum64String(log), 17)
	return uint16(both * (both>>32 | 1) >> 48), uint16(h % HostClasses)
}

// Scratch returns working memory for one goroutine to use the store with.
func (st *Store) Scratch() *Scratch { return &Scratch{store: st} }

func (st *Store) shardOf(hash uint64) *shard {
	return &st.shards[hash>>(64-bits.TrailingZeros(shardCount))]
}

// hasExpired reports whether time has passed a hit: nothing that is still to
// come can be within maxspan of it.
func (st *Store) hasExpired(r record) bool {
	return r.at()+st.of(r).Maxspan < st.passed(r.clock())
}

// passed returns the time before which no more events of a class are expected.
func (st *Store) passed(class uint16) int64 { return st.clocks.newest(class) - st.lateness }

// evict gives up all of a key, because what is left of a partial match would
// complete wrongly.
func (st *Store) evict(s *shard, place uint32) {
	var buffer [maxWindow]uint32
	doomed := buffer[:0]
	r := s.record(place)
	s.chain(r.hash(), r.sequence(), r.key(), func(place uint32, _ record) bool {
		doomed = append(doomed, place)
		return true
	})
	for _, place := range doomed {
		r := s.record(place)
		if r.has(startFlag) {
			st.evictions[r.host()].Add(1)
		}
		st.drop(s, place, evicted)
	}
}

// drop lets go of a hit; why counts where it begins a live partial match.
func (st *Store) drop(s *shard, place uint32, why end) {
	st.ended(s.record(place), why)
	s.drop(place)
}

// ended counts the end of the partial match that a hit begins, unless it was
// counted before: each ends once.
func (st *Store) ended(r record, why end) {
	if r.takeStart() {
		q := st.of(r)
		q.counts.live.Add(-1)
		q.counts.ends[why].Add(1)
	}
}

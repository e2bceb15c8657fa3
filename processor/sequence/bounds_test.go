package sequence

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

var twoSteps = Spec{Steps: 2, Maxspan: 5000 * ms}

func numbered(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func roles(list ...int) Roles {
	var r Roles
	for _, n := range list {
		r.Set(n)
	}
	return r
}

func TestNoMoreHitsAreHeldThanAllowed(t *testing.T) {
	const limit = 6400
	st := NewStore([]Spec{twoSteps}, Limits{MaxPartials: limit, Lateness: 5000 * ms}, 1)
	sc := st.Scratch()
	most := 0
	for n := range uint64(200_000) {
		h := Hit{Key: numbered(n), At: base + int64(n)*1000, Roles: roles(0), Evidence: []byte("some evidence of it")}
		sc.Observe(0, h.At)
		sc.Add(&h)
		if n%1000 == 0 {
			held := 0
			for i := range st.shards {
				held += st.shards[i].used
			}
			most = max(most, held)
		}
	}
	stats := st.Stats(0)
	if most > limit {
		t.Errorf("%d hits held at a time, %d allowed", most, limit)
	}
	if stats.Evicted == 0 || stats.Live > limit || stats.Started != 200_000 {
		t.Errorf("%+v", stats)
	}
	checkConservation(t, st)
	if bytes := st.Bytes(); bytes > limit*2*(64+128+8) {
		t.Errorf("%d bytes for %d hits", bytes, limit)
	}
}

func TestWhatTimeHasPassedLeavesByItself(t *testing.T) {
	st := NewStore([]Spec{twoSteps}, plenty, 1)
	sc := st.Scratch()
	for n := range uint64(1_000_000) {
		// A million keys, each for ten seconds: a thousand at a time.
		h := Hit{Key: numbered(n), At: base + int64(n)*10*ms, Roles: roles(0)}
		sc.Observe(0, h.At)
		sc.Add(&h)
	}
	stats := st.Stats(0)
	if stats.Evicted != 0 || stats.Live > 3000 {
		t.Errorf("%+v", stats)
	}
	if bytes := st.Bytes(); bytes > 3000*400 {
		t.Errorf("the state has grown to %d bytes", bytes)
	}
	checkConservation(t, st)
}

func TestLongLivedHitsOutliveShortOnes(t *testing.T) {
	long := Spec{Steps: 2, Maxspan: 3600_000 * ms}
	short := Spec{Steps: 2, Maxspan: 10 * ms}
	st := NewStore([]Spec{long, short}, Limits{MaxPartials: 64 * 100, Lateness: 0}, 1)
	sc := st.Scratch()
	for n := range uint64(500) {
		sc.Observe(0, base)
		sc.Add(&Hit{Sequence: 0, Key: numbered(n), At: base, Roles: roles(0)})
	}
	for n := range uint64(300_000) {
		at := base + int64(n)*ms
		sc.Observe(0, at)
		sc.Add(&Hit{Sequence: 1, Key: numbered(n), At: at, Roles: roles(0)})
	}
	if s := st.Stats(0); s.Live != 500 || s.Evicted != 0 {
		t.Errorf("the hits of an hour were lost to those of ten milliseconds: %+v", s)
	}
	for n := range uint64(500) {
		sc.Reset()
		sc.Add(&Hit{Sequence: 0, Key: numbered(n), At: base + 1800_000*ms, Roles: roles(1)})
		if len(sc.Found()) != 1 {
			t.Fatalf("key %d: %d findings", n, len(sc.Found()))
		}
	}
}

func TestOneWrongTimeStampExpiresNothing(t *testing.T) {
	st := NewStore([]Spec{twoSteps}, plenty, 1)
	sc := st.Scratch()
	add := func(key uint64, at int64, role int) int {
		sc.Reset()
		sc.Observe(0, at)
		sc.Add(&Hit{Key: numbered(key), At: at, Roles: roles(role)})
		return len(sc.Found())
	}
	add(1, base, 0)
	add(2, base+400_000_000_000*ms, 0) // dated twelve years ahead
	for n := range uint64(1000) {
		add(100+n, base+1000*ms, 0)
	}
	if add(1, base+2000*ms, 1) != 1 {
		t.Error("the state of one event was lost to the time stamp of another")
	}
	if st.Leaps() != 1 {
		t.Errorf("%d leaps counted", st.Leaps())
	}
}

func TestConcurrentCallersLoseAndDoubleNothing(t *testing.T) {
	st := NewStore([]Spec{twoSteps}, Limits{MaxPartials: 1 << 20, Lateness: 5000 * ms}, 1)
	const goroutines, keys = 8, 5000
	// Every key's two events are added by different goroutines, in any order.
	type add struct {
		key  uint64
		role int
	}
	work := make([]add, 0, 2*keys)
	for k := range uint64(keys) {
		work = append(work, add{k, 0}, add{k, 1})
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(work), func(i, j int) { work[i], work[j] = work[j], work[i] })
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		found = map[string]int{}
	)
	for g := range goroutines {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sc := st.Scratch()
			for i := g; i < len(work); i += goroutines {
				at := base + int64(work[i].key%1000)*ms + int64(work[i].role)*ms
				sc.Reset()
				sc.Observe(uint16(g), at)
				sc.Add(&Hit{Key: numbered(work[i].key), At: at, Roles: roles(work[i].role), Class: uint16(g)})
				for _, f := range sc.Found() {
					mu.Lock()
					found[string(f.Key)]++
					mu.Unlock()
				}
			}
		}()
	}
	wg.Wait()
	for k := range uint64(keys) {
		if n := found[string(numbered(k))]; n != 1 {
			t.Fatalf("key %d was found %d times", k, n)
		}
	}
	checkConservation(t, st)
	if s := st.Stats(0); s.Completed != keys || s.Started != keys {
		t.Errorf("%+v", s)
	}
}

// TestTheRingHoldsWhatAMapHolds lets rings of the smallest size grow, shrink
// into holes and be rebuilt, and compares what they hold with a map.
func TestTheRingHoldsWhatAMapHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := NewStore([]Spec{{Steps: 3, Maxspan: 1 << 60}}, Limits{MaxPartials: 64 * 200, Lateness: 1 << 60}, 7)
		sc := st.Scratch()
		want := map[string][]int{}
		for id := range rapid.IntRange(1, 300).Draw(t, "hits") {
			key := fmt.Sprintf("key %d", rapid.IntRange(0, 20).Draw(t, "key"))
			evidence := make([]byte, rapid.IntRange(0, 300).Draw(t, "size"))
			// Only starts, and nothing settles: every hit has to stay.
			sc.Add(&Hit{Key: []byte(key), At: base + int64(id), Ref: uint64(id + 1), Roles: roles(0), Evidence: evidence})
			want[key] = append(want[key], id+1)
		}
		for key, ids := range want {
			hash := st.hash(0, []byte(key))
			var got []int
			st.shardOf(hash).chain(hash, 0, []byte(key), func(_ uint32, h *hit) bool {
				got = append(got, int(h.ref))
				return true
			})
			for i := range got {
				if got[i] != ids[len(ids)-1-i] {
					t.Fatalf("%s: %v, want %v backwards", key, got, ids)
				}
			}
			if len(got) != len(ids) {
				t.Fatalf("%s: %v, want %v backwards", key, got, ids)
			}
		}
	})
}

func TestMatchesThatWaitAreBounded(t *testing.T) {
	spec := Spec{Steps: 1, Missing: []int{1}, Maxspan: 5000 * ms}
	st := NewStore([]Spec{spec}, Limits{MaxPartials: 640, Lateness: 0}, 1)
	sc := st.Scratch()
	for n := range uint64(100_000) {
		sc.Reset()
		sc.Observe(0, base)
		sc.Add(&Hit{Key: numbered(n), At: base, Roles: roles(0)})
	}
	if n := st.waiting.size.Load(); n > 640 {
		t.Errorf("%d deadlines are held", n)
	}
	checkConservation(t, st)
}

func TestAHitThatComesAgainIsIgnored(t *testing.T) {
	events := parseEvents("AB", "A1 B2 A1 B2")
	events[2].id, events[3].id = 1, 2
	found, st := feed(t, twoSteps, plenty, events)
	if len(found) != 1 || st.Stats(0).Repeated != 2 {
		t.Errorf("found %v, %+v", found, st.Stats(0))
	}
}

func TestAHitWithAHugeKeyIsCountedAndNotHeld(t *testing.T) {
	st := NewStore([]Spec{twoSteps}, plenty, 1)
	sc := st.Scratch()
	sc.Add(&Hit{Key: make([]byte, 1<<20), At: base, Roles: roles(0)})
	if s := st.Stats(0); s.Oversized != 1 || s.Started != 0 {
		t.Errorf("%+v", s)
	}
}

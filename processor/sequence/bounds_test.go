package sequence

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
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

func TestTheBudgetIsNeverExceededAndEveryLossIsCounted(t *testing.T) {
	st, q := newStore(twoSteps, Limits{MaxBytes: MinBytes, Lateness: 5000 * ms})
	sc := st.Scratch()
	const keys = 300_000
	for n := range uint64(keys) {
		h := Hit{Sequence: q, Key: numbered(n), At: base, Roles: roles(0), Evidence: make([]byte, n%200)}
		sc.Observe(uint16(n), h.At)
		sc.Add(&h)
		if n%1000 == 0 && st.Bytes() > st.MaxBytes() {
			t.Fatalf("%d bytes after %d keys, %d allowed", st.Bytes(), n, st.MaxBytes())
		}
	}
	checkConservation(t, st, q)
	lost := uint64(0)
	for n := range uint64(keys) {
		sc.Reset()
		sc.Add(&Hit{Sequence: q, Key: numbered(n), At: base + ms, Roles: roles(1)})
		if len(sc.Found()) == 0 {
			lost++
		}
	}
	s := q.Stats()
	if lost == 0 || s.Started != keys {
		t.Fatalf("%d lost: the budget was never reached: %+v", lost, s)
	}
	// The second halves take room as well, and may evict first halves that are
	// still to be asked for: each loss is one that was counted.
	if s.Evicted != lost || s.Completed != keys-lost {
		t.Errorf("%d lost, %d counted, %d of %d found", lost, s.Evicted, s.Completed, keys)
	}
	byHost := uint64(0)
	st.Evictions(func(_ uint16, n uint64) { byHost += n })
	if byHost != lost {
		t.Errorf("%d counted by host", byHost)
	}
}

func TestTenMillionKeysTakeNoMoreThanOne(t *testing.T) {
	const million = 1_000_000 / fewer
	st, q := newStore(twoSteps, Limits{MaxBytes: 16 << 20 / fewer, Lateness: 5000 * ms})
	sc := st.Scratch()
	key := make([]byte, 8)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	var after [2]uint64
	for n := range uint64(10 * million) {
		binary.BigEndian.PutUint64(key, n)
		sc.Add(&Hit{Sequence: q, Host: uint16(n % 100), Key: key, At: base, Roles: roles(0)})
		switch n {
		case million - 1:
			after[0] = heap() - before
		case 10*million - 1:
			after[1] = heap() - before
		}
	}
	runtime.KeepAlive(st)
	t.Logf("%.1f MiB after a million keys, %.1f MiB after ten, limit %.1f MiB", float64(after[0])/(1<<20), float64(after[1])/(1<<20), float64(st.MaxBytes())/(1<<20))
	if limit := uint64(st.MaxBytes()); after[1] > limit+limit/20 || after[1] > after[0]+after[0]/20 {
		t.Errorf("%d bytes after a million keys, %d after ten", after[0], after[1])
	}
	checkConservation(t, st, q)
}

func TestAFloodEvictsItsOwnHostFirst(t *testing.T) {
	st, q := newStore(twoSteps, Limits{MaxBytes: MinBytes, Lateness: 5000 * ms})
	quiet := st.Open(twoSteps)
	sc := st.Scratch()
	const hosts, each = 20, 100
	keyOf := func(host, n uint64) []byte { return numbered(host<<32 | n) }
	for host := range uint64(hosts) {
		for n := range uint64(each) {
			sc.Add(&Hit{Sequence: q, Host: uint16(host), Key: keyOf(host, n), At: base, Roles: roles(0)})
		}
	}
	const loud = 500
	for n := range uint64(each) {
		sc.Add(&Hit{Sequence: quiet, Host: loud, Key: keyOf(loud, n), At: base, Roles: roles(0)})
	}
	for n := range uint64(500_000) {
		sc.Add(&Hit{Sequence: q, Host: loud, Key: keyOf(loud, n), At: base, Roles: roles(0)})
	}
	st.Evictions(func(host uint16, n uint64) {
		if host != loud {
			t.Errorf("%d partial matches of host %d were evicted by the flood of another", n, host)
		}
	})
	if s := q.Stats(); s.Evicted == 0 {
		t.Errorf("no eviction: %+v", s)
	}
	if s := quiet.Stats(); s.Live != each || s.Evicted != 0 {
		t.Errorf("a rule that takes little has lost state to another on its host: %+v", s)
	}
	for host := range uint64(hosts) {
		for n := range uint64(each) {
			sc.Reset()
			sc.Add(&Hit{Sequence: q, Host: uint16(host), Key: keyOf(host, n), At: base + ms, Roles: roles(1)})
			if len(sc.Found()) != 1 {
				t.Fatalf("host %d, key %d: %d findings", host, n, len(sc.Found()))
			}
		}
	}
	checkConservation(t, st, q, quiet)
}

func TestSharesAreMaxMinFair(t *testing.T) {
	tests := []struct {
		sizes  []int
		target int
		want   int
	}{
		{[]int{10, 20, 30}, 60, math.MaxInt},
		{[]int{10, 20, 30}, 50, 20},
		{[]int{10, 20, 30}, 40, 15},
		{[]int{30, 30, 30}, 30, 10},
		{[]int{1, 1, 1000}, 100, 98},
		{[]int{5}, 0, 0},
		{nil, 0, math.MaxInt},
	}
	for _, test := range tests {
		if got := levelOf(slices.Clone(test.sizes), test.target); got != test.want {
			t.Errorf("%v to %d: level %d, want %d", test.sizes, test.target, got, test.want)
		}
	}
}

func TestWhatTimeHasPassedLeavesByItself(t *testing.T) {
	st, q := newStore(twoSteps, plenty)
	sc := st.Scratch()
	for n := range uint64(1_000_000 / fewer) {
		// A million keys, each for ten seconds: a thousand at a time.
		h := Hit{Sequence: q, Key: numbered(n), At: base + int64(n)*10*ms, Roles: roles(0)}
		sc.Observe(0, h.At)
		sc.Add(&h)
	}
	stats := q.Stats()
	if stats.Evicted != 0 || stats.Live > 3000 {
		t.Errorf("%+v", stats)
	}
	if bytes := st.Bytes(); bytes > 3000*400 {
		t.Errorf("the state has grown to %d bytes", bytes)
	}
	checkConservation(t, st, q)
}

func TestLongLivedHitsOutliveShortOnes(t *testing.T) {
	long := Spec{Steps: 2, Maxspan: 3600_000 * ms}
	short := Spec{Steps: 2, Maxspan: 10 * ms}
	st, q := newStore(long, Limits{MaxBytes: MinBytes, Lateness: 0})
	q2 := st.Open(short)
	sc := st.Scratch()
	for n := range uint64(500) {
		sc.Observe(0, base)
		sc.Add(&Hit{Sequence: q, Key: numbered(n), At: base, Roles: roles(0)})
	}
	for n := range uint64(300_000) {
		at := base + int64(n)*ms
		sc.Observe(0, at)
		sc.Add(&Hit{Sequence: q2, Key: numbered(n), At: at, Roles: roles(0)})
	}
	if s := q.Stats(); s.Live != 500 || s.Evicted != 0 {
		t.Errorf("the hits of an hour were lost to those of ten milliseconds: %+v", s)
	}
	for n := range uint64(500) {
		sc.Reset()
		sc.Add(&Hit{Sequence: q, Key: numbered(n), At: base + 1800_000*ms, Roles: roles(1)})
		if len(sc.Found()) != 1 {
			t.Fatalf("key %d: %d findings", n, len(sc.Found()))
		}
	}
}

func TestOneWrongTimeStampExpiresNothing(t *testing.T) {
	st, q := newStore(twoSteps, plenty)
	sc := st.Scratch()
	add := func(key uint64, at int64, role int) int {
		sc.Reset()
		sc.Observe(0, at)
		sc.Add(&Hit{Sequence: q, Key: numbered(key), At: at, Roles: roles(role)})
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
	st, q := newStore(twoSteps, plenty)
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
				sc.Add(&Hit{Sequence: q, Key: numbered(work[i].key), At: at, Roles: roles(work[i].role), Class: uint16(g)})
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
	checkConservation(t, st, q)
	if s := q.Stats(); s.Completed != keys || s.Started != keys {
		t.Errorf("%+v", s)
	}
}

func TestTheLogHoldsWhatAMapHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st, q := newStore(Spec{Steps: 3, Maxspan: 1 << 60}, Limits{MaxBytes: 4 << 20, Lateness: 1 << 60})
		sc := st.Scratch()
		want := map[string][]int{}
		for id := range rapid.IntRange(1, 300).Draw(t, "hits") {
			key := fmt.Sprintf("key %d", rapid.IntRange(0, 20).Draw(t, "key"))
			evidence := make([]byte, rapid.IntRange(0, 300).Draw(t, "size"))
			// Only starts, and nothing settles: every hit has to stay.
			sc.Add(&Hit{Sequence: q, Key: []byte(key), At: base + int64(id), Ref: uint64(id + 1), Roles: roles(0), Evidence: evidence})
			want[key] = append(want[key], id+1)
		}
		for key, ids := range want {
			hash := st.hash(q.number, []byte(key))
			var got []int
			st.shardOf(hash).chain(uint32(hash), q.number, []byte(key), func(_ uint32, r record) bool {
				got = append(got, int(r.ref()))
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
	st, q := newStore(spec, Limits{MaxBytes: MinBytes, Lateness: 0})
	sc := st.Scratch()
	const keys = 20_000
	for n := range uint64(keys) {
		sc.Observe(0, base)
		sc.Add(&Hit{Sequence: q, Key: numbered(n), At: base, Roles: roles(0)})
	}
	waiting := uint64(st.waiting.size.Load())
	if s := q.Stats(); waiting == 0 || waiting >= keys || s.Evicted != keys-waiting {
		t.Errorf("%d deadlines are held, %d of %d matches were given up", waiting, s.Evicted, keys)
	}
	checkConservation(t, st, q)
	sc.Flush()
	if found := uint64(len(sc.Found())); found != waiting {
		t.Errorf("%d of %d found once time had passed", found, waiting)
	}
	checkConservation(t, st, q)
}

func TestDeadlinesDontMultiply(t *testing.T) {
	st, q := newStore(Spec{Steps: 1, Missing: []int{1}, Maxspan: 10 * ms}, Limits{MaxBytes: 64 << 20, Lateness: 50 * ms})
	sc := st.Scratch()
	most := int64(0)
	for n := range int64(2000) {
		sc.Observe(0, base+n*ms)
		sc.Add(&Hit{Sequence: q, Key: []byte("k"), At: base + n*ms, Roles: roles(0)})
		most = max(most, st.waiting.size.Load())
	}
	if most > 100 {
		t.Errorf("%d deadlines for about 60 matches that wait", most)
	}
}

func TestAHitThatComesAgainIsIgnored(t *testing.T) {
	events := parseEvents("AB", "A1 B2 A1 B2")
	events[2].id, events[3].id = 1, 2
	found, q := feed(t, twoSteps, plenty, events)
	if len(found) != 1 || q.Stats().Repeated != 2 {
		t.Errorf("found %v, %+v", found, q.Stats())
	}
}

func TestAHitWithAHugeKeyIsCountedAndNotHeld(t *testing.T) {
	st, q := newStore(twoSteps, plenty)
	sc := st.Scratch()
	sc.Add(&Hit{Sequence: q, Key: make([]byte, 1<<20), At: base, Roles: roles(0)})
	if s := q.Stats(); s.Oversized != 1 || s.Started != 0 {
		t.Errorf("%+v", s)
	}
}

func TestKeysWithOneHashDontMix(t *testing.T) {
	st, q := newStore(twoSteps, plenty)
	type half struct {
		shard *shard
		hash  uint32
	}
	seen := map[half]uint64{}
	var a, b []byte
	for n := uint64(0); a == nil; n++ {
		hash := st.hash(q.number, numbered(n))
		h := half{st.shardOf(hash), uint32(hash)}
		if m, ok := seen[h]; ok {
			a, b = numbered(m), numbered(n)
		}
		seen[h] = n
	}
	sc := st.Scratch()
	for _, step := range []struct {
		key  []byte
		role int
		want int
	}{{a, 0, 0}, {b, 1, 0}, {b, 0, 0}, {a, 1, 1}, {a, 1, 0}, {b, 1, 1}} {
		sc.Reset()
		sc.Add(&Hit{Sequence: q, Key: step.key, At: base, Roles: roles(step.role)})
		if len(sc.Found()) != step.want {
			t.Fatalf("%x as role %d: %d findings, want %d", step.key, step.role, len(sc.Found()), step.want)
		}
	}
	checkConservation(t, st, q)
}

func TestAClosedSequenceLeavesNothingBehind(t *testing.T) {
	st, q := newStore(twoSteps, plenty)
	other := st.Open(Spec{Steps: 1, Missing: []int{1}, Maxspan: 5000 * ms})
	sc := st.Scratch()
	add := func(q *Sequence, n uint64, role int) {
		sc.Add(&Hit{Sequence: q, Key: numbered(n), At: base + int64(role)*ms, Roles: roles(role)})
	}
	for n := range uint64(1000) {
		add(q, n, 0)
		add(other, n, 0)
	}
	st.Close(other)
	again := st.Open(twoSteps)
	if again.number != other.number {
		t.Errorf("the number %d is not used again", other.number)
	}
	for n := range uint64(1000) {
		add(other, n, 0) // by one who doesn't know yet
		add(again, n, 1)
	}
	if sc.Flush(); len(sc.Found()) != 0 || again.Stats().Started != 0 {
		t.Errorf("state of a closed sequence was taken up by another: %d findings", len(sc.Found()))
	}
	for n := range uint64(1000) {
		add(q, n, 1)
	}
	if len(sc.Found()) != 1000 {
		t.Errorf("%d of 1000 findings of the sequence that stays", len(sc.Found()))
	}
	checkConservation(t, st, q, again)
}

package sequence

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// restart returns a store with the state of another.
func restart(t tester, st *Store, spec Spec, limits Limits) (*Store, *Sequence) {
	t.Helper()
	var state bytes.Buffer
	if err := st.WriteState(&state); err != nil {
		t.Fatalf("%v", err)
	}
	next := NewStore(limits, 43)
	next.Open(Spec{ID: 99, Steps: 2, Maxspan: 1}) // numbers may change
	q := next.Open(spec)
	if _, err := next.ReadState(state.Bytes()); err != nil {
		t.Fatalf("%v", err)
	}
	checkConservation(t, next, q)
	return next, q
}

// TestARestartChangesNoFinding writes and reads the state between any two
// events.
func TestARestartChangesNoFinding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := drawSpec(t, true)
		spec.ID = 7
		events := drawEvents(t, spec)
		limits := Limits{MaxBytes: MinBytes, Lateness: rapid.Int64Range(0, 100).Draw(t, "lateness") * ms}
		arrival := displace(t, events, limits.Lateness)
		want, _ := feed(t, spec, limits, arrival)

		var found []refMatch
		collect := func(sc *Scratch) {
			for _, f := range sc.Found() {
				m := refMatch{key: string(f.Key)}
				for _, step := range f.Steps {
					m.ids = append(m.ids, int(step.Ref))
				}
				found = append(found, m)
			}
			sc.Reset()
		}
		st, q := newStore(spec, limits)
		sc := st.Scratch()
		for _, e := range arrival {
			if rapid.IntRange(0, 3).Draw(t, "restart") == 0 {
				st, q = restart(t, st, spec, limits)
				sc = st.Scratch()
			}
			h := Hit{Sequence: q, Key: []byte(e.key), At: e.at, Ref: uint64(e.id), Class: 1}
			for _, r := range e.roles {
				h.Roles.Set(r)
			}
			sc.Observe(h.Class, h.At)
			sc.Add(&h)
			collect(sc)
			checkConservation(t, st, q)
		}
		sc.Flush()
		collect(sc)
		if !sameMatches(found, want) {
			t.Fatalf("%+v\n%v\nfound %v with restarts\n want %v", spec, arrival, found, want)
		}
	})
}

func TestWhatIsSentAgainAfterARestartIsFoundAgainOnce(t *testing.T) {
	spec := twoSteps
	spec.ID = 1
	st, q := newStore(spec, plenty)
	sc := st.Scratch()
	add := func(n uint64, role int) int {
		sc.Reset()
		sc.Observe(0, base)
		sc.Add(&Hit{Sequence: q, Key: numbered(n), At: base + int64(role)*ms, Ref: n<<8 | uint64(role+1), Roles: roles(role)})
		return len(sc.Found())
	}
	expect := func(n uint64, role, want int, why string) {
		t.Helper()
		if got := add(n, role); got != want {
			t.Errorf("%s: %d findings, want %d", why, got, want)
		}
	}
	expect(1, 0, 0, "start")
	expect(1, 1, 1, "completion")
	expect(1, 1, 0, "the same event twice in one process")
	expect(2, 1, 0, "the later event first")
	expect(2, 0, 1, "completed by the earlier one")
	expect(3, 0, 0, "a start alone")

	st, q = restart(t, st, spec, plenty)
	sc = st.Scratch()
	expect(1, 0, 0, "the start again")
	expect(1, 1, 1, "the completing event again: its first copy may be lost")
	expect(1, 1, 0, "and once more")
	expect(2, 1, 0, "the event that had not completed")
	expect(2, 0, 1, "the event that had")
	expect(3, 0, 0, "the start alone again")
	expect(3, 1, 1, "its completion, seen by the second process only")
	s := q.Stats()
	if s.Resent != 2 || s.Completed != 1 || s.Restored != 1 || s.Repeated != 6 {
		t.Errorf("%+v", s)
	}
	checkConservation(t, st, q)
}

func TestStateOfOtherSequencesIsDropped(t *testing.T) {
	a, b := twoSteps, twoSteps
	a.ID, b.ID = 1, 2
	st, qa := newStore(a, plenty)
	qb, unnamed := st.Open(b), st.Open(twoSteps)
	sc := st.Scratch()
	for n := range uint64(30) {
		for _, q := range []*Sequence{qa, qb, unnamed} {
			sc.Observe(0, base)
			sc.Add(&Hit{Sequence: q, Key: numbered(n), At: base, Roles: roles(0)})
		}
	}
	var state bytes.Buffer
	if err := st.WriteState(&state); err != nil {
		t.Fatal(err)
	}
	next, q := newStore(b, plenty)
	read, err := next.ReadState(state.Bytes())
	if want := (StateRead{Restored: 30, Dropped: 30}); err != nil || read != want || q.Stats().Live != 30 {
		t.Errorf("%+v, %v; want %+v", read, err, want)
	}
}

func TestStateThatTimeHasPassedIsNotTakenUp(t *testing.T) {
	spec := twoSteps
	spec.ID = 1
	st, q := newStore(spec, plenty)
	sc := st.Scratch()
	for n := range uint64(100) {
		at := base + int64(n)*1000*ms
		sc.Observe(0, at)
		sc.Add(&Hit{Sequence: q, Key: numbered(n), At: at, Roles: roles(0)})
	}
	sc.Observe(0, base+110_000*ms)
	var state bytes.Buffer
	if err := st.WriteState(&state); err != nil {
		t.Fatal(err)
	}
	next, _ := newStore(spec, plenty)
	read, err := next.ReadState(state.Bytes())
	if err != nil || read.Restored != 0 || read.Expired == 0 {
		t.Errorf("%+v, %v", read, err)
	}
}

// TestDamagedStateIsRefusedOrHarmless goes without the checksum that snapshots
// have: bytes that still read as a state must not crash the store or break its
// books.
func TestDamagedStateIsRefusedOrHarmless(t *testing.T) {
	spec := Spec{ID: 1, Steps: 3, Missing: []int{3}, Maxspan: 5000 * ms}
	st, q := newStore(spec, plenty)
	sc := st.Scratch()
	for n := range uint64(200) {
		sc.Observe(uint16(n%3), base)
		sc.Add(&Hit{Sequence: q, Key: numbered(n % 50), At: base + int64(n)*ms, Class: uint16(n % 3), Ref: n, Roles: roles(int(n % 3)), Evidence: []byte(strconv.Itoa(int(n)))})
	}
	var buffer bytes.Buffer
	if err := st.WriteState(&buffer); err != nil {
		t.Fatal(err)
	}
	state := buffer.Bytes()
	random := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range 10_000 {
		damaged := bytes.Clone(state)
		if random.IntN(2) == 0 {
			damaged = damaged[:random.IntN(len(damaged))]
		} else {
			damaged[random.IntN(len(damaged))] ^= 1 << random.IntN(8)
		}
		refused += useDamaged(t, spec, damaged)
	}
	if refused < 2000 {
		t.Errorf("only %d of 10,000 damaged states were refused", refused)
	}
}

// useDamaged reads a state that may be anything, and adds hits to it. It
// returns 1 where the state was refused.
func useDamaged(t tester, spec Spec, state []byte) int {
	st, q := newStore(spec, Limits{MaxBytes: MinBytes, Lateness: 5000 * ms})
	_, err := st.ReadState(state)
	if err != nil && (st.Bytes() != 0 || q.Stats() != (Stats{})) {
		t.Fatalf("a part of a damaged state was taken up: %+v", q.Stats())
	}
	sc := st.Scratch()
	for n := range uint64(10) {
		sc.Observe(uint16(n%3), base+10_000*ms)
		sc.Add(&Hit{Sequence: q, Key: numbered(n), At: base + 300*ms, Class: uint16(n % 3), Roles: roles(int(n % 4))})
	}
	sc.Flush()
	checkConservation(t, st, q)
	if err != nil {
		return 1
	}
	return 0
}

func FuzzReadState(f *testing.F) {
	f.Fuzz(func(t *testing.T, state []byte) {
		useDamaged(t, Spec{ID: 1, Steps: 3, Missing: []int{1, 3}, Until: true, Maxspan: 5000 * ms}, state)
	})
}

func BenchmarkWriteState(b *testing.B) {
	spec := twoSteps
	spec.ID = 1
	st, q := newStore(spec, plenty)
	sc := st.Scratch()
	for n := range uint64(100_000) {
		sc.Add(&Hit{Sequence: q, Key: bytes.Repeat(numbered(n), 4), At: base, Roles: roles(0), Evidence: make([]byte, 30)})
	}
	var state bytes.Buffer
	var longest []time.Duration // that a shard was locked for, by round
	for b.Loop() {
		state.Reset()
		if err := st.WriteState(&state); err != nil {
			b.Fatal(err)
		}
		var most time.Duration
		for i := range st.shards {
			begin := time.Now()
			st.appendShard(nil, nil, &st.shards[i], *st.sequences.Load())
			most = max(most, time.Since(begin))
		}
		longest = append(longest, most)
	}
	slices.Sort(longest)
	b.ReportMetric(float64(state.Len())/100_000, "B/partial")
	b.ReportMetric(float64(longest[len(longest)/2].Nanoseconds()), "longest-lock-ns")
}

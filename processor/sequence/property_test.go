package sequence

import (
	"flag"
	"sort"
	"testing"

	"pgregory.net/rapid"
)

// drawSpec draws a sequence of up to four positive steps; clauses says whether
// it may have missing steps and until.
func drawSpec(t *rapid.T, clauses bool) Spec {
	spec := Spec{
		Steps:   rapid.IntRange(2, 4).Draw(t, "steps"),
		Maxspan: rapid.Int64Range(1, 60).Draw(t, "maxspan") * ms,
	}
	if clauses {
		spec.Until = rapid.Bool().Draw(t, "until")
		for after := 0; after <= spec.Steps; after++ {
			if rapid.IntRange(0, 4).Draw(t, "missing") == 0 {
				spec.Missing = append(spec.Missing, after)
			}
		}
	}
	return spec
}

// drawRuns draws which steps are runs of one: those with the same number.
func drawRuns(t *rapid.T, steps int) []int {
	runs := make([]int, steps)
	for i := 1; i < steps; i++ {
		runs[i] = runs[i-1]
		if rapid.IntRange(0, 3).Draw(t, "runs") > 0 {
			runs[i]++
		}
	}
	return runs
}

// drawEvents draws events in order of time, no two at the same.
func drawEvents(t *rapid.T, spec Spec) []refEvent {
	n := rapid.IntRange(1, 40).Draw(t, "events")
	at := base
	runs := drawRuns(t, spec.Steps)
	var events []refEvent
	for id := 1; id <= n; id++ {
		at += rapid.Int64Range(1, 12).Draw(t, "gap") * ms
		e := refEvent{id: id, at: at, key: rapid.SampledFrom([]string{"a", "a", "b"}).Draw(t, "key")}
		var set Roles
		for _, role := range []int{
			rapid.IntRange(0, spec.Roles()-1).Draw(t, "role"),
			rapid.IntRange(0, 3*spec.Roles()).Draw(t, "other role"),
		} {
			switch {
			case role < spec.Steps: // each run of a step is matched by what matches the step
				for i := range spec.Steps {
					if runs[i] == runs[role] {
						set.Set(i)
					}
				}
			case role < spec.Roles():
				set.Set(role)
			}
		}
		for role := range spec.Roles() {
			if set.Has(role) {
				e.roles = append(e.roles, role)
			}
		}
		events = append(events, e)
	}
	return events
}

// displace puts events into an order of arrival in which none comes more than
// lateness after a newer one.
func displace(t *rapid.T, events []refEvent, lateness int64) []refEvent {
	arrival := make(map[int]int64)
	out := append([]refEvent(nil), events...)
	for _, e := range out {
		arrival[e.id] = e.at + rapid.Int64Range(0, lateness/ms).Draw(t, "delay")*ms
	}
	sort.SliceStable(out, func(i, j int) bool { return arrival[out[i].id] < arrival[out[j].id] })
	return out
}

func TestInOrderOfTimeTheFindingsAreTheReferences(t *testing.T) {
	rapid.Check(t, checkInOrder)
}

func checkInOrder(t *rapid.T) {
	spec := drawSpec(t, true)
	events := drawEvents(t, spec)
	limits := Limits{MaxBytes: 64 << 20, Lateness: rapid.Int64Range(0, 50).Draw(t, "lateness") * ms}
	found, _ := feed(t, spec, limits, events)
	if want := refFind(spec, events); !sameMatches(found, want) {
		t.Fatalf("%+v\n%v\nfound %v\n want %v", spec, events, found, want)
	}
}

func TestWithinTheLatenessTheNumberOfFindingsIsTheReferences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := drawSpec(t, false)
		events := drawEvents(t, spec)
		lateness := rapid.Int64Range(0, 100).Draw(t, "lateness") * ms
		arrival := displace(t, events, lateness)
		found, q := feed(t, spec, Limits{MaxBytes: 64 << 20, Lateness: lateness}, arrival)
		want := refFind(spec, events)
		overtaken := int(q.Stats().Overtaken)
		switch {
		case len(found) < len(want), len(found) > len(want)+overtaken:
			t.Fatalf("%+v\n%v\nfound %v\n want %v, %d overtaken", spec, events, found, want, overtaken)
		case overtaken == 0 && !sameMatches(found, want):
			t.Fatalf("%+v\n%v\nfound %v\n want %v, none overtaken", spec, events, found, want)
		case spec.Steps == 2 && len(found) != len(want):
			t.Fatalf("two steps, lateness %d: %+v\n%v\nfound %v\n want %v", lateness, spec, arrival, found, want)
		}
	})
}

func TestWithinTheLatenessUntilAndMissingStepsOnlyOvertake(t *testing.T) {
	rapid.Check(t, checkDisplaced)
}

func checkDisplaced(t *rapid.T) {
	spec := drawSpec(t, true)
	events := drawEvents(t, spec)
	lateness := rapid.Int64Range(0, 100).Draw(t, "lateness") * ms
	found, q := feed(t, spec, Limits{MaxBytes: 64 << 20, Lateness: lateness}, displace(t, events, lateness))
	want := refFind(spec, events)
	overtaken := int(q.Stats().Overtaken)
	if len(found) < len(want) || len(found) > len(want)+overtaken {
		t.Fatalf("%+v\n%v\nfound %v\n want %v, %d overtaken", spec, events, found, want, overtaken)
	}
	if overtaken == 0 && !sameMatches(found, want) {
		t.Fatalf("%+v\n%v\nfound %v\n want %v, none overtaken", spec, events, found, want)
	}
}

// FuzzStore lets the fuzzer choose sequences, events and their order.
func FuzzStore(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		if rapid.Bool().Draw(t, "in order") {
			checkInOrder(t)
		} else {
			checkDisplaced(t)
		}
	}))
}

// The normal test takes 2,000 cases of each property; -rapid.checks takes more.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f != nil && f.Value.String() == f.DefValue {
		if err := f.Value.Set("2000"); err != nil {
			panic(err)
		}
	}
	m.Run()
}

package sequence

import (
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"testing"
)

const ms = int64(1e6)

// base lies well after 1970, as event times do.
const base = int64(1_600_000_000_000) * ms

// tester is what the helpers need of *testing.T and *rapid.T.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// feed plays events through a fresh store in the order given and returns the
// ids of the events of each finding.
func feed(t tester, spec Spec, limits Limits, events []refEvent) ([]refMatch, *Sequence) {
	t.Helper()
	st, q := newStore(spec, limits)
	sc := st.Scratch()
	var found []refMatch
	collect := func() {
		for _, f := range sc.Found() {
			m := refMatch{key: string(f.Key)}
			for _, step := range f.Steps {
				m.ids = append(m.ids, int(step.Ref))
				if string(step.Evidence) != "evidence of "+strconv.Itoa(int(step.Ref)) {
					t.Fatalf("event %d came back with evidence %q", step.Ref, step.Evidence)
				}
			}
			found = append(found, m)
		}
		sc.Reset()
	}
	for _, e := range events {
		h := Hit{Sequence: q, Key: []byte(e.key), At: e.at, Ref: uint64(e.id), Class: 1, Evidence: []byte("evidence of " + strconv.Itoa(e.id))}
		for _, r := range e.roles {
			h.Roles.Set(r)
		}
		sc.Observe(h.Class, h.At)
		sc.Add(&h)
		collect()
		checkConservation(t, st, q)
	}
	sc.Flush()
	collect()
	checkConservation(t, st, q)
	return found, q
}

// newStore returns a store with one sequence.
func newStore(spec Spec, limits Limits) (*Store, *Sequence) {
	st := NewStore(limits, 42)
	return st, st.Open(spec)
}

// checkConservation recounts the live partial matches: those that a hit still
// in a log begins.
func checkConservation(t tester, st *Store, sequences ...*Sequence) {
	t.Helper()
	for _, q := range sequences {
		live := uint64(0)
		for i := range st.shards {
			st.shards[i].each(func(_ uint32, r record) {
				if r.has(startFlag) && r.sequence() == q.number {
					live++
				}
			})
		}
		s := q.Stats()
		if ended := s.Completed + s.Superseded + s.Expired + s.Cancelled + s.Evicted; s.Started != s.Live+ended {
			t.Fatalf("the law doesn't hold: %+v", s)
		}
		if s.Live != live {
			t.Fatalf("%d live partial matches in the logs, counts say %d: %+v", live, s.Live, s)
		}
	}
}

// parseEvents reads "A1 r|B2 AB3#…": letters are roles in the order of letters
// in roles, then the time in ms; a key may stand in front of a bar.
func parseEvents(roles, text string) []refEvent {
	var events []refEvent
	for id, word := range strings.Fields(text) {
		e := refEvent{id: id + 1, key: "k"}
		if key, rest, ok := strings.Cut(word, "|"); ok {
			e.key, word = key, rest
		}
		n := strings.IndexAny(word, "0123456789")
		for _, letter := range word[:n] {
			e.roles = append(e.roles, strings.IndexRune(roles, letter))
		}
		at, err := strconv.ParseInt(word[n:], 10, 64)
		if err != nil {
			panic(err)
		}
		e.at = base + at*ms
		events = append(events, e)
	}
	return events
}

func format(events []refEvent, roles string, found []refMatch) string {
	var out []string
	for _, m := range found {
		var words []string
		for _, id := range m.ids {
			e := events[id-1]
			word := ""
			for _, r := range e.roles {
				word += string(roles[r])
			}
			words = append(words, fmt.Sprintf("%s%d", word, (e.at-base)/ms))
		}
		out = append(out, "("+strings.Join(words, " ")+")")
	}
	return strings.Join(out, " ")
}

var plenty = Limits{MaxBytes: 64 << 20, Lateness: 5000 * ms}

func TestSequences(t *testing.T) {
	const long = 1000 * ms
	two := Spec{Steps: 2, Maxspan: long}
	three := Spec{Steps: 3, Maxspan: long}
	four := Spec{Steps: 4, Maxspan: long}
	until := Spec{Steps: 2, Until: true, Maxspan: long}
	tests := []struct {
		name   string
		spec   Spec
		roles  string
		events string
		want   string
	}{
		{"the newest start wins", two, "AB", "A1 A2 B3 B4", "(A2 B3)"},
		{"a start is used once", two, "AB", "A1 B2 B3 B4", "(A1 B2)"},
		{"a later step before any start is nothing", two, "AB", "B1 A2 B3", "(A2 B3)"},
		{"one after the other", two, "AB", "A1 B2 A3 B4", "(A1 B2) (A3 B4)"},
		{"a later partial match overwrites the one in its step", three, "ABC", "A1 B2 A3 B4 C5 C6", "(A3 B4 C5)"},
		{"a step that finds no partial match changes nothing", three, "ABC", "A1 B2 C3 B4", "(A1 B2 C3)"},
		{"interleaved", three, "ABC", "A1 B2 A3 C4 B5 C6", "(A1 B2 C4) (A3 B5 C6)"},
		{"no forking", three, "ABC", "A1 B2 B3 C4", "(A1 B2 C4)"},
		{"four steps overlapping", four, "ABCD", "A1 B2 C3 A4 B5 D6 C7 D8", "(A1 B2 C3 D6) (A4 B5 C7 D8)"},
		{"four steps overwritten", four, "ABCD", "A1 B2 C3 A5 B6 C7 D8", "(A5 B6 C7 D8)"},
		{"keys don't mix", three, "ABC", "r|A1 r|A2 u|A3 r|B4 r|B5 u|A6 r|A7 u|B8 r|C9 u|C10 r|C11", "(A2 B4 C9) (A6 B8 C10)"},
		{"an event may close one and open the next", two, "AB", "AB1 AB2 AB3", "(AB1 AB2) (AB2 AB3)"},
		{"maxspan includes its last nanosecond", Spec{Steps: 2, Maxspan: 10 * ms}, "AB", "A0 B10", "(A0 B10)"},
		{"a millisecond over maxspan is over", Spec{Steps: 2, Maxspan: 10 * ms}, "AB", "A0 B11", ""},
		{"maxspan is measured from the first event", Spec{Steps: 3, Maxspan: 10 * ms}, "ABC", "A0 B8 C11", ""},
		{"a start is gone even when maxspan rejects what follows", Spec{Steps: 2, Maxspan: 5 * ms}, "AB", "A1 B7 B6", "(A1 B6)"},
		{"until ends a partial match", until, "ABU", "A1 U2 B3", ""},
		{"an event that completes and is until completes", until, "ABU", "A1 BU2", "(A1 BU2)"},
		{"an event that starts and is until starts nothing", until, "ABU", "AU1 B2", ""},
		{"an event that extends and is until ends", Spec{Steps: 3, Until: true, Maxspan: long}, "ABCU", "A1 BU2 C3", ""},
		{"until of another key is nothing", until, "ABU", "1|A1 2|U2 1|B3", "(A1 B3)"},
		{"a missing step between: an event rejects", Spec{Steps: 2, Missing: []int{1}, Maxspan: 100 * ms}, "ABM", "A1 M2 B3", ""},
		{"a missing step between: after a newer start", Spec{Steps: 2, Missing: []int{1}, Maxspan: 100 * ms}, "ABM", "A1 M2 A3 B4", "(A3 B4)"},
		{"a missing step between: strictly between", Spec{Steps: 2, Missing: []int{1}, Maxspan: 100 * ms}, "ABM", "A1 M1 B3 M3", "(A1 B3)"},
		{"a missing step in front: within maxspan of the last", Spec{Steps: 2, Missing: []int{0}, Maxspan: 3 * ms}, "ABM", "M0 A2 B3", ""},
		{"a missing step in front: longer ago", Spec{Steps: 2, Missing: []int{0}, Maxspan: 2 * ms}, "ABM", "M0 A2 B3", "(A2 B3)"},
		{"a missing step in front: an older start is not tried", Spec{Steps: 2, Missing: []int{0}, Maxspan: 100 * ms}, "ABM", "A1 M2 A3 B4", ""},
		{"a missing step behind: within maxspan of the first", Spec{Steps: 2, Missing: []int{2}, Maxspan: 3 * ms}, "ABM", "A0 B1 M3", ""},
		{"a missing step behind: later", Spec{Steps: 2, Missing: []int{2}, Maxspan: 3 * ms}, "ABM", "A0 B1 M4", "(A0 B1)"},
		{"missing at both ends: farther apart than maxspan", Spec{Steps: 1, Missing: []int{0, 1}, Maxspan: 4 * ms}, "AMN", "M0 A2 N5", "(A2)"},
		{"missing at both ends: within maxspan", Spec{Steps: 1, Missing: []int{0, 1}, Maxspan: 5 * ms}, "AMN", "M0 A2 N5", ""},
		{"missing at both ends: one alone never rejects", Spec{Steps: 1, Missing: []int{0, 1}, Maxspan: 5 * ms}, "AMN", "A2 N5", "(A2)"},
		{"the earlier step may arrive late", two, "AB", "B5 A3", "(A3 B5)"},
		{"a late start after the later step completes nothing", two, "AB", "B5 A6", ""},
		{"a finding is reported once, whatever comes late", two, "AB", "A1 B9 A3 A5 A7", "(A1 B9)"},
		{"a late event may complete a superseded start", two, "AB", "A1 A3 B2 B4", "(A1 B2) (A3 B4)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			events := parseEvents(test.roles, test.events)
			found, _ := feed(t, test.spec, plenty, events)
			if got := format(events, test.roles, found); got != test.want {
				t.Errorf("%s: found %q, want %q", test.events, got, test.want)
			}
			// In order of time the store agrees with the reference to the event.
			sort.SliceStable(events, func(i, j int) bool { return events[i].at < events[j].at })
			found, _ = feed(t, test.spec, plenty, events)
			if want := refFind(test.spec, events); !sameMatches(found, want) {
				t.Errorf("in order of time found %v, the reference %v", found, want)
			}
		})
	}
}

func sameMatches(a, b []refMatch) bool {
	key := func(list []refMatch) []string {
		var out []string
		for _, m := range list {
			out = append(out, fmt.Sprint(m))
		}
		sort.Strings(out)
		return out
	}
	return reflect.DeepEqual(key(a), key(b))
}

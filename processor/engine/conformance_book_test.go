package engine

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// book is a sequence as §7 of the reference describes it, for events in the
// notation of parseStream: steps are categories, the key is the field k.
type book struct {
	steps    string // "AB", in lower case the steps that have to be missing
	keyed    bool   // by k
	optional bool   // by ?k
	until    bool   // until [U]
	maxspan  time.Duration
}

func (b *book) query() string {
	q := "sequence"
	switch {
	case b.optional:
		q += " by ?k"
	case b.keyed:
		q += " by k"
	}
	q += fmt.Sprintf(" with maxspan=%dms", b.maxspan.Milliseconds())
	for _, step := range b.steps {
		category := strings.ToUpper(string(step))
		if string(step) != category {
			q += " !"
		}
		q += "[" + category + " where true]"
	}
	if b.until {
		q += " until [U where true]"
	}
	return q
}

// is reports whether an event has a category.
func (ev *conformanceEvent) is(category rune) bool {
	categories := ev.fields["event"].(map[string]any)["category"].([]any)
	return slices.Contains(categories, any(strings.ToUpper(string(category))))
}

// keysOf returns an event's keys, each once.
func (b *book) keysOf(ev *conformanceEvent) []string {
	if !b.keyed {
		return []string{""}
	}
	values, several := ev.fields["k"].([]any)
	if !several {
		values = []any{ev.fields["k"]}
	}
	var keys []string
	for _, v := range values {
		if key := fmt.Sprintf("%T %v", v, v); v != nil && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if keys == nil && b.optional {
		return []string{"null"}
	}
	return keys
}

// find plays events, in order of time, step by step as §7.3 has it, and judges
// every match by §7.5.
func (b *book) find(events []conformanceEvent) []string {
	var positive []rune
	for _, step := range b.steps {
		if strings.ToUpper(string(step)) == string(step) {
			positive = append(positive, step)
		}
	}
	type slot struct {
		step int
		key  string
	}
	slots := make(map[slot][]int)
	var found []string
	for i := range events {
		for s := len(positive) - 1; s >= 0; s-- {
			if !events[i].is(positive[s]) {
				continue
			}
			for _, key := range b.keysOf(&events[i]) {
				match := []int{i}
				if s > 0 {
					before, ok := slots[slot{s - 1, key}]
					if !ok {
						continue
					}
					delete(slots, slot{s - 1, key})
					if events[i].at.Sub(events[before[0]].at) > b.maxspan {
						continue
					}
					match = append(slices.Clone(before), i)
				}
				if s < len(positive)-1 {
					slots[slot{s, key}] = match
				} else if text, stands := b.judge(events, match, key); stands {
					found = append(found, text)
				}
			}
		}
		if b.until && events[i].is('U') {
			for _, key := range b.keysOf(&events[i]) {
				for s := range positive {
					delete(slots, slot{s, key})
				}
			}
		}
	}
	return found
}

// judge looks for the events that have to be missing, and writes the match.
func (b *book) judge(events []conformanceEvent, match []int, key string) (text string, stands bool) {
	first, last := events[match[0]].at, events[match[len(match)-1]].at
	var words []string
	leading, trailing := false, false
	var latest, earliest time.Time // of those in front and behind
	next := 0
	for _, step := range b.steps {
		if strings.ToUpper(string(step)) == string(step) {
			words = append(words, events[match[next]].id)
			next++
			continue
		}
		words = append(words, missingEvent)
		leading, trailing = leading || next == 0, trailing || next == len(match)
		for i := range events {
			at := events[i].at
			if !events[i].is(step) || !slices.Contains(b.keysOf(&events[i]), key) {
				continue
			}
			switch {
			case next == 0:
				if at.Before(first) && (latest.IsZero() || at.After(latest)) {
					latest = at
				}
			case next == len(match):
				if at.After(last) && (earliest.IsZero() || at.Before(earliest)) {
					earliest = at
				}
			case at.After(events[match[next-1]].at) && at.Before(events[match[next]].at):
				return "", false
			}
		}
	}
	text = "(" + strings.Join(words, " ") + ")"
	switch {
	case leading && trailing:
		return text, latest.IsZero() || earliest.IsZero() || earliest.Sub(latest) > b.maxspan
	case leading:
		return text, latest.IsZero() || last.Sub(latest) > b.maxspan
	case trailing:
		return text, earliest.IsZero() || earliest.Sub(first) > b.maxspan
	}
	return text, true
}

// randomBook makes a sequence of two to four positive steps, some of them
// equal, with or without missing steps around and between them.
func randomBook(r *rand.Rand) *book {
	b := &book{keyed: r.IntN(4) > 0, until: r.IntN(3) == 0, maxspan: time.Duration(1+r.IntN(12)) * time.Millisecond}
	b.optional = b.keyed && r.IntN(3) == 0
	steps := 1 + r.IntN(4)
	for n := range steps {
		if r.IntN(4) == 0 {
			b.steps += string("mn"[r.IntN(2)])
		}
		b.steps += string("ABC"[r.IntN(3)])
		if n == steps-1 && (r.IntN(4) == 0 || len(b.steps) == 1) {
			b.steps += string("mn"[r.IntN(2)])
		}
	}
	return b
}

func randomStream(r *rand.Rand) string {
	var words []string
	at := 0
	for n := range 4 + r.IntN(24) {
		categories := ""
		for _, letter := range "ABCMNU" {
			if r.IntN(4) == 0 {
				categories += string(letter)
			}
		}
		if categories == "" {
			categories = "A"
		}
		key := []string{"", "null|", "1|", "2|", "{1,2}|", "{2,null,2}|", "r|"}[r.IntN(7)]
		words = append(words, fmt.Sprintf("%s%s%d#%d", key, categories, at, n))
		at += r.IntN(4)
	}
	return strings.Join(words, " ")
}

// TestConformanceByTheBook compares the engine with the book on random sequences
// over random events: several keys to an event, none, several steps at once.
func TestConformanceByTheBook(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 0))
		b := randomBook(r)
		text := randomStream(r)
		stream := parseStream(t, text)
		want := b.find(stream)
		sort.Strings(want)
		query := &rule.Rule{ID: "r", Name: "r", Query: b.query()}
		for _, lateness := range latenesses {
			got := playCase(t, Options{Rules: []*rule.Rule{query}, Lateness: lateness}, stream)[query].findings
			sort.Strings(got)
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, lateness %s: %s\n%s\nfound %s\nwant %s", seed, lateness, query.Query, text, lines(got), lines(want))
			}
		}
	}
}

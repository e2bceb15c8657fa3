package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// conformance holds cases of what EQL means, as data: read README.md there
// first.
const conformance = "testdata/conformance"

// latenesses are those under which every case has to find the same: its events
// come in order of time, so that none is late.
var latenesses = []time.Duration{0, 5 * time.Second}

func TestConformance(t *testing.T) {
	for _, f := range conformanceFiles(t, "cases") {
		t.Run(f.name, func(t *testing.T) {
			for _, c := range f.Case {
				t.Run(c.Name, func(t *testing.T) { f.check(t, c) })
			}
		})
	}
}

func TestConformanceOfRules(t *testing.T) {
	for _, f := range conformanceFiles(t, "rules") {
		t.Run(f.name, func(t *testing.T) {
			for _, c := range f.Case {
				t.Run(c.Name, func(t *testing.T) { f.check(t, c) })
			}
		})
	}
}

// check runs a case: each of its queries alone, under each lateness.
func (f *conformanceFile) check(t *testing.T, c *conformanceCase) {
	rules := f.rules(t, c)
	for i, r := range rules {
		if c.Refused != "" {
			c.checkRefusal(t, r)
			continue
		}
		stream := f.stream(t, c)
		for _, lateness := range latenesses {
			got := playCase(t, c.options(lateness, r), stream)[r]
			want := wantedFindings(t, c, stream)
			if !slices.Equal(got.findings, want) {
				t.Errorf("%s\nlateness %s: found %s\nwant %s", queryOf(c, i), lateness, lines(got.findings), lines(want))
			}
			c.checkKeys(t, got)
			c.checkCounts(t, got.stats)
		}
	}
}

func queryOf(c *conformanceCase, i int) string {
	if queries := c.queries(); len(queries) > 0 {
		return queries[i]
	}
	return "the rule"
}

func lines(found []string) string {
	if len(found) == 0 {
		return "nothing"
	}
	return strings.Join(found, " ")
}

func (c *conformanceCase) checkRefusal(t *testing.T, r *rule.Rule) {
	t.Helper()
	e, errors := New(Options{Rules: []*rule.Rule{r}, MaxBytes: 16 << 20})
	if len(errors) != 1 || len(e.Rules()) != 0 {
		t.Fatalf("%s\nis not refused", r.Query)
	}
	if got, want := errors[0].Error(), strings.TrimSpace(c.Refused); got != want {
		t.Errorf("%s\nis refused with\n%s\nwant\n%s", r.Query, got, want)
	}
}

// checkKeys compares the join keys of the findings, where the case names them.
func (c *conformanceCase) checkKeys(t *testing.T, got *played) {
	t.Helper()
	if c.Keys != nil && !slices.Equal(got.keys, c.Keys) {
		t.Errorf("join keys %q, want %q", got.keys, c.Keys)
	}
}

// checkCounts compares what was counted of the events that took no part.
// Failures are none unless the case says so.
func (c *conformanceCase) checkCounts(t *testing.T, s Stats) {
	t.Helper()
	if s.Failures != uint64(c.Failures) {
		t.Errorf("%d failures, want %d", s.Failures, c.Failures)
	}
	if s.Timeless != uint64(c.Timeless) {
		t.Errorf("%d events without a time, want %d", s.Timeless, c.Timeless)
	}
	if c.Keyless > 0 && s.Keyless != uint64(c.Keyless) {
		t.Errorf("%d events without a key, want %d", s.Keyless, c.Keyless)
	}
	if ended := s.Live + s.Completed + s.Superseded + s.Expired + s.Cancelled + s.Evicted; ended != s.Started || s.Live > s.Started {
		t.Errorf("partial matches don't add up: %+v", s.Stats)
	}
	if c.Clock != "" {
		s.Late = 0 // the events are in order of another clock
	}
	if s.Evicted+s.Late+s.Repeated+s.Overtaken+s.Crowded+s.Oversized > 0 {
		t.Errorf("partial matches were lost: %+v", s.Stats)
	}
}

// played is what an engine made of a stream for one rule.
type played struct {
	findings []string // as wantedFindings writes them
	keys     []string
	stats    Stats // of all rules of the engine together
}

// playCase runs rules over a stream and returns what each has found.
func playCase(t *testing.T, opts Options, stream []conformanceEvent) map[*rule.Rule]*played {
	t.Helper()
	opts.MaxBytes = 64 << 20
	e, errors := New(opts)
	for _, err := range errors {
		t.Fatal(err)
	}
	byRule := make(map[*rule.Rule]*played)
	for _, r := range opts.Rules {
		byRule[r] = &played{}
	}
	s := e.Session()
	defer s.Release()
	doc := s.Document(nil)
	note := func(found []Finding) {
		for _, f := range found {
			p := byRule[f.Rule]
			p.findings = append(p.findings, writeFinding(t, f, stream))
			p.keys = append(p.keys, writeKey(f.Key))
		}
	}
	for i, ev := range stream {
		doc.Reset(ev.fields, ev.at)
		note(s.Process(doc, uint64(i+1)))
	}
	note(s.Flush())
	for _, p := range byRule {
		p.stats = e.Stats()
	}
	return byRule
}

// writeFinding writes the ids of a finding's events: "3" of an event query,
// "(1 missing 4)" of a sequence. It checks what the finding says of them.
func writeFinding(t *testing.T, f Finding, stream []conformanceEvent) string {
	t.Helper()
	var ids []string
	for _, step := range f.Steps {
		if step.Missing {
			ids = append(ids, missingEvent)
			continue
		}
		ev := &stream[step.Ref-1]
		ids = append(ids, ev.id)
		if !step.At.Equal(ev.at) && !ev.retimed {
			t.Errorf("event %s is of %s, the finding says %s", ev.id, ev.at, step.At)
		}
	}
	if f.Key == nil && len(ids) == 1 {
		return ids[0]
	}
	return "(" + strings.Join(ids, " ") + ")"
}

func writeKey(key []Field) string {
	values := make([]string, len(key))
	for i, k := range key {
		values[i] = fmt.Sprintf("%s=%s", k.Name, k.Value.Text())
	}
	return strings.Join(values, " ")
}

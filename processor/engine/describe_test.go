package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// describe compiles one query and describes it.
func describe(t *testing.T, query string, lookBack time.Duration) Description {
	t.Helper()
	r := &rule.Rule{ID: "r", Name: "rule", Query: query, LookBack: lookBack}
	e, failed := New(Options{Rules: []*rule.Rule{r}, MaxBytes: 16 << 20, Pipes: true})
	for _, err := range failed {
		t.Fatal(err)
	}
	return e.Describe(0)
}

func TestDescribeASequence(t *testing.T) {
	d := describe(t, `sequence by host.id, ?user.id with maxspan=2m
	  [process where process.name : "a*" and event.type == "start"] by process.pid with runs=2
	  ![file where file.path != null] by process.pid
	  [any where event.category == "x" and true] by process.pid
	until [process where false] by process.pid`, time.Hour)
	if d.Maxspan != 2*time.Minute || d.LookBack {
		t.Errorf("maxspan %s, from the look-back %v", d.Maxspan, d.LookBack)
	}
	var got []string
	for _, s := range d.Steps {
		got = append(got, fmt.Sprintf("%d runs=%d missing=%v until=%v never=%v keys=%v fields=%v", s.Number, s.Runs, s.Missing, s.Until, s.Never, s.Keys, s.Fields))
	}
	const keys = "[{host.id false} {user.id true} {process.pid false}]"
	want := []string{
		"1 runs=2 missing=false until=false never=false keys=" + keys + " fields=[event.category process.name event.type]",
		"2 runs=1 missing=true until=false never=false keys=" + keys + " fields=[event.category file.path]",
		"3 runs=1 missing=false until=false never=false keys=" + keys + " fields=[event.category]",
		"4 runs=1 missing=false until=true never=true keys=" + keys + " fields=[event.category]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestDescribeSaysWhereMaxspanComesFrom(t *testing.T) {
	if d := describe(t, `sequence [any where true] [any where true]`, time.Hour); d.Maxspan != time.Hour || !d.LookBack {
		t.Errorf("maxspan %s, from the look-back %v", d.Maxspan, d.LookBack)
	}
	if d := describe(t, `any where true`, time.Hour); d.Maxspan != 0 || d.LookBack {
		t.Errorf("an event query has maxspan %s", d.Maxspan)
	}
}

func TestRequirementsAreMetOrNot(t *testing.T) {
	d := describe(t, `process where event.code in ("1", "3") and process.name : "a*" and not user.name == "x"`, 0)
	for _, c := range []struct {
		field string
		value string
		met   bool
	}{
		{"event.category", "process", true},
		{"event.category", "Process", false},
		{"event.code", "3", true},
		{"event.code", "2", false},
		{"process.name", "anything: a wildcard tells no word", true},
	} {
		i := slices.IndexFunc(d.Steps[0].Requirements, func(r Requirement) bool { return r.Field == c.field })
		if i < 0 {
			t.Errorf("nothing is required of %s", c.field)
			continue
		}
		if met := d.Steps[0].Requirements[i].MetBy([]string{c.value}); met != c.met {
			t.Errorf("%s: %q meets the requirement: %v", c.field, c.value, met)
		}
		if d.Steps[0].Requirements[i].MetBy(nil) {
			t.Errorf("%s: no value meets the requirement", c.field)
		}
	}
	if slices.ContainsFunc(d.Steps[0].Requirements, func(r Requirement) bool { return r.Field == "user.name" }) {
		t.Error("a negation requires its field")
	}
}

func TestPipesAreAcceptedOnRequest(t *testing.T) {
	d := describe(t, "any where true | head 4 | tail 2", 0)
	if n := len(d.Query.Pipes); n != 2 {
		t.Errorf("%d pipes", n)
	}
	r := &rule.Rule{ID: "r", Name: "rule", Query: "any where true | head 4"}
	if _, failed := New(Options{Rules: []*rule.Rule{r}, MaxBytes: 16 << 20}); len(failed) != 1 {
		t.Error("a pipe is accepted in a shipper")
	}
}

package replay

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/eqlbeat/eqlbeat/beater/cli"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// summarize writes what a run has done, for people.
func (r *run) summarize(w io.Writer, took time.Duration, interrupted bool) {
	if interrupted {
		fmt.Fprintln(w, "Interrupted: this is what was found until then.")
	}
	t := &r.tally
	seconds := max(took.Seconds(), 1e-9)
	fmt.Fprintf(w, "%s in %.2f s (%s/s), %s.\n", cli.Count(t.events, "event"), seconds,
		cli.Count(int64(float64(t.events)/seconds), "event"), cli.Count(len(r.set.Engine.Rules()), "rule"))
	r.summarizeFindings(w)
	r.summarizeRules(w)
	if t.bad > 0 {
		fmt.Fprintf(w, "%s not read: an event is one JSON object, on a line or in an array, or a record of an EVTX file.\n", isAre(t.bad, "line"))
		r.lines(w, t.firstBad, t.bad)
	}
	if t.timeless > 0 {
		fmt.Fprintf(w, "%s without a usable @timestamp, and can't take part in a sequence.\n", isAre(t.timeless, "event"))
	}
	if n := uint64(len(t.crashed)); n > 0 {
		fmt.Fprintf(w, "%s not run over all rules, for a defect of eqlbeat. Please report it:\n", isAre(n, "event"))
		r.lines(w, t.crashes(r.byTime), n)
	}
	r.summarizeState(w)
}

func isAre(n uint64, noun string) string {
	if n == 1 {
		return cli.Count(n, noun) + " is"
	}
	return cli.Count(n, noun) + " are"
}

// lines lists lines of the files, and says how many more there are.
func (r *run) lines(w io.Writer, first []badLine, total uint64) {
	for _, line := range first {
		file, number := r.places.of(line.number)
		fmt.Fprintf(w, "  %s:%d: %s\n", file, number, line.problem)
	}
	if more := total - uint64(len(first)); more > 0 {
		fmt.Fprintf(w, "  and %s more\n", cli.Number(int64(more)))
	}
}

// summarizeFindings lists the rules that have found something, the busiest
// first.
func (r *run) summarizeFindings(w io.Writer) {
	var busy []*rule.Rule
	total := uint64(0)
	for _, one := range r.set.Engine.Rules() {
		if n := r.runner.found[one]; n > 0 {
			busy = append(busy, one)
			total += n
		}
	}
	if total == 0 {
		fmt.Fprintln(w, "No findings.")
		return
	}
	slices.SortStableFunc(busy, func(a, b *rule.Rule) int {
		return cmp.Or(cmp.Compare(r.runner.found[b], r.runner.found[a]), cmp.Compare(a.Name, b.Name))
	})
	fmt.Fprintf(w, "%s by %s:\n", cli.Count(total, "finding"), cli.Count(len(busy), "rule"))
	for _, one := range busy {
		fmt.Fprintf(w, "%8s  %s\n", cli.Number(int64(r.runner.found[one])), one.Name)
	}
}

// summarizeRules says which rules haven't run.
func (r *run) summarizeRules(w io.Writer) {
	for _, s := range r.set.Loaded.SkippedByReason() {
		fmt.Fprintf(w, "%s skipped: %s\n", cli.Count(s.Count, "rule"), s.Reason)
	}
	if n := len(r.set.Problems); n > 0 {
		fmt.Fprintf(w, "%s in rules, which have not run; they are shown above.\n", cli.Count(n, "error"))
	}
}

// summarizeState says where bounds have cost something.
func (r *run) summarizeState(w io.Writer) {
	s := r.set.Engine.Stats()
	if s.Evicted > 0 {
		fmt.Fprintf(w, "%s given up for lack of room, so that findings may be lost: raise --max-bytes (now %s).\n",
			cli.Count(s.Evicted, "partial match"), r.settings.State.MaxBytes)
	}
	if s.Late > 0 {
		fmt.Fprintf(w, "%s later than --lateness (%s), which may have cost or changed findings: raise it, or use --order time.\n",
			isAre(s.Late, "event"), cli.Duration(r.settings.AllowedLateness))
	}
	if s.Failures > 0 {
		fmt.Fprintf(w, "%s couldn't be evaluated, such as a division by zero, and didn't match.\n", cli.Count(s.Failures, "condition"))
	}
	if s.Keyless > 0 {
		fmt.Fprintf(w, "%s matched a step of a sequence but had no join key.\n", cli.Count(s.Keyless, "event"))
	}
}

package rules

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/eqlbeat/eqlbeat/beater/cli"
	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// checkReport is what `rules check` says.
type checkReport struct {
	set     *Set
	sources []ecs.Source // to say what can never fire on; nil for nothing
}

// problem is an error in the NDJSON report.
type problem struct {
	Type        string `json:"type"` // "error"
	File        string `json:"file"`
	Line        int    `json:"line,omitempty"`
	Column      int    `json:"column,omitempty"`
	QueryLine   int    `json:"query_line,omitempty"`
	QueryColumn int    `json:"query_column,omitempty"`
	Message     string `json:"message"`
	Hint        string `json:"hint,omitempty"`
	Text        string `json:"text"` // as in the text report, caret included
}

// neverFires is a rule in the NDJSON report that can't fire on the sources.
type neverFires struct {
	Type   string   `json:"type"` // "never"
	Rule   ruleName `json:"rule"`
	File   string   `json:"file"`
	Source []string `json:"source"`
	Step   int      `json:"step"`
	Fields []string `json:"fields"`
	Reason string   `json:"reason"`
}

// checkSummary ends the NDJSON report.
type checkSummary struct {
	Type    string         `json:"type"` // "summary"
	Loaded  int            `json:"loaded"`
	Skipped map[string]int `json:"skipped"` // by reason
	Errors  int            `json:"errors"`
	Never   *int           `json:"never,omitempty"` // with --source
}

func (r *checkReport) write(to io.Writer, ndjson bool) error {
	w := bufio.NewWriter(to)
	if ndjson {
		if err := r.writeLines(w); err != nil {
			return err
		}
		return w.Flush()
	}
	if len(r.set.Problems) > 0 {
		fmt.Fprintf(w, "%s\n\n", r.set.Problems.Render())
	}
	r.writeNever(w)
	r.writeSummary(w)
	return w.Flush()
}

func (r *checkReport) writeSummary(w io.Writer) {
	loaded := r.set.Loaded
	fmt.Fprintf(w, "%s loaded, %s skipped, %s.\n", cli.Count(len(r.set.Engine.Rules()), "rule"),
		cli.Number(int64(len(loaded.Skipped))), cli.Count(len(r.set.Problems), "error"))
	for _, s := range loaded.SkippedByReason() {
		fmt.Fprintf(w, "%8s skipped: %s\n", cli.Number(int64(s.Count)), s.Reason)
	}
}

// writeNever lists the rules that can't fire on the sources.
func (r *checkReport) writeNever(w io.Writer) {
	if len(r.sources) == 0 {
		return
	}
	count := 0
	for i, one := range r.set.Engine.Rules() {
		obstacles := obstaclesOf(r.set.Engine.Describe(i), r.sources)
		if len(obstacles) == 0 {
			continue
		}
		count++
		fmt.Fprintf(w, "%s: %s\n", one.Origin, one.Name)
		for _, o := range obstacles {
			fmt.Fprintf(w, "    %s\n", o)
		}
	}
	if count > 0 {
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "%s can never fire on raw events of %s.\n", cli.Count(count, "rule"), strings.Join(r.sourceNames(), ", "))
}

func (r *checkReport) writeLines(w io.Writer) error {
	out := newLines(w)
	for _, err := range r.set.Problems {
		out.write(problemOf(err))
	}
	summary := checkSummary{
		Type: "summary", Loaded: len(r.set.Engine.Rules()), Skipped: make(map[string]int), Errors: len(r.set.Problems),
	}
	for _, s := range r.set.Loaded.SkippedByReason() {
		summary.Skipped[s.Reason] = s.Count
	}
	if len(r.sources) > 0 {
		summary.Never = new(int)
		for i, one := range r.set.Engine.Rules() {
			obstacles := obstaclesOf(r.set.Engine.Describe(i), r.sources)
			if len(obstacles) > 0 {
				*summary.Never++
			}
			for _, o := range obstacles {
				out.write(neverFires{
					Type: "never", Rule: ruleName{one.ID, one.Name}, File: one.Origin.File,
					Source: r.sourceNames(), Step: o.step, Fields: o.fields, Reason: o.reason,
				})
			}
		}
	}
	out.write(summary)
	return out.err
}

func (r *checkReport) sourceNames() []string {
	var names []string
	for _, s := range r.sources {
		names = append(names, s.Name)
	}
	return names
}

func problemOf(err *rule.Error) problem {
	return problem{
		Type: "error", File: err.File, Line: err.Line, Column: err.Column, QueryLine: err.QueryLine, QueryColumn: err.QueryColumn,
		Message: err.Message, Hint: err.Hint, Text: err.Render(),
	}
}

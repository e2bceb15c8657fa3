package rules

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/eqlbeat/eqlbeat/beater/cli"
	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// listed is a rule in the NDJSON list.
type listed struct {
	ruleName
	Severity   string   `json:"severity"`
	RiskScore  float64  `json:"risk_score"`
	Kind       string   `json:"kind"` // "event" or "sequence"
	Steps      int      `json:"steps"`
	Maxspan    string   `json:"maxspan,omitempty"`
	LookBack   bool     `json:"maxspan_from_look_back,omitempty"`
	Tactics    []string `json:"tactics"`
	Techniques []string `json:"techniques"`
	File       string   `json:"file"`
	Line       int      `json:"line,omitempty"`
}

// list writes the rules of a set, sorted by name.
func list(to io.Writer, set *Set, ndjson bool) error {
	w := bufio.NewWriter(to)
	rules := describeAll(set.Engine)
	if ndjson {
		out := newLines(w)
		for _, d := range rules {
			out.write(listedOf(d))
		}
		return cmp.Or(out.err, w.Flush())
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tNAME\tSEVERITY\tSTEPS\tMAXSPAN\tATT&CK")
	for _, d := range rules {
		l := listedOf(d)
		span := cmp.Or(l.Maxspan, "-")
		if l.LookBack {
			span += " (look-back)"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%s\t%s\n", l.ID, l.Name, cmp.Or(l.Severity, "-"), l.Steps, span,
			cmp.Or(strings.Join(l.Techniques, " "), strings.Join(l.Tactics, " "), "-"))
	}
	t.Flush() // its only error is w's
	return w.Flush()
}

func describeAll(e *engine.Engine) []engine.Description {
	var all []engine.Description
	for i := range e.Rules() {
		all = append(all, e.Describe(i))
	}
	slices.SortStableFunc(all, func(a, b engine.Description) int {
		return cmp.Compare(strings.ToLower(a.Rule.Name), strings.ToLower(b.Rule.Name))
	})
	return all
}

func listedOf(d engine.Description) listed {
	l := listed{
		ruleName: ruleName{d.Rule.ID, d.Rule.Name},
		Severity: d.Rule.Severity, RiskScore: d.Rule.RiskScore, Kind: "event", Steps: len(d.Steps),
		Tactics: []string{}, Techniques: []string{},
		File: d.Rule.Origin.File, Line: d.Rule.Origin.Line,
	}
	if _, ok := d.Query.Body.(*eql.Sequence); ok {
		l.Kind, l.Maxspan, l.LookBack = "sequence", cli.Duration(d.Maxspan), d.LookBack
	}
	if n := len(d.Steps); n > 0 && d.Steps[n-1].Until {
		l.Steps-- // it is no step
	}
	for _, t := range d.Rule.Threat {
		l.Tactics = appendNew(l.Tactics, t.Tactic.ID)
		for _, technique := range t.Techniques {
			l.Techniques = appendTechnique(l.Techniques, technique)
		}
	}
	return l
}

// appendTechnique appends the ids of a technique's sub-techniques or, where it
// has none, its own.
func appendTechnique(ids []string, t rule.Technique) []string {
	if len(t.Subtechniques) == 0 {
		return appendNew(ids, t.ID)
	}
	for _, sub := range t.Subtechniques {
		ids = appendNew(ids, sub.ID)
	}
	return ids
}

func appendNew(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// severity writes a rule's severity with its risk score.
func severity(r *rule.Rule) string {
	return cmp.Or(r.Severity, "unknown") + ", risk score " + strconv.FormatFloat(r.RiskScore, 'f', -1, 64)
}

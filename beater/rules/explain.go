package rules

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/eqlbeat/eqlbeat/beater/cli"
	"github.com/eqlbeat/eqlbeat/config"
	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// explain writes all about the rule that wanted names.
func explain(c *cobra.Command, set *Set, settings config.Config, wanted string) error {
	d, err := find(set, wanted)
	if err != nil {
		return err
	}
	if d == nil { // it is there, but doesn't compile
		return set.problems(c)
	}
	w := bufio.NewWriter(c.OutOrStdout())
	writeHead(w, *d)
	writeState(w, *d, settings)
	for _, step := range d.Steps {
		writeStep(w, *d, step)
	}
	return w.Flush()
}

// find returns the rule with an id or with a part of the name that no other
// has; nil where that rule is among those that don't compile.
func find(set *Set, wanted string) (*engine.Description, error) {
	var exact, partly []engine.Description
	for _, d := range describeAll(set.Engine) {
		switch {
		case d.Rule.ID == wanted || strings.EqualFold(d.Rule.Name, wanted):
			exact = append(exact, d)
		case strings.Contains(strings.ToLower(d.Rule.Name), strings.ToLower(wanted)):
			partly = append(partly, d)
		}
	}
	if len(exact) == 0 {
		exact = partly
	}
	switch len(exact) {
	case 1:
		return &exact[0], nil
	case 0:
		for _, r := range set.Refused {
			if r.Rule.ID == wanted || strings.Contains(strings.ToLower(r.Rule.Name), strings.ToLower(wanted)) {
				return nil, nil
			}
		}
		return nil, fmt.Errorf("no rule has the id %q, or that in its name: `eqlbeat rules list` shows all", wanted)
	}
	const most = 10
	var names strings.Builder
	for _, d := range exact[:min(most, len(exact))] {
		fmt.Fprintf(&names, "\n  %s  %s", d.Rule.ID, d.Rule.Name)
	}
	if len(exact) > most {
		fmt.Fprintf(&names, "\n  and %d more", len(exact)-most)
	}
	return nil, fmt.Errorf("%s have %q in their name; name one by its id:%s", cli.Count(len(exact), "rule"), wanted, &names)
}

// writeHead writes what the rule itself says.
func writeHead(w io.Writer, d engine.Description) {
	l := listedOf(d)
	fmt.Fprintf(w, "%s\n\n", d.Rule.Name)
	row(w, "id", d.Rule.ID)
	row(w, "from", d.Rule.Origin.String())
	row(w, "severity", severity(d.Rule))
	row(w, "ATT&CK", cmp.Or(strings.Join(append(l.Tactics, l.Techniques...), " "), "none"))
	row(w, "can fire on", firesOn(d))
	if len(d.Rule.NotApplied) > 0 {
		row(w, "not applied", strings.Join(d.Rule.NotApplied, ", ")+": narrows what Kibana's copy reports, and does nothing here")
	}
	for _, p := range d.Query.Pipes {
		row(w, "pipe", fmt.Sprintf("| %s %d: works in `eqlbeat replay`, is refused in a shipper", p.Name, p.Count))
	}
}

// firesOn names the sources whose raw events may fire a rule without others.
func firesOn(d engine.Description) string {
	var names []string
	for _, s := range ecs.Sources() {
		if len(obstaclesOf(d, []ecs.Source{s})) == 0 {
			names = append(names, s.Name)
		}
	}
	if len(names) == 0 {
		return "the raw events of no source alone"
	}
	return "raw events of " + strings.Join(names, "; of ")
}

// writeState writes what ties events together, and what has to be kept for it.
func writeState(w io.Writer, d engine.Description, settings config.Config) {
	s, sequence := d.Query.Body.(*eql.Sequence)
	if !sequence {
		row(w, "state", "none: each event is judged by itself")
		return
	}
	row(w, "join key", joinKey(d, s))
	if d.LookBack {
		row(w, "maxspan", cli.Duration(d.Maxspan)+", the rule's look-back, because the query says none")
	} else {
		row(w, "maxspan", cli.Duration(d.Maxspan)+", as the query says")
	}
	row(w, "equal times", "in order of "+cmp.Or(d.Tiebreaker, "arrival"))
	row(w, "state", fmt.Sprintf("each event that matches a step is held for %s of event time at most (maxspan and allowed_lateness)",
		cli.Duration(d.Maxspan+settings.AllowedLateness)))
	row(w, "", fmt.Sprintf("all rules together take %s of memory at most (state.max_bytes)", settings.State.MaxBytes))
}

// joinKey writes the key fields that all steps share.
func joinKey(d engine.Description, s *eql.Sequence) string {
	if len(d.Steps[0].Keys) == 0 {
		return "none: all events count as of one key"
	}
	var common []string
	for _, k := range d.Steps[0].Keys[:len(s.By)] {
		common = append(common, keyName(k))
	}
	switch {
	case len(common) == 0:
		return "for each step its own"
	case len(common) < len(d.Steps[0].Keys):
		return strings.Join(common, ", ") + ", and for each step its own"
	}
	return strings.Join(common, ", ")
}

func keyName(k engine.KeyField) string {
	if k.Optional {
		return "?" + k.Name
	}
	return k.Name
}

func row(w io.Writer, label, text string) { fmt.Fprintf(w, "  %-12s %s\n", label, text) }

// writeStep writes a step, the sources that can match it, and its fields.
func writeStep(w io.Writer, d engine.Description, step engine.StepDescription) {
	fmt.Fprintf(w, "\n%s\n", stepTitle(d, step))
	fmt.Fprintf(w, "  %s\n\n", (&eql.Query{Body: step.Query}).String())
	var can []string
	var cannot reasons
	reached := make(map[string]reach)
	for _, s := range ecs.Sources() {
		r := reachOf(s, step)
		reached[s.Name] = r
		if len(r.ids) > 0 {
			can = append(can, r.text(r.ids, len(kindsOf(s))))
		} else {
			cannot.add(r.why(), s.Name)
		}
	}
	row(w, "can match", cmp.Or(strings.Join(can, "; "), "no raw event"))
	for i, text := range cannot.texts() {
		label := "can't match"
		if i > 0 {
			label = ""
		}
		row(w, label, text)
	}
	writeFields(w, step, reached)
}

// reasons groups sources by the reason why none of their events can match.
type reasons struct {
	order   []string
	sources map[string][]string
}

func (r *reasons) add(reason, source string) {
	if r.sources == nil {
		r.sources = make(map[string][]string)
	}
	if r.sources[reason] == nil {
		r.order = append(r.order, reason)
	}
	r.sources[reason] = append(r.sources[reason], source)
}

// texts returns a line for each reason.
func (r *reasons) texts() []string {
	var texts []string
	for _, reason := range r.order {
		texts = append(texts, strings.Join(r.sources[reason], ", ")+": "+reason)
	}
	return texts
}

func stepTitle(d engine.Description, step engine.StepDescription) string {
	var notes []string
	if step.Missing {
		notes = append(notes, "must be missing")
	}
	if step.Runs > 1 {
		notes = append(notes, fmt.Sprintf("%d times in a row", step.Runs))
	}
	if s, ok := d.Query.Body.(*eql.Sequence); ok && len(step.Keys) > len(s.By) {
		var own []string
		for _, k := range step.Keys[len(s.By):] {
			own = append(own, keyName(k))
		}
		notes = append(notes, "by "+strings.Join(own, ", "))
	}
	title := fmt.Sprintf("Step %d", step.Number)
	if step.Until {
		title = "Until"
	}
	if len(notes) > 0 {
		title += ", " + strings.Join(notes, ", ")
	}
	return title
}

// writeFields writes which raw events supply the fields that a step reads: with
// their ids where they aren't all of those that can match.
func writeFields(w io.Writer, step engine.StepDescription, reached map[string]reach) {
	fields := slices.Clone(step.Fields)
	for _, k := range step.Keys {
		fields = appendNew(fields, k.Name)
	}
	if len(fields) == 0 {
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\n  reads\twhich have\tand never have")
	for _, field := range fields {
		var have, never []string
		for _, s := range ecs.Sources() {
			r := reached[s.Name]
			switch ids := haveField(s, r.ids, field); {
			case len(ids) > 0:
				have = append(have, r.text(ids, len(r.ids)))
			case len(haveField(s, kindsOf(s), field)) > 0:
				have = append(have, s.Name)
			default:
				never = append(never, s.Name)
			}
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\n", field, cmp.Or(listText(have, len(never) == 0), "none"), cmp.Or(listText(never, len(have) == 0), "-"))
	}
	t.Flush() // its only error is w's
}

// haveField returns those of a source's event ids that supply a field.
func haveField(s ecs.Source, ids []int, field string) []int {
	return slices.DeleteFunc(slices.Clone(ids), func(id int) bool { return answers.of(s, id, field).Never })
}

// listText writes names of sources; all says that there are no others.
func listText(names []string, all bool) string {
	const most = 4
	switch {
	case all && len(names) > 0 && !slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, "(") }):
		return "all"
	case len(names) > most:
		return fmt.Sprintf("%s and %d others", strings.Join(names[:most-1], ", "), len(names)-most+1)
	}
	return strings.Join(names, ", ")
}

// Package replay is the command `eqlbeat replay`: it runs rules over recorded
// events, through the same engine and with the same settings as the eql
// processor, without a Beat around it.
//
//	files ─► blocks ─► what their events match ─► sorted ─► sequences ─► findings
//	         reader    workers, in parallel       by time   one, in order
package replay

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/eqlbeat/eqlbeat/beater/cli"
	"github.com/eqlbeat/eqlbeat/beater/rules"
	"github.com/eqlbeat/eqlbeat/config"
)

const long = `Runs rules over recorded events and writes what they find, exactly as the eql
processor would find it on these events.

A FILE has one event on each line, is a JSON array of events, or a Windows event
log (EVTX); it may be packed with gzip or zstd, and - is standard input. Events are as a Beat ships
them from Windows (winlog.*), or have ECS fields already.

With --order time, the default, events are sorted by their time first, over all
files; those of one time keep the order of the files. Rules may then end in
| head N or | tail N. With --order arrival they come as they stand in the files.

Findings go to standard output, everything else to standard error. A line that
is no event is reported and stops nothing.

Ends with 0, whatever was found; with 1 if a rule has errors (the others have
run); with 2 if the command line or a file can't be used; with 130 if it was
interrupted.`

// interrupted is what a command ends with that was interrupted.
const interrupted = 130

// flags are the command line.
type flags struct {
	settings config.Config
	builtin  bool // is left out
	clock    *cli.Choice
	view     *cli.Choice
	fallback *cli.Choice
	order    *cli.Choice
	format   *cli.Choice
}

// Command returns the command `replay`.
func Command() *cobra.Command {
	f := &flags{
		settings: config.Default(),
		clock:    cli.NewChoice(config.Created, config.UTCTime),
		view:     cli.NewChoice(string(config.Auto), string(config.Off)),
		fallback: cli.NewChoice("none", config.PID),
		order:    cli.NewChoice("time", "arrival"),
		format:   cli.NewChoice("table", "ndjson"),
	}
	c := &cobra.Command{
		Use:   "replay [flags] FILE...",
		Short: "Run EQL rules over recorded events",
		Long:  long,
		Example: `  eqlbeat replay events.ndjson
  eqlbeat replay --rules rules/ --format ndjson day1.ndjson.gz day2.ndjson.zst
  zcat events.gz | eqlbeat replay --no-builtin --rules mine.toml -`,
		RunE: func(c *cobra.Command, files []string) error { return f.replay(c, files) },
	}
	s := &f.settings
	c.Flags().StringArrayVar(&s.Rules, "rules", nil, "rules to run: a file, folder or glob `path`; may be repeated")
	c.Flags().BoolVar(&f.builtin, "no-builtin", false, "leave the built-in rule out")
	c.Flags().Var(f.order, "order", "order of events")
	c.Flags().Var(f.clock, "clock", "event time: when the event was logged, or what Elastic's pipelines use")
	c.Flags().StringVar(&s.Tiebreaker, "tiebreaker", s.Tiebreaker, "`field` that orders events of equal time, for rules that name none")
	c.Flags().DurationVar(&s.AllowedLateness, "lateness", s.AllowedLateness, "how much later than a newer event of its key an event may come, as allowed_lateness")
	c.Flags().StringSliceVar(&s.HostKey, "host-key", s.HostKey, "`fields` that may supply host.id, best first")
	c.Flags().Var(f.fallback, "join-fallback", "what else raw events are joined by, as join_fallback")
	c.Flags().Var(f.view, "view", "whether raw Windows events are mapped to ECS fields, as view")
	c.Flags().Var(&s.State.MaxBytes, "max-bytes", "most memory that in-flight sequences may take, as state.max_bytes")
	c.Flags().Var(f.format, "format", "format of findings")
	return c
}

func (f *flags) replay(c *cobra.Command, files []string) error {
	if err := f.check(files); err != nil {
		return err
	}
	set := rules.Load(f.settings, true)
	stderr := c.ErrOrStderr()
	if len(set.Problems) > 0 {
		fmt.Fprintf(stderr, "%s\n\n", set.Problems.Render())
	}
	if len(set.Engine.Rules()) == 0 {
		fmt.Fprintln(stderr, "No rule runs, so that nothing can be found: see --rules.")
		return cli.Exit(cli.Problems)
	}
	r := &run{
		set: set, settings: f.settings, files: files, stdin: c.InOrStdin(),
		byTime: f.order.String() == "time", memory: defaultMemory,
		progress: newProgress(stderr), places: new(places),
	}
	r.out = newOutput(c.OutOrStdout(), f.format.String() == "ndjson", r.places, r.progress.hide)
	begin := time.Now()
	err := r.do(c.Context())
	stopped := c.Context().Err() != nil
	r.summarize(stderr, time.Since(begin), stopped)
	return f.end(c, set, err, stopped)
}

// check returns an error for what can't be used on the command line.
func (f *flags) check(files []string) error {
	if len(files) == 0 {
		return errors.New("no events to replay: name files, or - for standard input")
	}
	f.settings.Clock = f.clock.String()
	f.settings.Builtin = !f.builtin
	f.settings.View = config.View(f.view.String())
	if f.fallback.String() == config.PID {
		f.settings.JoinFallback = config.PID
	}
	if !f.settings.Builtin && len(f.settings.Rules) == 0 {
		return errors.New("no rules to run: without the built-in rule, name some with --rules")
	}
	if err := f.settings.Validate(); err != nil {
		return flagNames(err)
	}
	return checkFiles(files)
}

// flagNames replaces the names of settings by those of their flags.
func flagNames(err error) error {
	return errors.New(strings.NewReplacer(
		"allowed_lateness: ", "--lateness: ", "state.max_bytes: ", "--max-bytes: ", "host_key.", "--host-key ", "host_key: ", "--host-key: ",
	).Replace(err.Error()))
}

// end returns what the command ends with, and says why where that isn't clear.
func (f *flags) end(c *cobra.Command, set *rules.Set, err error, stopped bool) error {
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintf(c.ErrOrStderr(), "Error: %s\n", err)
		return cli.Exit(cli.Unusable)
	}
	switch {
	case stopped:
		return cli.Exit(interrupted)
	case len(set.Problems) > 0:
		return cli.Exit(cli.Problems)
	}
	return nil
}

// Bench measures eqlbeat, and beside it in the same run what else its users could take: libbeat's script processor, a
// processor made by hand, Filebeat as released. It writes docs/benchmarks.md.
//
//	go run ./_meta/bench                          measures everything; takes about a quarter of an hour
//	go run ./_meta/bench -quick -o build/b.md     a trial of the program itself: its figures mean nothing
//
// It runs in the module's root folder. The generator of events and the peers are in ../shared/bench, outside the
// repository; without them the page has our own figures, on events of our own.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"time"
)

// options say how much is measured.
type options struct {
	rounds    int           // how often each thing is measured
	benchtime time.Duration // how long each Go benchmark runs, each time
	events    int           // in the file that whole programs read
	output    string
}

func main() {
	o := options{}
	flag.IntVar(&o.rounds, "rounds", 5, "how often each thing is measured")
	flag.DurationVar(&o.benchtime, "benchtime", 300*time.Millisecond, "how long a Go benchmark runs each time")
	flag.IntVar(&o.events, "events", 320_000, "events in the file that whole programs read; those that decode it read a quarter")
	flag.StringVar(&o.output, "o", filepath.Join("docs", "benchmarks.md"), "file to write")
	quick := flag.Bool("quick", false, "one short round, to try the program")
	flag.Parse()
	if *quick {
		o.rounds, o.benchtime, o.events = 1, 20*time.Millisecond, 40_000
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := o.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		stop()
		os.Exit(1)
	}
}

func (o options) run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "eqlbeat-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	begin := time.Now()
	where := describeMachine(ctx)
	b := &bench{options: o, ctx: ctx, dir: dir, shared: findShared(), figures: figures{}}
	if err := b.build(); err != nil {
		return err
	}
	if err := b.makeEvents(); err != nil {
		return err
	}
	if err := b.measure(b.plan()); err != nil {
		return err
	}
	where.cpu, where.took, where.after = b.cpu, time.Since(begin), loadAverage()
	page := report{bench: b, machine: where}.page()
	if err := os.WriteFile(o.output, page, 0o644); err != nil {
		return err
	}
	fmt.Printf("\n%s\nWritten to %s after %s.\n", page, o.output, where.took.Round(time.Second))
	return nil
}

// bench is one run.
type bench struct {
	options
	ctx     context.Context
	dir     string // of what is built and made, for the run only
	shared  shared
	figures figures
	cpu     string // as the Go benchmarks name it
	nBeats  int    // whole Beats run so far
}

// measurement takes figures once.
type measurement struct {
	name string
	take func() error
}

// measure takes all measurements in turn, round after round, so that what disturbs the machine for a while disturbs them
// all. Every other round goes backwards, which evens out what changes steadily.
func (b *bench) measure(plan []measurement) error {
	for round := range b.rounds {
		for _, m := range plan {
			begin := time.Now()
			if err := m.take(); err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
			fmt.Printf("round %d of %d  %-50s %5.1f s\n", round+1, b.rounds, m.name, time.Since(begin).Seconds())
		}
		slices.Reverse(plan)
	}
	return nil
}

// Soak runs eqlbeat for a long time under all that goes wrong in practice, and holds what comes out to what went in.
//
//	go run ./_meta/soak -beat ./eqlbeat
//
// Two parts run side by side. One pushes events through the processor in this process: from a thousand hosts, in eight
// goroutines, with clocks that jump, events out of order, a host that floods, and rule files that change. The other runs
// the Beat on files that grow, kills it, stops it and starts it again. The events are made here; no real ones are needed.
//
// It prints figures, and fails if anything was lost, doubled or wrong.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"time"
)

// options are the flags.
type options struct {
	beat     string        // path of the Beat; "" leaves that part out
	duration time.Duration // of both parts
	seed     uint64        // makes the same choices again
	plain    bool          // the Beat without the processor, and nothing else
	pace     time.Duration // a second of event time takes at least that long in this process
}

func main() {
	o := options{pace: 200 * time.Millisecond}
	flag.StringVar(&o.beat, "beat", "", "path of the eqlbeat to run; without it only the part inside this process runs")
	flag.DurationVar(&o.duration, "duration", 10*time.Minute, "how long; SOAK_DURATION in the environment comes first")
	flag.Uint64Var(&o.seed, "seed", rand.Uint64(), "number that all random choices follow from, but for the Beat's timing")
	flag.BoolVar(&o.plain, "plain", false, "run only the Beat, without the processor: what it sends again by itself")
	flag.Parse()
	err := fromEnvironment(&o)
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		err = soak(ctx, os.Stdout, o)
		stop()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func fromEnvironment(o *options) (err error) {
	if text := os.Getenv("SOAK_DURATION"); text != "" {
		if o.duration, err = time.ParseDuration(text); err != nil {
			return fmt.Errorf("SOAK_DURATION: %w: use a number with a unit, such as 90s or 10m", err)
		}
	}
	return nil
}

// soak runs the parts and reports on them. The error names the first violations.
func soak(ctx context.Context, w io.Writer, o options) error {
	folder, err := os.MkdirTemp("", "eqlbeat-soak-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	fmt.Fprintf(w, "Soaking for %s, seed %d.\n", o.duration, o.seed)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		v   = &verdict{}
		in  *inside
		out *outside
		all sync.WaitGroup
	)
	play := func(part func(context.Context, time.Duration) error) {
		all.Go(func() {
			if err := part(ctx, o.duration); err != nil {
				cancel(err) // ends the other part too
			}
		})
	}
	if !o.plain {
		in = newInside(v, filepath.Join(folder, "inside"), o.seed)
		in.pace = o.pace
		play(in.run)
	}
	if o.beat != "" {
		out = newOutside(v, o.beat, filepath.Join(folder, "outside"), o.seed, o.plain)
		play(out.run)
	}
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		return errors.Join(err, v.err())
	}
	if in != nil {
		in.checkGoroutines()
		report(w, "In this process", in.figures())
	}
	if out != nil {
		report(w, "The Beat, killed and started again", out.figures())
	}
	report(w, "Violations", []figure{{"of the conservation law and all else", number(int64(v.violations()))}})
	return v.err()
}

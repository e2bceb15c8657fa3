package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"

	"github.com/eqlbeat/eqlbeat/beater/rules"
	"github.com/eqlbeat/eqlbeat/config"
	"github.com/eqlbeat/eqlbeat/processor/engine"
)

// run is one replay.
type run struct {
	set      *rules.Set
	settings config.Config
	files    []string
	stdin    io.Reader
	byTime   bool
	memory   int // for sorting, in bytes
	out      *output
	progress *progress

	match   matchFunc // nil for the engine's own
	decoder *decoder
	places  *places
	runner  *runner
	tally   tally
	batches sync.Pool
}

// do reads the files and runs the rules over their events. It returns early,
// without an error, where ctx is done. What it has found and counted is in out
// and tally.
func (r *run) do(ctx context.Context) error {
	r.decoder = newDecoder(r.set.Engine.Paths())
	r.batches.New = func() any { return new(batch) }
	r.runner = newRunner(r)
	if r.match == nil {
		r.match = (*engine.Session).Match
	}
	var err error
	if r.byTime {
		err = r.inTimeOrder(ctx)
	} else {
		err = r.inArrivalOrder(ctx)
	}
	r.runner.end(ctx.Err() == nil && err == nil)
	r.out.flush()
	r.progress.stop()
	if r.out.err != nil {
		err = errors.Join(err, fmt.Errorf("writing the findings: %w", r.out.err))
	}
	return err
}

// part is a block, and what is made of it.
type part struct {
	block *block
	*batch
}

// inArrivalOrder runs the rules over the events as the files have them.
func (r *run) inArrivalOrder(ctx context.Context) error {
	defer collectSeldom()()
	return r.matching(ctx, "reading and running the rules", func(records []record) {
		for i := range records {
			r.runner.one(&records[i])
		}
		r.out.flush()
	})
}

// inTimeOrder runs the rules over the events in order of their time. Only those
// that matter to a rule are put into it, once all are known: most events match
// nothing, however large the files are.
func (r *run) inTimeOrder(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	sorter := &sorter{memory: r.memory}
	defer sorter.close()
	collectOften := collectSeldom()
	defer collectOften()
	var full error // of the disk
	count := int64(0)
	err := r.matching(ctx, "reading", func(records []record) {
		count += int64(len(records))
		if full = errors.Join(full, sorter.add(records)); full != nil {
			stop()
		}
		if sorter.size > r.memory/8 {
			collectOften() // garbage would take several times that
		}
	})
	if full != nil {
		r.tally.events, r.tally.timeless = 0, 0 // the rules have run over none
		return errors.Join(err, full)
	}
	r.progress.start("running the rules", count, false)
	return errors.Join(err, r.sorted(ctx, sorter))
}

// matching reads the files, and finds out on all cores what their events mean to
// the rules. It hands on the records of those that matter, as they stand in the
// files.
func (r *run) matching(ctx context.Context, what string, use func([]record)) error {
	r.progress.start(what, totalSize(r.files), true)
	return inOrder(ctx, r.read(ctx), func() func(part) { return newMatcher(r).do }, func(p part) {
		if p.block.problem != "" {
			r.tally.badLines(badLine{p.block.first, p.block.problem})
		}
		r.tally.badLines(p.block.bad...)
		r.tally.add(p.batch)
		use(p.records)
		p.reset()
		r.batches.Put(p.batch)
	})
}

// collectSeldom makes the garbage collector run seldom until the function that
// it returns is called: while there is little to keep, it would run all the time
// otherwise.
func collectSeldom() (restore func()) {
	before := debug.SetGCPercent(400)
	return sync.OnceFunc(func() { debug.SetGCPercent(before) })
}

// sorted runs the rules over sorted records. Where ctx is done already, reading
// has been interrupted, and the rules run over what was read.
func (r *run) sorted(ctx context.Context, s *sorter) error {
	if ctx.Err() != nil {
		ctx = context.WithoutCancel(ctx)
	}
	done := 0
	return s.each(func(one record) bool {
		r.runner.one(&one)
		if done++; done%progressSteps == 0 {
			r.out.flush()
			r.progress.done(progressSteps)
			return ctx.Err() == nil
		}
		return true
	})
}

// progressSteps is after how many sorted records it is shown what they have come
// to.
const progressSteps = 512

// read returns a function that yields the blocks of all files. Its error names
// the files that can't be read to their end.
func (r *run) read(ctx context.Context) func(yield func(part) bool) error {
	return func(yield func(part) bool) error {
		var errs []error
		next := uint64(1)
		for _, name := range r.files {
			if ctx.Err() != nil {
				break
			}
			r.places.open(name, next)
			f, err := open(name, r.stdin, r.progress.read)
			if err == nil {
				next, err = readBlocks(f, next, func(b *block) bool {
					r.places.elements(b.lines)
					return yield(part{b, r.batches.Get().(*batch)})
				})
				f.Close()
			}
			if err != nil {
				errs = append(errs, withoutPath(name, err))
			}
		}
		return errors.Join(errs...)
	}
}

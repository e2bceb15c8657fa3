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
	r.progress.start("reading and running the rules", totalSize(r.files), true)
	return inOrder(ctx, r.read(ctx), r.readEvents, func(p part) {
		r.tallyBlock(p.block)
		r.use(p.batch)
	})
}

// readEvents returns a function that makes events of a block.
func (r *run) readEvents() func(part) {
	d := r.decoder.another()
	return func(p part) {
		p.batch.block = p.block
		p.block.events(func(text string, number uint64) {
			p.records = append(p.records, record{text: text, number: number})
		})
		d.decode(p.batch)
	}
}

// inTimeOrder runs the rules over the events in order of their time. Files that
// can be read twice are read for their times first: most recordings are almost
// in order, and need neither memory nor disk to be put into it.
func (r *run) inTimeOrder(ctx context.Context) error {
	if totalSize(r.files) < 0 {
		return r.sorting(ctx)
	}
	switch size := r.measure(ctx); {
	case ctx.Err() != nil:
		return nil
	case size == 0:
		return r.inArrivalOrder(ctx)
	case size <= maxWindow:
		return r.windowing(ctx, size)
	}
	return r.sorting(ctx)
}

// measure reads the files for their events' times and returns the size of the
// window that puts them into order. What can't be read will be found again.
func (r *run) measure(ctx context.Context) (size int) {
	r.progress.start("reading times", totalSize(r.files), true)
	var times []int64
	defer r.places.reset()
	_ = inOrder(ctx, r.read(ctx), r.readTimes, func(p part) {
		for i := range p.records {
			times = append(times, p.records[i].at)
		}
		p.batch.block = p.block
		r.giveBack(p.batch)
	})
	if len(times) > r.memory/timeSize {
		return maxWindow + 1
	}
	return overtaking(times)
}

// timeSize is the memory in bytes that an event's time takes while it is found
// out how far events are from being in order.
const timeSize = 12

// readTimes returns a function that reads the events' times of a block.
func (r *run) readTimes() func(part) {
	c := newClock(r)
	return func(p part) {
		p.block.events(func(text string, number uint64) {
			p.records = append(p.records, record{text, number, c.eventTime(text)})
		})
	}
}

// windowing runs the rules over events that a window puts into order.
func (r *run) windowing(ctx context.Context, size int) error {
	defer collectSeldom()()
	r.progress.start("reading and running the rules", totalSize(r.files), true)
	w := &window{size: size, use: r.runner.one, free: r.giveBack}
	err := inOrder(ctx, r.read(ctx), func() func(part) {
		read, c := r.readEvents(), newClock(r)
		return func(p part) {
			read(p)
			for i := range p.events {
				p.events[i].at = c.of(&p.events[i])
			}
		}
	}, func(p part) {
		r.tallyBlock(p.block)
		r.tally.badLines(p.bad...)
		w.add(p.batch)
	})
	w.end()
	return err
}

// collectSeldom makes the garbage collector run seldom until the function that
// it returns is called: while events only pass through, there is little to
// keep, and so it would run all the time.
func collectSeldom() (restore func()) {
	before := debug.SetGCPercent(400)
	return func() { debug.SetGCPercent(before) }
}

// sorting reads and sorts all events, then runs the rules.
func (r *run) sorting(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	sorter := &sorter{memory: r.memory}
	defer sorter.close()
	var full error // of the disk
	r.progress.start("reading", totalSize(r.files), true)
	count := int64(0)
	err := inOrder(ctx, r.read(ctx), r.readTimes, func(p part) {
		r.tallyBlock(p.block)
		count += int64(len(p.records))
		if full = errors.Join(full, sorter.add(p.records)); full != nil {
			stop()
		}
		r.giveBack(p.batch)
	})
	if err = errors.Join(err, full); full != nil || ctx.Err() != nil {
		return err
	}
	r.progress.start("running the rules", count, false)
	return errors.Join(err, inOrder(ctx, func(yield func(*batch) bool) error { return r.sorted(sorter, yield) },
		func() func(*batch) { return r.decoder.another().decode }, r.use))
}

// batchSize is how many sorted events are decoded together.
const batchSize = 512

// sorted yields the sorted events in batches.
func (r *run) sorted(s *sorter, yield func(*batch) bool) error {
	b := r.batches.Get().(*batch)
	err := s.each(func(one record) bool {
		if b.records = append(b.records, one); len(b.records) < batchSize {
			return true
		}
		full := b
		b = r.batches.Get().(*batch)
		return yield(full)
	})
	if len(b.records) > 0 {
		yield(b)
	}
	return err
}

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

func (r *run) tallyBlock(b *block) {
	if b.problem != "" {
		r.tally.badLines(badLine{b.first, b.problem})
	}
	r.tally.badLines(b.bad...)
}

// use runs the rules over a batch's events.
func (r *run) use(b *batch) {
	r.tally.badLines(b.bad...)
	r.runner.process(b)
	r.progress.done(len(b.records))
	r.giveBack(b)
}

func (r *run) giveBack(b *batch) {
	b.reset()
	r.batches.Put(b)
}

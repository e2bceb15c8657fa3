package replay

import (
	"context"
	"runtime"
	"sync"
)

// inOrder takes jobs from produce, has worker functions do each in one of
// several goroutines, and hands them to use, in the order in which they were
// produced. produce ends early where yield returns false.
//
// It returns once all is used, or ctx is done: produce may then still be
// running, blocked in a read. The error is produce's.
func inOrder[T any](ctx context.Context, produce func(yield func(T) bool) error, worker func() func(T), use func(T)) error {
	type slot struct {
		job  T
		done chan struct{}
	}
	workers := runtime.GOMAXPROCS(0)
	jobs := make(chan *slot, workers)
	ordered := make(chan *slot, 4*workers) // bounds how far workers run ahead
	var failure error                      // written before ordered is closed
	go func() {
		defer close(ordered)
		defer close(jobs)
		failure = produce(func(job T) bool {
			s := &slot{job, make(chan struct{})}
			for _, to := range [2]chan *slot{ordered, jobs} {
				select {
				case to <- s:
				case <-ctx.Done():
					return false
				}
			}
			return true
		})
	}()
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			work := worker()
			for s := range jobs {
				work(s.job)
				close(s.done)
			}
		})
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case s, more := <-ordered:
			if !more {
				running.Wait()
				return failure
			}
			select {
			case <-s.done:
				use(s.job)
			case <-ctx.Done():
				return nil
			}
		}
	}
}

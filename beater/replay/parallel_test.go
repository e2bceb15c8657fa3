package replay

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestJobsAreUsedInOrder(t *testing.T) {
	type job struct{ n, square int }
	next := 0
	err := inOrder(t.Context(), func(yield func(*job) bool) error {
		for n := range 1000 {
			if !yield(&job{n: n}) {
				t.Error("stopped early")
			}
		}
		return errors.New("at the end")
	}, func() func(*job) {
		return func(j *job) {
			if j.n%100 == 0 {
				time.Sleep(time.Millisecond)
			}
			j.square = j.n * j.n
		}
	}, func(j *job) {
		if j.n != next || j.square != next*next {
			t.Errorf("got %v, want the square of %d", *j, next)
		}
		next++
	})
	if err == nil || err.Error() != "at the end" || next != 1000 {
		t.Errorf("%d jobs, %v", next, err)
	}
}

func TestACancelledRunReturnsThoughAReadBlocks(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	blocked := make(chan struct{})
	defer close(blocked)
	used := 0
	err := inOrder(ctx, func(yield func(int) bool) error {
		for yield(1) {
			<-blocked
		}
		return nil
	}, func() func(int) { return func(int) {} }, func(int) {
		used++
		cancel()
	})
	if err != nil || used != 1 {
		t.Errorf("%d jobs, %v", used, err)
	}
}

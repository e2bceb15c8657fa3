package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// outside is the part of the soak that runs the Beat. While events are written to its files it is killed, stopped and
// started again. What came out is looked at in the end.
type outside struct {
	*verdict
	beat    *shipper
	feed    *feed
	editor  *editor
	dice    *rand.Rand
	plain   bool // without the processor: what the Beat by itself does
	sizes   []size
	ends    []runEnd
	shipped *shipped
}

// size is how much the output had at a time.
type size struct {
	at    time.Time
	bytes int64
}

// runEnd is the end of a run of the Beat.
type runEnd struct {
	killed bool
	safe   int64 // bytes of output whose events were in a snapshot for sure
	bytes  int64 // bytes of output
}

const (
	killed        = 3 // of four ends
	shortest      = 300 * time.Millisecond
	longest       = 12 * time.Second
	awaitPatience = 3 * time.Minute // for all events to come out once all are written

	// What has come out that long before the state was written is part of it: writing takes less.
	writing = 500 * time.Millisecond
	// The state is written more often than that, or finding again what came out before counts as owed all the same.
	unsaved = 10 * snapshot
)

func newOutside(v *verdict, binary, folder string, seed uint64, plain bool) *outside {
	return &outside{
		verdict: v, beat: &shipper{binary: binary, home: folder}, plain: plain,
		editor: &editor{folder: filepath.Join(folder, "rules")}, dice: rand.New(rand.NewPCG(seed, 100)),
	}
}

// run runs for a time, and then until all has come out; violations go to the verdict.
func (o *outside) run(ctx context.Context, duration time.Duration) (err error) {
	list := yaml(o.editor.folder)
	if o.plain {
		list = ""
	}
	if err := errors.Join(o.beat.configure(list), writeRules(o.editor.folder)); err != nil {
		return err
	}
	if o.feed, err = newFeed(o.beat.input(), rand.New(rand.NewPCG(o.dice.Uint64(), 0))); err != nil {
		return err
	}
	fed := make(chan error, 1)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { fed <- o.feed.run(ctx, duration) }()
	if err := o.restart(fed); err != nil {
		cancel()
		return err
	}
	o.shipped = newShipped(o)
	return o.shipped.read(o.beat.files(), o.feed.lines)
}

// restart runs the Beat again and again until all is written, and once more until all has come out.
func (o *outside) restart(fed chan error) error {
	for {
		before := o.beat.written()
		if err := o.start(); err != nil {
			return err
		}
		fedErr, done, err := o.wait(before, fed)
		if err = errors.Join(err, fedErr); err != nil {
			o.beat.kill()
			return err
		}
		if done {
			return o.last()
		}
		o.end(before, !canStop || o.dice.IntN(4) < killed)
	}
}

// start starts the Beat. A rule that is broken then could not run, so the file is whole.
func (o *outside) start() error {
	if o.editor.broken() {
		if err := o.editor.edit(); err != nil {
			return err
		}
	}
	return o.beat.start()
}

// span is how long a run of the Beat takes, and whether it ends earlier: as soon as the first event has come out, when the
// Beat sends most that it has not yet noted as sent. Some runs end before the Beat has begun to read.
func (o *outside) span() (span time.Duration, early bool) {
	switch o.dice.IntN(6) {
	case 0:
		return shortest + time.Duration(o.dice.Int64N(int64(time.Second))), false
	case 1:
		return longest, true
	}
	return shortest + time.Duration(o.dice.Int64N(int64(longest-shortest))), false
}

// wait lets the Beat run for its time or until all is written, notes how the output grows, and edits a rule file halfway.
func (o *outside) wait(before int64, fed chan error) (fedErr error, done bool, err error) {
	span, early := o.span()
	look := 50 * time.Millisecond
	if early {
		look = time.Millisecond
	}
	edited := early || o.dice.IntN(2) == 0
	for begin := time.Now(); time.Since(begin) < span; {
		if err := o.beat.live(look); err != nil {
			return nil, false, err
		}
		if early && o.beat.written() > before {
			return nil, false, nil
		}
		if o.note(); !edited && time.Since(begin) > span/2 {
			edited = true
			if err := o.editor.edit(); err != nil {
				return nil, false, err
			}
		}
		select {
		case err := <-fed:
			return err, true, nil
		default:
		}
	}
	return nil, false, nil
}

// note notes how much has come out by now, for as long as that may be asked for.
func (o *outside) note() {
	now := time.Now()
	if last := len(o.sizes) - 1; last >= 0 && now.Sub(o.sizes[last].at) < 20*time.Millisecond {
		return
	}
	o.sizes = append(o.sizes, size{now, o.beat.written()})
	for len(o.sizes) > 1 && now.Sub(o.sizes[1].at) > unsaved {
		o.sizes = o.sizes[1:]
	}
}

// safe returns how much of the output was in the state that the Beat finds when it starts again.
func (o *outside) safe(ended time.Time) int64 {
	at := ended.Add(-unsaved)
	if info, err := os.Stat(o.beat.state()); err == nil && info.ModTime().Add(-writing).After(at) {
		at = info.ModTime().Add(-writing)
	}
	safe := o.sizes[0].bytes
	for _, s := range o.sizes {
		if s.at.Before(at) {
			safe = s.bytes
		}
	}
	return safe
}

// end ends a run of the Beat, before which the output had a size.
func (o *outside) end(before int64, kill bool) {
	e := runEnd{killed: kill}
	o.note()
	asked := time.Now()
	if kill {
		o.beat.kill()
	} else if err := o.beat.stop(); errors.Is(err, errUnheard) && o.beat.written() == before {
		e.killed = true // it was just about to start
	} else if err != nil {
		o.violation("run %d: %v", len(o.ends)+1, err)
	}
	e.safe, e.bytes = o.safe(asked), o.beat.written()
	o.ends = append(o.ends, e)
}

// last runs the Beat until the last line of each file has come out.
func (o *outside) last() error {
	from := o.beat.written()
	if err := o.feed.finish(); err != nil {
		return err
	}
	for begin := time.Now(); ; {
		if err := o.beat.live(500 * time.Millisecond); err != nil {
			return err
		}
		out, err := hasEach(o.beat.files(), from, o.feed.lines)
		if err == nil && !out && time.Since(begin) > awaitPatience {
			err = fmt.Errorf("the last events did not come out within %s", awaitPatience)
		}
		if err != nil {
			o.beat.kill()
			return err
		}
		if out {
			o.end(from, !canStop)
			return nil
		}
	}
}

func (o *outside) figures() []figure {
	s := o.shipped
	kills := int64(0)
	for _, e := range o.ends {
		if e.killed {
			kills++
		}
	}
	written := int64(0)
	for _, n := range o.feed.lines {
		written += n
	}
	return []figure{
		{"events written, lost", fmt.Sprintf("%s, %s", number(written), number(s.lost))},
		{"events that came out", number(s.lines)},
		{"kill -9, graceful stops", fmt.Sprintf("%s, %s", number(kills), number(int64(len(o.ends))-kills))},
		{"sent again after a kill, a stop", fmt.Sprintf("%s, %s", number(s.againAfterKill), number(s.againAfterStop))},
		{"doubled within a run", number(s.doubled)},
		{"lines cut off by a kill", number(s.torn)},
		{"findings expected, found", fmt.Sprintf("%s, %s", number(s.expected), number(s.found))},
		{"… over a restart", fmt.Sprintf("%s, %s", number(s.straddling), number(s.straddlingFound))},
		{"… too young for a snapshot at a kill", fmt.Sprintf("%s, %s", number(s.young), number(s.youngFound))},
		{"tagged, but not to be", number(s.wrong)},
		{"rule file edits", number(int64(o.editor.edits))},
	}
}

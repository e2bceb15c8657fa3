package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/elastic/elastic-agent-libs/mapstr"
)

// feed writes the files that the Beat reads: events of sixty hosts, at the time at which they happen.
type feed struct {
	dice    *rand.Rand
	files   [feedFiles]*os.File
	lines   [feedFiles]int64
	buffer  [feedFiles][]byte
	waiting []upcoming // in order of time
	scenes  int64
}

const (
	feedFiles = 3
	feedHosts = 60 // each in one file

	feedPause    = 50 * time.Millisecond
	feedEveryday = 30 // everyday events in a pause
	feedScenes   = 1  // scenes that begin in a pause
	longestWait  = 45 * time.Second

	recordsByFile = int64(1e9) // event n of file f has the id (f+1)·recordsByFile + n
)

// upcoming is an event of a scene that has begun.
type upcoming struct {
	at      time.Time
	file    int
	host    string
	event   event
	number  int // in the scene
	of      *scene
	records []int64 // of the scene's events so far
}

// mark is what each event says of itself, in the field soak.
type mark struct {
	File  int     `json:"file"`
	N     int64   `json:"n"`               // counts the lines of the file from 1
	Rule  string  `json:"rule,omitempty"`  // that has to find something on this event
	Steps []int64 `json:"steps,omitempty"` // the ids of the finding's events
}

func newFeed(folder string, dice *rand.Rand) (*feed, error) {
	f := &feed{dice: dice}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	for i := range f.files {
		file, err := os.Create(filepath.Join(folder, fmt.Sprintf("logs-%d.ndjson", i)))
		if err != nil {
			return nil, err
		}
		f.files[i] = file
	}
	return f, nil
}

// run writes until the time is over, and then until the last scene is.
func (f *feed) run(ctx context.Context, duration time.Duration) error {
	choice := slices.DeleteFunc(slices.Clone(plots), func(p plot) bool { return !p.lasting })
	waits := patient(min(duration/2, longestWait))
	begin := time.Now()
	for ctx.Err() == nil {
		now := time.Now().Truncate(time.Millisecond)
		if now.Sub(begin) < duration {
			for range feedScenes {
				p := &choice[f.dice.IntN(len(choice))]
				if f.dice.IntN(3) == 0 {
					p = waits
				}
				f.begin(p, now)
			}
		} else if len(f.waiting) == 0 {
			break
		}
		if err := f.write(now); err != nil {
			return err
		}
		time.Sleep(feedPause)
	}
	return ctx.Err()
}

// begin begins a scene.
func (f *feed) begin(p *plot, now time.Time) {
	f.scenes++
	s := p.stage(f.dice, f.scenes)
	host := f.dice.IntN(feedHosts)
	records := make([]int64, len(s.events))
	for i := range s.events {
		f.waiting = append(f.waiting, upcoming{
			at: now.Add(s.events[i].offset), file: host % feedFiles, host: feedHost(host),
			event: s.events[i].event, number: i, of: s, records: records,
		})
	}
	slices.SortStableFunc(f.waiting, func(a, b upcoming) int { return a.at.Compare(b.at) })
}

func feedHost(n int) string { return fmt.Sprintf("srv-%02d.bluefin.example", n) }

// write writes what has happened by now.
func (f *feed) write(now time.Time) error {
	for len(f.waiting) > 0 && !f.waiting[0].at.After(now) {
		u := f.waiting[0]
		f.waiting = f.waiting[1:]
		m := f.mark(u.file)
		u.event.at, u.event.record = u.at, m.id()
		u.records[u.number] = m.id()
		if want := u.of.want; len(want) > 0 && want[len(want)-1] == u.number {
			m.Rule = u.of.rule
			for _, i := range want {
				m.Steps = append(m.Steps, u.records[i])
			}
		}
		if err := f.line(u.host, &u.event, m); err != nil {
			return err
		}
	}
	for range feedEveryday {
		host := f.dice.IntN(feedHosts)
		m := f.mark(host % feedFiles)
		e := everyday(log(f.dice.IntN(int(logs))), m.id(), f.dice)
		e.at = now
		if err := f.line(feedHost(host), &e, m); err != nil {
			return err
		}
	}
	return f.flush()
}

// mark is that of a file's next line.
func (f *feed) mark(file int) mark { return mark{File: file, N: f.lines[file] + 1} }

func (m *mark) id() int64 { return int64(m.File+1)*recordsByFile + m.N }

func (f *feed) line(host string, e *event, m mark) error {
	fields := e.fields(host)
	fields["@timestamp"] = e.at.UTC().Format("2006-01-02T15:04:05.000Z")
	fields["soak"] = m
	text, err := json.Marshal(mapstr.M(fields))
	f.buffer[m.File] = append(append(f.buffer[m.File], text...), '\n')
	f.lines[m.File] = m.N
	return err
}

func (f *feed) flush() error {
	for i, file := range f.files {
		if _, err := file.Write(f.buffer[i]); err != nil {
			return err
		}
		f.buffer[i] = f.buffer[i][:0]
	}
	return nil
}

// finish writes a last line to each file, and closes them.
func (f *feed) finish() error {
	for i := range f.files {
		m := f.mark(i)
		e := everyday(sysmon, m.id(), f.dice)
		e.at = time.Now()
		if err := f.line(feedHost(i), &e, m); err != nil {
			return err
		}
	}
	err := f.flush()
	for _, file := range f.files {
		err = errors.Join(err, file.Close())
	}
	return err
}

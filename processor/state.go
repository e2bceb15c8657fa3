package processor

import (
	"errors"
	"io/fs"
	"path/filepath"
	"sync/atomic"

	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/snapshot"
)

// stateFile is the file in which in-flight sequences outlive the process.
type stateFile struct {
	path string // "" where there is no path.data: nothing is kept

	// What was written last, or read: of which engine, after how many events.
	engine *engine.Engine
	events uint64

	failing bool // the last write has failed, and was logged

	written  atomic.Uint64
	failures atomic.Uint64
	damaged  atomic.Uint64
}

func statePath(to *paths.Path, id string) string {
	if to.Data == "" {
		return ""
	}
	return to.Resolve(paths.Data, filepath.Join(Name, id))
}

// restore takes up what the process before has saved. Events are not yet coming.
func (s *shared) restore() {
	f, e := &s.state, s.current.Load().engine
	f.engine = e
	if f.path == "" {
		return
	}
	payload, err := snapshot.Read(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return
	case errors.Is(err, snapshot.ErrDamaged):
		s.setAside(err)
		return
	case err != nil:
		f.failures.Add(1)
		s.log.Warnf("The state of the last run can't be read; in-flight sequences begin anew: %v", err)
		return
	}
	read, err := e.ReadState(payload)
	if err != nil {
		s.setAside(err)
		return
	}
	s.log.Infof("Partial matches of the last run: %d taken up; left out: %d as too old, %d of rules that are gone or have changed, %d for lack of room",
		read.Restored, read.Expired, read.Dropped, read.Evicted)
}

// setAside keeps a damaged file from being read again.
func (s *shared) setAside(reason error) {
	s.state.damaged.Add(1)
	aside, err := snapshot.SetAside(s.state.path)
	if err != nil {
		s.log.Warnf("The state of the last run can't be used; in-flight sequences begin anew: %v. It could not be set aside either: %v", reason, err)
		return
	}
	s.log.Warnf("The state of the last run can't be used; in-flight sequences begin anew. It was renamed to %s: %v", aside, reason)
}

// save writes the state, unless no event has come since it was last written.
func (s *shared) save() {
	f, e := &s.state, s.current.Load().engine
	if f.path == "" {
		return
	}
	events := e.Stats().Events
	if e == f.engine && events == f.events {
		return
	}
	if err := snapshot.Write(f.path, e.WriteState); err != nil {
		f.failures.Add(1)
		if !f.failing {
			s.log.Warnf("The state can't be written; if the Beat ends now, in-flight sequences are lost: %v", err)
		}
		f.failing = true
		return
	}
	if f.failing {
		s.log.Infof("The state is written again.")
	}
	f.failing, f.engine, f.events = false, e, events
	f.written.Add(1)
}

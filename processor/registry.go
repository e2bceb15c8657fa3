package processor

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/eqlbeat/eqlbeat/config"
)

// grace is how long an engine outlives its last instance: an input that is
// reloaded, or a file that is closed and opened again, finds its state.
const grace = 5 * time.Minute

// engines are the engines of this process.
var engines = registry{byID: make(map[string]*shared), grace: grace}

// registry hands out engines by id and counts who uses them. It is safe for
// concurrent use.
type registry struct {
	mu    sync.Mutex
	byID  map[string]*shared
	grace time.Duration
}

// acquire returns the engine of the settings' id, making it where there is
// none. It fails where that id is in use with other settings.
//
// The lock is held while rules are loaded and state is read or written, which
// happens when an engine gets its first instance and loses its last. Events
// don't take it.
func (r *registry) acquire(c config.Config, to *paths.Path, log *logp.Logger) (*shared, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.byID[c.ID]
	if s != nil && !reflect.DeepEqual(s.config, c) {
		if s.references > 0 {
			return nil, fmt.Errorf("two eql processors have the id %q and different settings; state can't be shared between them: "+
				"give one of them another id, or both the same settings", c.ID)
		}
		r.end(s) // changed settings after a reload: the old state isn't theirs
		s = nil
	}
	if s == nil {
		if other := r.sameFile(c.ID); other != "" {
			return nil, fmt.Errorf("two eql processors have the ids %q and %q, which some systems take for the name of one file: give one of them another", other, c.ID)
		}
		s = start(c, to, log)
		r.byID[c.ID] = s
		publishMetrics(s)
	}
	if s.ending != nil {
		s.ending.Stop()
		s.ending = nil
	}
	if s.upkeep == nil {
		s.upkeep = beginUpkeep(s)
	}
	s.references++
	return s, nil
}

// sameFile returns an id that differs from another by case only; "" for none.
func (r *registry) sameFile(id string) string {
	for other := range r.byID {
		if other != id && strings.EqualFold(other, id) {
			return other
		}
	}
	return ""
}

// release ends an instance's use of an engine. With the last one its state is
// saved: that may be the last that happens before the process ends.
func (r *registry) release(s *shared) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.references--; s.references > 0 {
		return
	}
	s.rest()
	s.ending = time.AfterFunc(r.grace, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if s.references == 0 {
			r.end(s)
		}
	})
}

// finish saves the state of all engines that are still in use, and returns once
// what others are saving is saved. It is for the end of the process: Winlogbeat
// doesn't wait for the processors of an event log to be closed.
func (r *registry) finish() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.byID {
		s.rest()
	}
}

// end forgets an engine. The lock is held.
func (r *registry) end(s *shared) {
	if s.ending != nil {
		s.ending.Stop()
		s.ending = nil
	}
	if r.byID[s.config.ID] == s {
		delete(r.byID, s.config.ID)
		withdrawMetrics(s)
	}
}

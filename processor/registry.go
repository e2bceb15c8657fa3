package processor

import (
	"fmt"
	"reflect"
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
		s = start(c, to.Config, log)
		r.byID[c.ID] = s
		publishMetrics(s)
	}
	if s.ending != nil {
		s.ending.Stop()
		s.ending = nil
	}
	s.references++
	return s, nil
}

// release ends an instance's use of an engine.
func (r *registry) release(s *shared) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.references--; s.references > 0 {
		return
	}
	s.ending = time.AfterFunc(r.grace, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if s.references == 0 {
			r.end(s)
		}
	})
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

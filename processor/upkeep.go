package processor

import "time"

// upkeep is what is done for an engine beside its events, in a goroutine of its
// own while the engine has instances.
type upkeep struct {
	stop, stopped chan struct{}
}

// evictionPeriod is how often a lack of room is logged at most.
const evictionPeriod = time.Minute

// beginUpkeep begins the upkeep of s.
func beginUpkeep(s *shared) *upkeep {
	u := &upkeep{stop: make(chan struct{}), stopped: make(chan struct{})}
	go u.run(s)
	return u
}

func (u *upkeep) run(s *shared) {
	defer close(u.stopped)
	var reload <-chan time.Time // nil: never
	if s.config.RulesReload.Enabled {
		reload = time.Tick(s.config.RulesReload.Period)
	}
	save := time.Tick(s.config.State.Snapshot) // nil for 0
	evictions := time.Tick(evictionPeriod)
	for {
		select {
		case <-u.stop:
			return
		case <-save:
			s.safely(s.save)
		case now := <-reload:
			s.safely(func() { s.reload(now) })
		case <-evictions:
			s.safely(s.logEvictions)
		}
	}
}

// rest ends the upkeep, if it isn't ended, and saves the state. The registry is
// locked.
func (s *shared) rest() {
	if s.upkeep == nil {
		return
	}
	close(s.upkeep.stop)
	<-s.upkeep.stopped
	s.upkeep = nil
	s.safely(s.save)
}

// safely does what must not take the Beat down for a defect of ours.
func (s *shared) safely(do func()) {
	defer func() { s.panicked(recover()) }()
	do()
}

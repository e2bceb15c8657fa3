// Package processor is the libbeat processor `eql`: it runs EQL rules over the
// events that pass and tags the event that completes one. It is the only
// package that knows both libbeat and the engine.
//
// Importing it is enough to register the processor:
//
//	import _ "github.com/eqlbeat/eqlbeat/processor"
package processor

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/processors"
	agentconfig "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/eqlbeat/eqlbeat/config"
)

// Name is the processor's name in a Beat's configuration.
const Name = "eql"

// processor is one instance. Its state is not its own: instances with one id
// share an engine.
//
// libbeat may have an instance in several groups, each of which sets its paths
// and closes it, and may close it while events pass and while its paths are
// being set. All methods are safe for concurrent use, and Run takes no lock.
type processor struct {
	config config.Config
	log    *logp.Logger
	shared atomic.Pointer[shared] // nil before SetPaths and after Close

	mu     sync.Mutex // held by SetPaths and Close
	paths  *paths.Path
	closed bool
}

// New reads the settings. It has no side effects, because libbeat also calls it
// to test a configuration; everything else begins in SetPaths.
func New(c *agentconfig.C, log *logp.Logger) (beat.Processor, error) {
	settings, err := config.Unpack(c)
	if err != nil {
		return nil, fmt.Errorf("the %s processor's settings: %w", Name, err)
	}
	if strict.Load() {
		if err := checkRules(settings); err != nil {
			return nil, err
		}
	}
	return &processor{config: settings, log: log.Named(Name).With("instance_id", settings.ID)}, nil
}

// String names the processor in logs.
func (p *processor) String() string {
	return fmt.Sprintf("%s=[id=%s]", Name, p.config.ID)
}

// SetPaths loads the rules, unless another instance with this id has, and takes
// part in its state. libbeat calls it before the first event, for a global
// processor once for each input. Rules that don't load are logged, and the
// others run. Errors are another instance with the same id and other settings,
// after which it may be called again; other paths than those already set; and
// an instance that is closed.
func (p *processor) SetPaths(to *paths.Path) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return processors.ErrSetPathsOnClosed
	case p.paths == nil:
	case p.paths == to || *p.paths == *to:
		return nil
	default:
		return processors.ErrPathsAlreadySet
	}
	s, err := engines.acquire(p.config, to, p.log)
	if err != nil {
		return err
	}
	p.paths = to
	p.shared.Store(s)
	return nil
}

// Close lets go of the state. It may be called more than once. Events that come
// later pass without being looked at.
func (p *processor) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	if s := p.shared.Swap(nil); s != nil {
		engines.release(s)
	}
	return nil
}

// Run tags the event if it completes a rule. It always returns the event it
// was given, and never an error: what goes wrong is counted.
func (p *processor) Run(event *beat.Event) (*beat.Event, error) {
	// Before SetPaths, where it failed, and after Close there are no rules; the
	// event passes all the same.
	if s := p.shared.Load(); s != nil && event != nil {
		s.run(event)
	}
	return event, nil
}

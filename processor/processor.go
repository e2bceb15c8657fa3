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

func init() {
	processors.RegisterPlugin(Name, New)
}

// processor is one instance. Its state is not its own: instances with one id
// share an engine.
type processor struct {
	config config.Config
	log    *logp.Logger
	shared atomic.Pointer[shared] // nil before SetPaths and after Close
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
// part in its state. libbeat calls it once, before the first event. Rules that
// don't load are logged, and the others run; the only error is another
// instance with the same id and other settings.
func (p *processor) SetPaths(to *paths.Path) error {
	s, err := engines.acquire(p.config, to, p.log)
	if err != nil {
		return err
	}
	p.shared.Store(s)
	return nil
}

// Close lets go of the state. It may be called more than once.
func (p *processor) Close() error {
	if s := p.shared.Swap(nil); s != nil {
		engines.release(s)
	}
	return nil
}

// Run tags the event if it completes a rule. It always returns the event it
// was given, and never an error: what goes wrong is counted.
func (p *processor) Run(event *beat.Event) (*beat.Event, error) {
	// Without SetPaths, which libbeat takes as done even where it failed, there
	// are no rules; the event passes all the same.
	if s := p.shared.Load(); s != nil && event != nil {
		s.run(event)
	}
	return event, nil
}

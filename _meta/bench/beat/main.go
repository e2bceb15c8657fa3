// Beat is eqlbeat with a second processor, noop, which does nothing: what it ships with noop is what eqlbeat costs without
// the eql processor's own work. It holds memory that it doesn't use, so that the garbage collector runs equally seldom
// whatever state a processor has.
package main

import (
	"os"
	"runtime"
	_ "time/tzdata"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/processors"
	"github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/eqlbeat/eqlbeat/beater"
)

// noop is wrapped by libbeat as eql is, because it can be closed.
type noop struct{}

func (noop) Run(e *beat.Event) (*beat.Event, error) { return e, nil }
func (noop) Close() error                           { return nil }
func (noop) String() string                         { return "noop" }

func main() {
	ballast := make([]byte, 64<<20)
	processors.RegisterPlugin("noop", func(*config.C, *logp.Logger) (beat.Processor, error) { return noop{}, nil })
	err := beater.RootCmd().Execute()
	runtime.KeepAlive(ballast)
	if err != nil {
		os.Exit(1)
	}
}

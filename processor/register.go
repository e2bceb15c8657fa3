package processor

import (
	_ "unsafe" // for go:linkname

	"github.com/spf13/cobra"

	"github.com/elastic/beats/v7/libbeat/processors"
)

// registered is libbeat's own registry of processors, from which it builds those
// of a configuration; nil in a libbeat that has none of this name.
//
// processors.RegisterPlugin would put processors.SafeProcessor around each
// instance. That has two costs. Around every Run it takes a lock that all
// publishing goroutines share, so that for a global processor several of them
// together get less done than one alone. And once closed it loses the events
// that still come. What it is there for, instances see to themselves: see the
// type processor. libbeat has no other way in; its loader of processors from
// .so files, which can't be called, leaves the wrapper out in the same way.
//
//go:linkname registered github.com/elastic/beats/v7/libbeat/processors.registry
var registered *processors.Namespace

func init() {
	register(registered)
	cobra.OnFinalize(engines.finish) // when the Beat's command has run
}

// register makes the processor known to libbeat, with what a condition (`when`)
// takes.
func register(with *processors.Namespace) {
	if with == nil {
		processors.RegisterPlugin(Name, New)
		return
	}
	if err := with.Register(Name, New); err != nil { // only for a name with a dot in it
		panic(err)
	}
}

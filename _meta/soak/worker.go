package main

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"time"

	"github.com/elastic/beats/v7/libbeat/processors"
	"github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"

	_ "github.com/eqlbeat/eqlbeat/processor"
)

const (
	workerCount  = 8
	everydayLogs = 4 // everyday events of a log in a tick, two of them behind all others
	reopenTicks  = 40
)

// worker is a goroutine that pushes the events of some logs through a processor of its own, as an input does.
type worker struct {
	number    int
	hosts     []*host
	home      *paths.Path
	dice      *rand.Rand
	processor *processors.Processors
	records   int64 // ids given to everyday events
	pushed    int64
	found     []finding // in this tick
	err       error     // what ended it
}

// open makes the processor as libbeat does. All workers' processors have one id, and so share their state.
func (w *worker) open() error {
	c, err := config.NewConfigWithYAML([]byte(yaml(filepath.Join(w.home.Config, "rules"))), "soak")
	if err != nil {
		return err
	}
	var list processors.PluginConfig
	if err := c.Unpack(&list); err != nil {
		return err
	}
	group, err := processors.New(list, logp.NewNopLogger())
	if err != nil {
		return err
	}
	for _, p := range group.All() {
		if at, ok := p.(processors.PathSetter); ok {
			err = errors.Join(err, at.SetPaths(w.home))
		}
	}
	if w.processor != nil {
		err = errors.Join(err, w.processor.Close())
	}
	w.processor = group
	return err
}

// tick pushes what arrives in the second of event time that begins at now.
func (w *worker) tick(tick int, now time.Time) {
	if tick%reopenTicks == w.number {
		if w.err = w.open(); w.err != nil {
			return
		}
	}
	for _, h := range w.hosts {
		for l := range logs {
			if (h.number+int(l))%workerCount != w.number {
				continue
			}
			begin := now.Add(h.shift)
			w.everyday(h, l, begin)
			for _, a := range h.arrivals(tick, l) {
				w.push(h, &a.event)
			}
			if h.number == flooder && l == sysmon && tick/20%3 == 1 {
				w.flood(h, begin)
			}
			w.everyday(h, l, begin.Add(900*time.Millisecond))
		}
	}
}

func (w *worker) everyday(h *host, l log, at time.Time) {
	for i := range everydayLogs / 2 {
		e := everyday(l, w.record(), w.dice)
		e.at = at.Add(time.Duration(i) * time.Millisecond)
		w.push(h, &e)
	}
}

// flooded is how many partial matches the flooding host begins in a tick. In the ten ticks that each may be of use they are
// more than fit into the budget.
const flooded = 5_000

// flood begins partial matches of ever new processes.
func (w *worker) flood(h *host, begin time.Time) {
	for i := range flooded {
		e := event{log: sysmon, code: 7, at: begin.Add(time.Duration(i) * 20 * time.Microsecond), record: w.record()}
		e.data = about(load("taskschd.dll"), image(powershell), guid(-e.record))
		w.push(h, &e)
	}
}

// record is the id of an event that belongs to no scene.
func (w *worker) record() int64 {
	w.records++
	return int64(w.number+1)<<40 + w.records
}

func (w *worker) push(h *host, e *event) {
	w.pushed++
	out, err := w.processor.Run(e.beatEvent(h.name))
	if err != nil || out == nil {
		w.err = errors.Join(w.err, errors.New("the processor dropped an event"), err)
		return
	}
	w.found = append(w.found, findings(out)...)
}

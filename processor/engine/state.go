package engine

import (
	"io"
	"strings"
	"sync/atomic"

	"github.com/eqlbeat/eqlbeat/processor/sequence"
)

// StateRead is what has become of the partial matches of a state.
type StateRead = sequence.StateRead

// WriteState writes the in-flight sequences of all rules. Events go on
// meanwhile; see sequence.Store.WriteState.
func (e *Engine) WriteState(w io.Writer) error { return e.store.WriteState(w) }

// ReadState takes up what WriteState has written, here or in another process,
// for those rules that mean the same as then. An error means that the bytes are
// no such state; then nothing is taken up. Call it before the first event.
func (e *Engine) ReadState(state []byte) (StateRead, error) { return e.store.ReadState(state) }

// hosts has the name of one host of each class, the first that was seen.
type hosts [sequence.HostClasses]atomic.Pointer[string]

// note keeps a host's name.
func (h *hosts) note(class uint16, name string) {
	if h[class].Load() == nil {
		own := strings.Clone(name)
		h[class].CompareAndSwap(nil, &own)
	}
}

// Evictions calls visit for each host that has lost partial matches for lack
// of room, with how many. Hosts of one class are counted together, under the
// name of the first; see sequence.HostClasses.
func (e *Engine) Evictions(visit func(host string, n uint64)) {
	e.store.Evictions(func(class uint16, n uint64) {
		name := ""
		if host := e.hosts[class].Load(); host != nil {
			name = *host
		}
		visit(name, n)
	})
}

// EvictedByRule calls visit with each rule and how many of its partial matches
// were lost for lack of room, in the order of Rules.
func (e *Engine) EvictedByRule(visit func(rule int, n uint64)) {
	for i, p := range e.plans {
		if p.sequence != nil {
			visit(i, p.sequence.Stats().Evicted)
		}
	}
}

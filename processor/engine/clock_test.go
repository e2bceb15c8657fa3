package engine

import (
	"testing"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// A clock that leaps is believed when the next event says the same. An event
// that matches steps of several rules is still one event.
func TestAnEventThatMatchesSeveralRulesMovesTheClockOnce(t *testing.T) {
	const week = 7 * 24 * 3600 * 1000
	for name, rules := range map[string][]*rule.Rule{
		"two sequences": {rule.Builtin(), other("load", anyLoad)},
		"one that waits for time to pass": {rule.Builtin(), other("waits", `sequence by process.entity_id with maxspan=1s
			[any where file.name : "other.dll"] [network where destination.port == 135] ![network where destination.port == 445]`)},
	} {
		t.Run(name, func(t *testing.T) {
			e := start(t, 16<<20, rules...)
			r := newRunner(t, e)
			r.load(1, 0)
			r.load(2, week) // one wrong time stamp
			r.load(3, 1000)
			if n := e.Stats().Leaps; n != 1 {
				t.Errorf("%d leaps were counted: the first was believed", n)
			}
		})
	}
}

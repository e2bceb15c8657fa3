package engine

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// tiebreaker returns what orders the event among others of its time: the value
// of the rule's tiebreaker field. Events without one come last.
func (s *Session) tiebreaker(p *plan) int64 {
	if !p.tied {
		return 0
	}
	return rank(s.first(p.tiebreaker))
}

// rank returns a number that orders the values of a field as they are ordered
// themselves: numbers by their size, also where they are text, times by the
// instant, other text by its first eight bytes. No value comes last.
func rank(v event.Value) int64 {
	switch v.Kind() {
	case event.Int:
		return rankOfFloat(float64(v.Int()))
	case event.Float:
		return rankOfFloat(v.Float())
	case event.Time:
		return v.Int()
	case event.String:
		if n, ok := event.ParseNumber(v.Str()); ok {
			return rank(n)
		}
		if at, err := time.Parse(time.RFC3339Nano, v.Str()); err == nil {
			return at.UnixNano()
		}
		var first [8]byte
		copy(first[:], v.Str())
		return int64(binary.BigEndian.Uint64(first[:]) - 1<<63)
	}
	return math.MaxInt64
}

// rankOfFloat returns the bits of f, changed so that they are ordered as
// numbers are.
func rankOfFloat(f float64) int64 {
	bits := int64(math.Float64bits(f))
	if bits < 0 {
		return bits ^ math.MaxInt64
	}
	return bits
}

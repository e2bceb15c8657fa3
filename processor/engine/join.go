package engine

import (
	"bytes"

	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/sequence"
)

// maxCombinations bounds how many join keys one event has for one step: every
// combination of the values of its key fields. Elasticsearch has no such
// limit; an event that needs more is counted and takes part with the first.
const maxCombinations = 256

// join adds to the pending hits what the event means to each join key of a
// step it has matched: none where a key field is missing, several where one
// has several values.
func (s *Session) join(st *step) {
	p := st.plan
	if p.uniform && len(s.pending) > 0 {
		// The keys are those of a step that was joined before.
		for i := range s.pending {
			s.pending[i].add(st)
		}
		return
	}
	combinations := 1
	for _, k := range st.keys {
		n := len(s.view.Values(k.slot))
		if n == 0 {
			if !k.optional {
				return
			}
			n = 1
		}
		if combinations *= n; combinations > maxCombinations {
			combinations = maxCombinations
			s.engine.counts.overflown.Add(1)
			break
		}
	}
	for n := range combinations {
		start := len(s.key)
		s.key = s.appendKey(s.key, st.keys, n)
		s.merge(s.key[start:len(s.key):len(s.key)], st)
	}
}

// appendKey encodes combination number n of the key fields' values.
func (s *Session) appendKey(dst []byte, keys []key, n int) []byte {
	if len(keys) == 0 {
		return append(dst, 0) // without `by` all events share one key
	}
	for _, k := range keys {
		values := s.view.Values(k.slot)
		if len(values) == 0 {
			dst = sequence.AppendKey(dst, event.Value{}, k.typ)
			continue
		}
		dst = sequence.AppendKey(dst, values[n%len(values)], k.typ)
		n /= len(values)
	}
	return dst
}

// merge adds a step's roles to the pending hit with a key.
func (s *Session) merge(key []byte, st *step) {
	for i := range s.pending {
		if bytes.Equal(s.pending[i].key, key) {
			s.pending[i].add(st)
			return
		}
	}
	s.pending = append(s.pending, hit{key: key, roles: st.roles, step: st})
}

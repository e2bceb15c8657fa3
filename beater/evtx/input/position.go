package input

import (
	"strings"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/common/acker"
	"github.com/elastic/beats/v7/libbeat/statestore"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/eqlbeat/eqlbeat/beater/evtx"
)

// position is how far a file has been read, as the registry has it: a record,
// by its number in the file, and the time at which it was written. A record
// with that number but another time belongs to another log. The time is text,
// because the registry has numbers as float64.
type position struct {
	Record  uint64 `struct:"record"`
	Written string `struct:"written"`
}

// positionOf returns the position of record i of a chunk.
func positionOf(c *evtx.Chunk, i int) position {
	return position{c.ID(i), c.Written(i).Format(time.RFC3339Nano)}
}

// shipped is what an event carries until an output has confirmed it.
type shipped struct {
	key string
	at  position
}

// positions keeps positions in the registry.
type positions struct {
	store *statestore.Store
	log   *logp.Logger
	id    string
}

func (p *positions) key(path string) string { return Type + "::" + p.id + "::" + path }

// of returns the position in a file, zero if it is new.
func (p *positions) of(path string) position {
	var at position
	key := p.key(path)
	known, err := p.store.Has(key)
	if err == nil && known {
		err = p.store.Get(key, &at)
	}
	if err != nil {
		p.log.Errorf("Reading %s from its start: the registry doesn't say how far it was read: %v", path, err)
		return position{}
	}
	return at
}

// listener keeps the positions of events that an output has confirmed.
func (p *positions) listener() beat.EventListener {
	return acker.EventPrivateReporter(func(_ int, events []any) {
		for i, e := range events {
			one, ok := e.(*shipped)
			if !ok {
				continue
			}
			// Of events of one file the last one counts.
			if i+1 < len(events) {
				if next, ok := events[i+1].(*shipped); ok && next.key == one.key {
					continue
				}
			}
			if err := p.store.Set(one.key, one.at); err != nil && !statestore.IsClosed(err) {
				p.log.Errorf("The position in %s can't be kept: %v", strings.TrimPrefix(one.key, p.key("")), err)
			}
		}
	})
}

// forget removes the positions of files for which gone is true.
func (p *positions) forget(gone func(path string) bool) {
	prefix := p.key("")
	var keys []string
	err := p.store.Each(func(key string, _ statestore.ValueDecoder) (bool, error) {
		if path, ours := strings.CutPrefix(key, prefix); ours && gone(path) {
			keys = append(keys, key)
		}
		return true, nil
	})
	for _, key := range keys {
		if err == nil {
			err = p.store.Remove(key)
		}
	}
	if err != nil && !statestore.IsClosed(err) {
		p.log.Errorf("Positions of files that are gone can't be removed: %v", err)
	}
}

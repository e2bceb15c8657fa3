package input

import (
	"context"
	"os"

	"github.com/eqlbeat/eqlbeat/beater/evtx"
)

// file ships the records of a file that haven't been. The error is that of
// reading the file, or of stop.
func (s *scanner) file(stop context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	log, err := evtx.Open(f, info.Size())
	if err != nil {
		return err
	}
	after, err := s.begin(log, path)
	if err != nil {
		return err
	}
	for i := range log.Len() {
		if before(log, i, after+1) {
			continue
		}
		c, err := log.Chunk(i)
		if err != nil {
			return err
		}
		if c == nil {
			continue
		}
		if c.Problem() != "" {
			s.metrics.chunks.Inc()
			s.log.Warnf("%s: %s", path, c.Problem())
		}
		if err := s.ship(stop, c, path, after); err != nil {
			return err
		}
	}
	return nil
}

// begin returns the number of the record behind which to begin, 0 for the
// start of the file.
func (s *scanner) begin(log *evtx.Log, path string) (uint64, error) {
	at := s.positions.of(path)
	if at.Record == 0 {
		return 0, nil
	}
	newer := true // than what was read: the log has grown so much that it has overwritten that
	for i := range log.Len() {
		if before(log, i, at.Record) {
			newer = false
			continue
		}
		c, err := log.Chunk(i)
		if err != nil {
			return 0, err
		}
		if c == nil {
			continue
		}
		for j := range c.Len() {
			if positionOf(c, j) == at {
				return at.Record, nil
			}
			newer = newer && c.ID(j) > at.Record
		}
	}
	if !newer {
		s.log.Infof("%s is another log than before, and is read from its start", path)
	}
	return 0, nil
}

// before reports whether all records of a chunk stand before one with a number.
// The last chunk of a log may have more records than it says.
func before(log *evtx.Log, i int, record uint64) bool {
	last := log.Last(i)
	return last != 0 && last < record && i < log.Len()-1
}

// ship publishes the records of a chunk behind a position. The error is that of
// stop.
func (s *scanner) ship(stop context.Context, c *evtx.Chunk, path string, after uint64) error {
	damaged, first := 0, error(nil)
	for i := range c.Len() {
		if c.ID(i) <= after {
			continue
		}
		if err := stop.Err(); err != nil {
			return err
		}
		record, err := c.Record(i, path)
		if err != nil {
			if damaged++; damaged == 1 {
				first = err
			}
			continue
		}
		event := record.ToEvent()
		event.Private = &shipped{s.positions.key(path), positionOf(c, i)}
		s.client.Publish(event)
		s.metrics.events.Inc()
	}
	if damaged > 0 {
		s.metrics.records.Add(uint64(damaged))
		s.log.Warnf("%s: %d records between %d and %d can't be read, the first because %v",
			path, damaged, c.ID(0), c.ID(c.Len()-1), first)
	}
	return nil
}

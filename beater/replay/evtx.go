package replay

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/goccy/go-json"

	"github.com/eqlbeat/eqlbeat/beater/evtx"
)

// beginsLog reports whether a file is a Windows event log. It waits for no more
// of a stream than it has to.
func beginsLog(r *bufio.Reader) bool {
	for n := 1; n <= len(evtx.Magic); n++ {
		head, err := r.Peek(n)
		if err != nil || string(head) != evtx.Magic[:n] {
			return false
		}
	}
	return true
}

// readLog is readBlocks of a Windows event log: a chunk is a block, and a
// record's number in the log is its line.
func readLog(from io.Reader, number uint64, emit func(*block) bool) (next uint64, err error) {
	r, err := evtx.NewReader(from)
	if err != nil {
		return number, err
	}
	last := uint64(0) // record
	for {
		c, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return number, nil
		case err != nil:
			return number, err
		}
		b := &block{first: number, chunk: c, problem: c.Problem()}
		for i := range c.Len() {
			last = c.ID(i)
			b.lines = append(b.lines, last)
		}
		if c.Len() == 0 {
			b.lines = []uint64{last} // its problem stands behind that record
		}
		number += uint64(len(b.lines))
		if !emit(b) {
			return number, nil
		}
	}
}

// unpack calls visit with the event of each record, as JSON, and notes those
// that can't be read.
func (b *block) unpack(visit func(text string, number uint64)) {
	for i := range b.chunk.Len() {
		text, err := eventText(b.chunk, i)
		if err != nil {
			b.bad = append(b.bad, badLine{b.first + uint64(i), fmt.Sprintf("the record can't be read: %v", err)})
			continue
		}
		visit(text, b.first+uint64(i))
	}
}

// eventText returns the event of a record as a Beat would have written it.
func eventText(c *evtx.Chunk, i int) (string, error) {
	record, err := c.Record(i, "")
	if err != nil {
		return "", err
	}
	e := record.ToEvent()
	e.Fields["@timestamp"] = e.Timestamp.Format(time.RFC3339Nano)
	if err := e.Delete("event.created"); err != nil { // now
		return "", err
	}
	text, err := json.MarshalNoEscape(e.Fields)
	return string(text), err
}

package replay

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// spill is a temporary file of sorted records: for each its event time, its
// number, and the length and bytes of what is matched.
type spill struct {
	file    *os.File
	removed bool
}

// writeSpill writes records to a new temporary file.
func writeSpill(records []record) (*spill, error) {
	f, err := os.CreateTemp("", "eqlbeat-replay-")
	if err != nil {
		return nil, err
	}
	// Where a file may be removed while it is open, nothing can leave it behind.
	s := &spill{file: f, removed: os.Remove(f.Name()) == nil}
	w := bufio.NewWriterSize(f, 1<<20)
	var head [3 * binary.MaxVarintLen64]byte
	for _, r := range records {
		n := binary.PutVarint(head[:], r.at)
		n += binary.PutUvarint(head[n:], r.number)
		n += binary.PutUvarint(head[n:], uint64(len(r.matched)))
		_, _ = w.Write(head[:n]) // its errors come back from Flush
		_, _ = w.Write(r.matched)
	}
	if err := w.Flush(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// reader returns a function that reads one record after the other, and io.EOF
// behind the last.
func (s *spill) reader() (func() (record, error), error) {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	r := bufio.NewReaderSize(s.file, 256<<10)
	return func() (record, error) {
		at, err := binary.ReadVarint(r)
		if err != nil {
			return record{}, err
		}
		number, err1 := binary.ReadUvarint(r)
		size, err2 := binary.ReadUvarint(r)
		if err := errors.Join(err1, err2); err != nil {
			return record{}, err
		}
		matched := make([]byte, size)
		if _, err := io.ReadFull(r, matched); err != nil {
			return record{}, err
		}
		return record{matched: matched, number: number, at: at}, nil
	}, nil
}

// close removes the file.
func (s *spill) close() {
	s.file.Close()
	if !s.removed {
		s.removed = os.Remove(s.file.Name()) == nil
	}
}

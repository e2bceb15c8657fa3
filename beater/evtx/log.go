package evtx

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Log reads the chunks of a file in the order of their records.
type Log struct {
	from   io.ReaderAt
	chunks []place
}

// place is where a chunk stands, and which records it says it has.
type place struct {
	offset      int64
	first, last uint64
}

// Open reads the headers of a file and its chunks. size is the file's. The
// error is ErrFormat where it is no log, and that of from.
func Open(from io.ReaderAt, size int64) (*Log, error) {
	header := make([]byte, fileHeaderSize)
	if _, err := from.ReadAt(header, 0); err != nil {
		return nil, noHeader(err)
	}
	offset, err := chunksBegin(header)
	if err != nil {
		return nil, err
	}
	l := &Log{from: from}
	for ; offset < size; offset += chunkSize {
		head := header[:chunkIDs]
		n, err := from.ReadAt(head, offset)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("at byte %d: %w", offset, err)
		}
		if isUnused(head[:n]) {
			continue
		}
		p := place{offset: offset}
		if n == len(head) && bytes.HasPrefix(head, []byte(chunkMagic)) {
			p.first, p.last = binary.LittleEndian.Uint64(head[24:]), binary.LittleEndian.Uint64(head[32:])
		}
		l.chunks = append(l.chunks, p)
	}
	slices.SortStableFunc(l.chunks, func(a, b place) int { return cmp.Compare(a.first, b.first) })
	return l, nil
}

// Len returns how many chunks there are.
func (l *Log) Len() int { return len(l.chunks) }

// Last returns the number of the last record that chunk i says it has, 0 for
// one that says nothing. Later chunks have later records.
func (l *Log) Last(i int) uint64 { return l.chunks[i].last }

// Chunk reads chunk i. It is nil where the chunk has been emptied since the
// log was opened. The error is that of reading.
func (l *Log) Chunk(i int) (*Chunk, error) {
	data := make([]byte, chunkSize)
	n, err := l.from.ReadAt(data, l.chunks[i].offset)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("at byte %d: %w", l.chunks[i].offset, err)
	}
	return newChunk(data, n, l.chunks[i].offset), nil
}

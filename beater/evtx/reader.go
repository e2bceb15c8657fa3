// Package evtx reads Windows event log files (.evtx) on any system and gives
// each record the fields that Winlogbeat would have given it.
//
//	file ─► chunks of 64 KiB ─► records ─► binary XML ─► elements ─► Winlogbeat's record ─► event
//
// Files are taken for what somebody may have damaged or forged: no read is
// outside of a chunk, no record refers to another chunk, and what is made of
// one chunk is bounded, in time and memory. What can't be read is reported
// and skipped, the rest is read.
//
// The format is described by Joachim Metz, "Windows XML Event Log (EVTX)
// format", in the documentation of libevtx, and binary XML by Microsoft in
// [MS-EVEN6] 2.2.12 to 2.2.18.
package evtx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Magic is what every EVTX file begins with.
const Magic = "ElfFile\x00"

const (
	chunkSize = 64 << 10
	// fileHeaderSize is how much of the header has content; chunks begin
	// where the header says that its block ends.
	fileHeaderSize = 128
)

// ErrFormat is the error of a file that is no EVTX file.
var ErrFormat = errors.New("it is no EVTX file")

// Reader reads the chunks of a log as they are stored. A log that has grown to
// its largest size begins again at its start, so that newer chunks stand before
// older ones; a Log reads those in order, but needs a file.
type Reader struct {
	from   io.Reader
	offset int64 // of the next chunk
}

// NewReader reads the header of a log. The error is ErrFormat where there is
// none, and that of from.
func NewReader(from io.Reader) (*Reader, error) {
	header := make([]byte, fileHeaderSize)
	if _, err := io.ReadFull(from, header); err != nil {
		return nil, noHeader(err)
	}
	offset, err := chunksBegin(header)
	if err != nil {
		return nil, err
	}
	if _, err := io.CopyN(io.Discard, from, offset-fileHeaderSize); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return &Reader{from: from, offset: offset}, nil
}

// noHeader makes a file that is too short one that is none.
func noHeader(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrFormat
	}
	return err
}

// chunksBegin returns where the first chunk of a file stands.
func chunksBegin(header []byte) (int64, error) {
	if string(header[:len(Magic)]) != Magic {
		return 0, ErrFormat
	}
	minor, major := binary.LittleEndian.Uint16(header[36:]), binary.LittleEndian.Uint16(header[38:])
	if major != 3 {
		return 0, fmt.Errorf("version %d.%d of the format is unknown: 3 is known", major, minor)
	}
	size := int64(binary.LittleEndian.Uint16(header[40:]))
	if size < fileHeaderSize {
		return 0, fmt.Errorf("%w: its header has %d bytes", ErrFormat, size)
	}
	return size, nil
}

// Next returns the next chunk that isn't empty. The error is io.EOF behind the
// last one, else that of the underlying reader.
func (r *Reader) Next() (*Chunk, error) {
	for {
		data := make([]byte, chunkSize)
		n, err := io.ReadFull(r.from, data)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, err
		}
		c := newChunk(data, n, r.offset)
		r.offset += chunkSize
		if c != nil {
			return c, nil
		}
	}
}

// isUnused reports whether a chunk has never been written.
func isUnused(head []byte) bool { return len(bytes.Trim(head, "\x00")) == 0 }

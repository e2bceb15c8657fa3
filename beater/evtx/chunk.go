package evtx

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
	"time"
)

const (
	chunkMagic      = "ElfChnk\x00"
	chunkHeaderSize = 512
	// chunkIDs is how much of a chunk's header it takes to know its records.
	chunkIDs = 40

	recordMagic      = "\x2a\x2a\x00\x00"
	recordHeaderSize = 24 // magic, size, number, time; binary XML follows
	recordTail       = 4  // its size again

	// maxWork bounds what is made of a chunk, and so the time it takes and the
	// memory: about as many bytes. Real chunks take less than a tenth. Without
	// a bound, templates that repeat what they are given could make gigabytes
	// out of one chunk.
	maxWork       = 16 << 20
	elementWork   = 96
	attributeWork = 32
	tokenWork     = 48 // of a template
	valueWork     = 48
)

// Chunk is 64 KiB of a log: records, and the names and templates that they
// refer to. It is used by one goroutine at a time.
type Chunk struct {
	data      []byte // chunkSize of them; zeros where the file ends
	offset    int64  // in the file
	records   []record
	problem   string
	names     map[uint32]string
	templates map[uint32]*template
	work      int // that is still allowed
}

// record is where a record's binary XML stands in its chunk.
type record struct {
	id       uint64
	written  uint64 // when, in 100 ns since 1601
	from, to int
}

// newChunk finds the records of a chunk, of which n bytes could be read. It is
// nil for one that isn't in use.
func newChunk(data []byte, n int, offset int64) *Chunk {
	if isUnused(data[:chunkIDs]) {
		return nil
	}
	c := &Chunk{data: data, offset: offset, work: maxWork, names: make(map[uint32]string), templates: make(map[uint32]*template)}
	if !bytes.HasPrefix(data, []byte(chunkMagic)) {
		c.problem = fmt.Sprintf("the chunk at byte %d is none", offset)
		return c
	}
	end := int(binary.LittleEndian.Uint32(data[48:])) // of what is in use
	if end < chunkHeaderSize || end > chunkSize {
		end = chunkSize
	}
	skipped := c.find(min(end, n))
	var problems []string
	if n < end {
		problems = append(problems, fmt.Sprintf("the file ends %d bytes into it", n))
	}
	if skipped > 0 {
		problems = append(problems, fmt.Sprintf("%d bytes in it are no records", skipped))
	}
	if len(problems) == 0 && binary.LittleEndian.Uint32(data[52:]) != crc32.ChecksumIEEE(data[chunkHeaderSize:end]) {
		problems = append(problems, "its checksum says that something in it has changed")
	}
	if len(problems) > 0 {
		c.problem = fmt.Sprintf("the chunk at byte %d is damaged: %s", offset, strings.Join(problems, ", "))
	}
	return c
}

// find notes the records and returns how many bytes before end belong to none.
// Behind something that is no record it looks for the next one.
func (c *Chunk) find(end int) (skipped int) {
	skipped = max(end-chunkHeaderSize, 0)
	for at := chunkHeaderSize; at+recordHeaderSize+recordTail <= end; {
		size := c.recordSize(at, end)
		if size == 0 {
			at += 8 // what records are aligned to
			continue
		}
		c.records = append(c.records, record{
			id: binary.LittleEndian.Uint64(c.data[at+8:]), written: binary.LittleEndian.Uint64(c.data[at+16:]),
			from: at + recordHeaderSize, to: at + size - recordTail,
		})
		at += size
		skipped -= size
	}
	return skipped
}

// recordSize returns the size of the record at a place, 0 if there is none.
// Records left from earlier use of the chunk have lower numbers, and are none.
func (c *Chunk) recordSize(at, end int) int {
	if string(c.data[at:at+len(recordMagic)]) != recordMagic {
		return 0
	}
	size := int(binary.LittleEndian.Uint32(c.data[at+4:]))
	if size < recordHeaderSize+recordTail || size > end-at ||
		binary.LittleEndian.Uint32(c.data[at+size-recordTail:]) != uint32(size) {
		return 0
	}
	if n := len(c.records); n > 0 && binary.LittleEndian.Uint64(c.data[at+8:]) <= c.records[n-1].id {
		return 0
	}
	return size
}

// Len returns how many records there are.
func (c *Chunk) Len() int { return len(c.records) }

// ID returns the number of record i in its file. Numbers ascend. In a file that
// Windows logs to, that is also the record's own number (winlog.record_id); in
// one that was exported, records are numbered anew.
func (c *Chunk) ID(i int) uint64 { return c.records[i].id }

// Written returns when record i was written into its file, to 100 ns. With its
// number that tells the record from those of other logs.
func (c *Chunk) Written(i int) time.Time { return fileTime(c.records[i].written) }

// Problem says what is wrong with the chunk, "" if nothing is known to be. The
// records that it has can be read all the same.
func (c *Chunk) Problem() string { return c.problem }

// spend takes n from the work that is allowed.
func (c *Chunk) spend(n int) error {
	if c.work -= n; c.work < 0 {
		return errTooMuch
	}
	return nil
}

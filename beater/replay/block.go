package replay

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"unsafe"

	"github.com/eqlbeat/eqlbeat/beater/evtx"
)

const (
	// blockSize is how many bytes of a file are handed on together at most,
	// unless one event has more.
	blockSize = 256 << 10
	// maxEvent is the size in bytes above which an event is not read.
	maxEvent = 64 << 20
)

// block is a part of a file: whole lines, whole elements of an array, or a chunk
// of a Windows event log.
type block struct {
	text   string
	first  uint64   // the number of its first line or element
	bounds [][2]int // of an array: where its elements stand
	lines  []uint64 // and the lines they begin in; of a log, the records' numbers
	// problem says, for an event that can't even be cut out, what is wrong.
	problem string
	// memory is what text stands in, where nothing else does; nil of other blocks.
	memory *[blockSize]byte

	chunk *evtx.Chunk // of a log
	bad   []badLine   // the records that events has found to be none
}

// events calls visit with each event of the block and its number. Empty lines
// have numbers and are no events. It may be called once.
func (b *block) events(visit func(text string, number uint64)) {
	if b.chunk != nil {
		b.unpack(visit)
		return
	}
	if b.bounds != nil {
		for i, at := range b.bounds {
			visit(b.text[at[0]:at[1]], b.first+uint64(i))
		}
		return
	}
	number := b.first
	for rest := b.text; rest != ""; number++ {
		line := rest
		if i := strings.IndexByte(rest, '\n'); i >= 0 {
			line, rest = rest[:i], rest[i+1:]
		} else {
			rest = ""
		}
		if !isBlank(line) {
			visit(line, number)
		}
	}
}

func isBlank(line string) bool {
	return line == "" || line[0] <= ' ' && strings.TrimSpace(line) == ""
}

// errUTF16 is a file as PowerShell's redirection writes it.
var errUTF16 = errors.New("it is UTF-16; save it as UTF-8, in PowerShell with `Out-File -Encoding utf8`")

// readBlocks cuts a file into blocks and calls emit with each; it ends early
// where emit returns false. first is the number of the first line, element or record.
// next is the number behind the last.
func readBlocks(from io.Reader, first uint64, emit func(*block) bool) (next uint64, err error) {
	r := bufio.NewReaderSize(from, 64<<10)
	if beginsLog(r) {
		return readLog(r, first, emit)
	}
	array, err := beginsArray(r)
	switch {
	case errors.Is(err, io.EOF):
		return first, nil
	case err != nil:
		return first, err
	case array:
		c := arrayCutter{emit: emit, number: first, line: 1}
		return c.read(r)
	}
	return readLines(r, first, emit)
}

// beginsArray reports whether a bracket is the first character of a file, and
// takes the byte order mark off it. It waits for no more of a stream than it
// has to. A file without anything ends with io.EOF.
func beginsArray(r *bufio.Reader) (bool, error) {
	mark := []byte("\xEF\xBB\xBF")
	for n := 1; n <= r.Size(); n++ {
		head, err := r.Peek(n)
		if err != nil {
			return false, err
		}
		switch last := head[n-1]; {
		case bytes.Equal(head, mark):
			_, _ = r.Discard(n) // it is buffered
			n = 0
		case bytes.HasPrefix(mark, head):
		case n == 2 && (string(head) == "\xFF\xFE" || string(head) == "\xFE\xFF"):
			return false, errUTF16
		case n == 1 && last >= 0xFE:
		case last != ' ' && last != '\t' && last != '\r' && last != '\n':
			return last == '[', nil
		}
	}
	return false, nil
}

// readLines is readBlocks of a file with one event on each line. Blocks are the
// memory that they were read into: only what begins the next one is copied, where
// that memory is full.
func readLines(r io.Reader, number uint64, emit func(*block) bool) (next uint64, err error) {
	memory := blockMemory.Get().(*[blockSize]byte)
	buffer := memory[:]
	begin, filled := 0, 0 // of what has not been handed on
	for {
		n, err := io.ReadAtLeast(r, buffer[filled:], 1)
		filled += n
		whole := begin + bytes.LastIndexByte(buffer[begin:filled], '\n') + 1
		if err != nil {
			whole = filled // the last line needs no end
		}
		b := &block{text: stringOver(buffer[begin:whole]), first: number}
		if filled == len(buffer) && whole > 0 {
			if begin == 0 && memory != nil {
				b.memory = memory
			}
			rest := buffer[whole:filled]
			if memory = nil; len(rest) <= blockSize/2 {
				memory = blockMemory.Get().(*[blockSize]byte)
				buffer = memory[:]
			} else {
				buffer = make([]byte, 2*len(rest))
			}
			begin, whole, filled = 0, 0, copy(buffer, rest)
		}
		if b.text != "" {
			number += uint64(strings.Count(b.text, "\n"))
			if !emit(b) {
				return number, nil
			}
		}
		begin = whole
		switch {
		case errors.Is(err, io.EOF):
			return number + 1, nil
		case err != nil:
			return number + 1, err
		case filled < len(buffer):
		case filled < maxEvent: // one event, which is longer
			memory, buffer = nil, append(buffer, make([]byte, min(len(buffer), maxEvent-filled))...)
		default:
			memory, buffer = nil, make([]byte, maxEvent)
			if filled, err = skipLine(r, buffer); err != nil {
				return number + 1, err
			}
			if !emit(&block{first: number, problem: tooLong}) {
				return number, nil
			}
			number++
		}
	}
}

// blockMemory is memory of blocks that have been used.
var blockMemory = sync.Pool{New: func() any { return new([blockSize]byte) }}

// release gives the block's memory to another one. Nothing may be in use then
// that is made of the block's events.
func (b *block) release() {
	if b.memory != nil {
		blockMemory.Put(b.memory)
		b.text, b.memory = "", nil
	}
}

// stringOver is a string over the bytes of b, which must not change any more.
func stringOver(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

var tooLong = fmt.Sprintf("it has more than %d MiB", maxEvent>>20)

// skipLine reads to the end of a line and leaves what follows at the start of
// the buffer.
func skipLine(r io.Reader, buffer []byte) (filled int, err error) {
	for {
		n, err := r.Read(buffer)
		if i := bytes.IndexByte(buffer[:n], '\n'); i >= 0 {
			return copy(buffer, buffer[i+1:n]), nil
		}
		if errors.Is(err, io.EOF) {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
	}
}

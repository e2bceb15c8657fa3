package replay

import (
	"bytes"
	"errors"
	"io"
)

// arrayCutter cuts a file that is a JSON array of events, or several behind
// each other, into its elements. It looks at brackets, commas and quotes only;
// whether an element is JSON is found out later.
type arrayCutter struct {
	emit   func(*block) bool
	number uint64 // of the element at hand
	line   uint32 // at hand

	buffer  []byte
	at      int // the next byte to look at
	start   int // of the element at hand
	begun   int // where its first byte that is not blank stands, -1 before that
	began   uint32
	depth   int
	quoted  bool
	escaped bool

	bounds [][2]int // of the elements in the buffer that are complete
	lines  []uint64
	ended  bool // emit has returned false, or the rest is no array
}

func (c *arrayCutter) read(r io.Reader) (next uint64, err error) {
	c.buffer = make([]byte, 0, blockSize)
	c.begun = -1
	for !c.ended {
		if len(c.buffer) == cap(c.buffer) {
			c.buffer = append(c.buffer, make([]byte, cap(c.buffer))...)[:len(c.buffer)]
		}
		n, err := r.Read(c.buffer[len(c.buffer):cap(c.buffer)])
		c.buffer = c.buffer[:len(c.buffer)+n]
		c.cut()
		if err != nil {
			c.end(errors.Is(err, io.EOF))
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return c.number, err
		}
		if c.at-c.start > maxEvent {
			c.fail(tooLong + "; what follows in the array is not read")
		}
		if len(c.buffer) >= cap(c.buffer)/2 {
			c.flush()
		}
	}
	return c.number, nil
}

// cut looks at the bytes that have come.
func (c *arrayCutter) cut() {
	for ; c.at < len(c.buffer) && !c.ended; c.at++ {
		b := c.buffer[c.at]
		if b == '\n' {
			c.line++
		}
		if c.quoted {
			c.inString(b)
			continue
		}
		if b == ' ' || b == '\n' || b == '\t' || b == '\r' {
			continue
		}
		if c.depth == 0 {
			if b != '[' {
				c.fail("it is text behind the array; what follows is not read")
				return
			}
			c.depth, c.start, c.begun = 1, c.at+1, -1
			continue
		}
		switch b {
		case '"':
			c.quoted = true
		case '{', '[':
			c.depth++
		case '}', ']':
			if c.depth--; c.depth == 0 {
				c.element()
				continue
			}
		case ',':
			if c.depth == 1 {
				c.element()
				continue
			}
		}
		if c.begun < 0 {
			c.begun, c.began = c.at, c.line
		}
	}
}

// inString looks at a byte of a string.
func (c *arrayCutter) inString(b byte) {
	switch {
	case c.escaped:
		c.escaped = false
	case b == '\\':
		c.escaped = true
	case b == '"':
		c.quoted = false
	}
}

// element ends the element at hand, in front of the byte at hand.
func (c *arrayCutter) element() {
	if c.begun >= 0 {
		end := c.begun + len(bytes.TrimRight(c.buffer[c.begun:c.at], " \t\r\n"))
		c.bounds = append(c.bounds, [2]int{c.begun, end})
		c.lines = append(c.lines, uint64(c.began))
	}
	c.start, c.begun = c.at+1, -1
}

// flush hands on the complete elements.
func (c *arrayCutter) flush() {
	if len(c.bounds) == 0 {
		return
	}
	b := &block{text: string(c.buffer[:c.bounds[len(c.bounds)-1][1]]), first: c.number, bounds: c.bounds, lines: c.lines}
	c.number += uint64(len(c.bounds))
	c.bounds, c.lines = nil, nil
	if !c.emit(b) {
		c.ended = true
	}
	// The element at hand, or its blanks, stay.
	kept := min(c.start, len(c.buffer))
	n := copy(c.buffer, c.buffer[kept:])
	c.buffer = c.buffer[:n]
	c.at -= kept
	c.start = 0
	if c.begun >= 0 {
		c.begun -= kept
	}
}

// fail reports something that is no element and ends the file.
func (c *arrayCutter) fail(problem string) {
	c.flush()
	c.emit(&block{first: c.number, lines: []uint64{uint64(c.line)}, bounds: [][2]int{}, problem: problem})
	c.number++
	c.ended = true
}

// end hands on what is left. whole says that the file has been read to its end.
func (c *arrayCutter) end(whole bool) {
	if c.ended {
		return
	}
	if whole && c.depth > 0 {
		c.element() // cut short, or the closing bracket is missing
		c.fail("the array is not closed: the file is cut off")
		return
	}
	c.flush()
}

package evtx

import (
	"encoding/binary"
	"errors"
	"unicode/utf16"
	"unicode/utf8"
)

var (
	errShort   = errors.New("it ends too early")
	errTooMuch = errors.New("its chunk unfolds to more than any log has")
)

// cursor reads what stands one behind the other in a chunk. Once a read would
// leave the range, err is set and all that is read is zero.
type cursor struct {
	data []byte
	at   int
	end  int // of the range that may be read
	err  error
}

// take returns the next n bytes, which are the chunk's own; nil where there
// are fewer.
func (c *cursor) take(n int) []byte {
	if c.err != nil || n < 0 || c.at < 0 || n > c.end-c.at {
		c.fail(errShort)
		return nil
	}
	c.at += n
	return c.data[c.at-n : c.at : c.at]
}

// fail ends reading; the first reason stays.
func (c *cursor) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// more reports whether there is something left to read.
func (c *cursor) more() bool { return c.err == nil && c.at < c.end }

func (c *cursor) uint8() uint8 {
	if b := c.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (c *cursor) uint16() uint16 {
	if b := c.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (c *cursor) uint32() uint32 {
	if b := c.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// text reads a string in front of which its length in characters stands.
func (c *cursor) text() string { return decodeUTF16(c.take(2 * int(c.uint16()))) }

// decodeUTF16 returns little-endian UTF-16 up to the first zero, as Windows
// does with strings. A character of which only half is there is replaced.
func decodeUTF16(b []byte) string {
	// Fast path: most text is ASCII, where a character is one byte in a string.
	ascii := make([]byte, 0, len(b)/2)
	for i := 0; i+2 <= len(b) && b[i] < utf8.RuneSelf && b[i+1] == 0; i += 2 {
		if b[i] == 0 {
			return string(ascii)
		}
		ascii = append(ascii, b[i])
	}
	if len(ascii) == len(b)/2 {
		return string(ascii)
	}
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		unit := binary.LittleEndian.Uint16(b)
		if unit == 0 {
			break
		}
		units = append(units, unit)
	}
	return string(utf16.Decode(units))
}

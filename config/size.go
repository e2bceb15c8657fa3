package config

import (
	"fmt"
	"math"
	"strings"

	"github.com/dustin/go-humanize"
)

// Size is a number of bytes. It is written as elsewhere in Beats: 64MiB, 1GB, or
// a number of bytes.
type Size int64

// The units that sizes here are given in.
const (
	MiB Size = 1 << 20
	GiB Size = 1 << 30
)

// Unpack implements ucfg's StringUnpacker.
func (s *Size) Unpack(text string) error {
	n, err := humanize.ParseBytes(text)
	if err != nil || n > math.MaxInt64 {
		return fmt.Errorf("%q is no size: use a number with a unit, such as 64MiB or 1GiB", text)
	}
	*s = Size(n)
	return nil
}

// String returns the size in the largest unit of which it has one, to two digits
// where it is no whole number of them.
func (s Size) String() string {
	return strings.NewReplacer(" ", "", ".0 ", "").Replace(humanize.IBytes(uint64(max(s, 0))))
}

// Set and Type make a Size a flag of a command.
func (s *Size) Set(text string) error { return s.Unpack(text) }

// Type names what a flag takes.
func (s *Size) Type() string { return "size" }

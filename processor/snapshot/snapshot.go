// Package snapshot keeps state in a file that is either whole or known to be
// damaged. What the state is, is the caller's business.
//
// A file is, in little-endian order:
//
//	magic     8 bytes  "eqlstate"
//	version   4 bytes  Version
//	payload
//	length    8 bytes  of the payload, in bytes
//	checksum  8 bytes  xxhash64 of all that stands before it
package snapshot

import (
	"errors"
	"fmt"
	"path/filepath"
)

// Version is that of the container. It rises when what is around the payload
// changes; the payload has a version of its own where it needs one.
const Version = 1

// MaxPayload is the length in bytes above which a payload is neither written
// nor read.
const MaxPayload = 8 << 30

const (
	magic         = "eqlstate"
	headBytes     = len(magic) + 4
	tailBytes     = 8 + checksumBytes
	checksumBytes = 8
)

// What is put to the path of a snapshot for files that stand beside it.
const (
	newSuffix     = ".new"     // one that is being written
	damagedSuffix = ".damaged" // one that was set aside
)

// ErrDamaged is what Read's errors wrap that are about a file which is there but
// can't be used. They say why.
var ErrDamaged = errors.New("the file is damaged")

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

// SetAside renames a file that Read has called damaged, so that it can be looked
// at and is not read again, and returns its new path. Of several only the last
// is kept.
func SetAside(path string) (string, error) {
	var d osDisk
	aside := path + damagedSuffix
	if err := d.removeAll(aside); err != nil {
		return "", err
	}
	if err := d.rename(path, aside); err != nil {
		return "", err
	}
	d.syncDir(filepath.Dir(path))
	return aside, nil
}

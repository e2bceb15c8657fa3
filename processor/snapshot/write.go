package snapshot

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/cespare/xxhash/v2"
)

// Write puts what write writes into a file, in place of what is there. Whatever
// happens, the power failing too, the file then has either all of it or what it
// had before. The folders above it are made where they are missing, for the
// owner alone, as is the file. Two writes of one file must not run at the same
// time.
//
// It fails where write does, and where the operating system does.
func Write(path string, write func(io.Writer) error) error {
	return writeTo(osDisk{}, path, write)
}

// disk is what writing asks of the operating system.
type disk interface {
	mkdirAll(dir string) error
	create(path string) (file, error) // path must not be there
	remove(path string) error
	rename(from, to string) error // over what is there
	syncDir(dir string)
}

// file is an open file.
type file interface {
	io.Writer
	Sync() error
	Close() error
}

func writeTo(d disk, path string, write func(io.Writer) error) error {
	dir, beside := filepath.Dir(path), path+newSuffix
	if err := d.mkdirAll(dir); err != nil {
		return err
	}
	// A process that was killed may have left one.
	if err := d.remove(beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := d.create(beside)
	if err != nil {
		return err
	}
	err = fill(f, write)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = d.rename(beside, path)
	}
	if err != nil {
		_ = d.remove(beside) // the first error is the one to report
		return err
	}
	d.syncDir(dir)
	return nil
}

// fill writes all of a file, and returns once the disk has it.
func fill(f file, write func(io.Writer) error) error {
	buffer := bufio.NewWriterSize(f, 1<<16)
	c := content{to: buffer, hash: xxhash.New()}
	if _, err := c.Write(binary.LittleEndian.AppendUint32([]byte(magic), Version)); err != nil {
		return err
	}
	if err := write(&c); err != nil {
		return err
	}
	length := c.bytes - uint64(headBytes)
	if length > MaxPayload {
		return fmt.Errorf("a snapshot of %d bytes is too long", length)
	}
	if _, err := c.Write(binary.LittleEndian.AppendUint64(nil, length)); err != nil {
		return err
	}
	if _, err := c.Write(binary.LittleEndian.AppendUint64(nil, c.hash.Sum64())); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	return f.Sync()
}

// content hashes and counts what is written.
type content struct {
	to    io.Writer
	hash  *xxhash.Digest
	bytes uint64
}

func (c *content) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	_, _ = c.hash.Write(p[:n]) // never fails
	c.bytes += uint64(n)
	return n, err
}

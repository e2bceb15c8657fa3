package replay

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/klauspost/compress/zstd"
)

// stdinName stands for standard input on the command line.
const stdinName = "-"

// checkFiles returns an error for each file that can't be read, so that no run
// ends in the middle for a misspelt name.
func checkFiles(names []string) error {
	var errs []error
	stdin := 0
	for _, name := range names {
		if name == stdinName {
			if stdin++; stdin == 2 {
				errs = append(errs, errors.New("-: standard input can be read only once"))
			}
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			errs = append(errs, withoutPath(name, err))
			continue
		}
		if info, err := f.Stat(); err == nil && info.IsDir() {
			errs = append(errs, fmt.Errorf("%s: it is a folder: name the files in it", name))
		}
		f.Close()
	}
	return errors.Join(errs...)
}

// withoutPath names the file once, and as the user did.
func withoutPath(name string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// totalSize returns how many bytes the files have as they are stored, -1 if
// one of them doesn't say.
func totalSize(names []string) int64 {
	total := int64(0)
	for _, name := range names {
		info, err := os.Stat(name)
		if name == stdinName || err != nil || !info.Mode().IsRegular() {
			return -1
		}
		total += info.Size()
	}
	return total
}

// open returns what a file holds, unpacked. read is told how many of its bytes
// have been read as they are stored.
func open(name string, stdin io.Reader, read func(n int)) (io.ReadCloser, error) {
	var from io.ReadCloser = io.NopCloser(stdin)
	if name != stdinName {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		from = f
	}
	// Small, so that what is read of a file that isn't packed passes by it.
	raw := bufio.NewReaderSize(&metered{from, read}, 4<<10)
	magic, err := raw.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		from.Close()
		return nil, err
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1F, 0x8B}):
		unpacked, err := gzip.NewReader(bufio.NewReaderSize(raw, packedBuffer))
		if err != nil {
			from.Close()
			return nil, err
		}
		return &unpacker{unpacked, func() { from.Close() }}, nil
	case bytes.HasPrefix(magic, []byte{0x28, 0xB5, 0x2F, 0xFD}), isSkippableFrame(magic):
		unpacked, err := zstd.NewReader(bufio.NewReaderSize(raw, packedBuffer))
		if err != nil {
			from.Close()
			return nil, err
		}
		return &unpacker{unpacked, func() { unpacked.Close(); from.Close() }}, nil
	}
	return &unpacker{raw, func() { from.Close() }}, nil
}

// packedBuffer is how many bytes of a packed file are read at a time.
const packedBuffer = 256 << 10

// isSkippableFrame reports whether bytes begin a zstd frame without content,
// as pzstd puts in front.
func isSkippableFrame(magic []byte) bool {
	return len(magic) == 4 && magic[0]&0xF0 == 0x50 && bytes.Equal(magic[1:], []byte{0x2A, 0x4D, 0x18})
}

// metered is a reader that says how much is read.
type metered struct {
	io.Reader
	read func(n int)
}

// Read implements io.Reader.
func (m *metered) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	m.read(n)
	return n, err
}

// unpacker reads and closes what is below.
type unpacker struct {
	io.Reader
	end func()
}

// Close implements io.Closer.
func (u *unpacker) Close() error {
	u.end()
	return nil
}

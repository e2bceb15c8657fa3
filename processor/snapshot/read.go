package snapshot

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"

	"github.com/cespare/xxhash/v2"
)

// Read returns the payload that Write has put into a file. An error is
// fs.ErrNotExist where there is none, ErrDamaged for whatever isn't exactly what
// was written or may have been written by others, and else the operating
// system's. It allocates no more than the file is long.
func Read(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if err := permitted(info); err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	// Asked again of what was opened: the first answer may be of another file.
	if info, err = file.Stat(); err != nil {
		return nil, err
	}
	if err := permitted(info); err != nil {
		return nil, err
	}
	if size := info.Size(); size > MaxPayload || size > math.MaxInt {
		return nil, damaged("with %d bytes it is too long", size)
	}
	content := make([]byte, info.Size())
	if _, err := io.ReadFull(file, content); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, damaged("it has become shorter while it was read")
		}
		return nil, err
	}
	return decode(content)
}

// permitted refuses what is no file, and what others may write.
func permitted(info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return damaged("it is a folder")
	case mode&fs.ModeSymlink != 0:
		return damaged("it is a symbolic link")
	case !mode.IsRegular():
		return damaged("it is no regular file")
	case modesAreReal && mode.Perm()&0o022 != 0:
		return damaged("others than its owner may write it (%v)", mode.Perm())
	}
	return nil
}

// decode returns the payload of a file's content.
func decode(content []byte) ([]byte, error) {
	if len(content) < headBytes+tailBytes {
		return nil, damaged("with %d bytes it is too short", len(content))
	}
	payload, tail := content[headBytes:len(content)-tailBytes], content[len(content)-tailBytes:]
	version := binary.LittleEndian.Uint32(content[len(magic):])
	length := binary.LittleEndian.Uint64(tail)
	switch {
	case string(content[:len(magic)]) != magic:
		return nil, damaged("it doesn't begin like a snapshot")
	case version != Version:
		return nil, damaged("its version is %d, and only %d can be read", version, Version)
	case binary.LittleEndian.Uint64(tail[8:]) != xxhash.Sum64(content[:len(content)-checksumBytes]):
		return nil, damaged("its checksum is wrong: it was cut short or changed")
	case length != uint64(len(payload)):
		return nil, damaged("it holds %d bytes and says %d", len(payload), length)
	}
	return payload[:len(payload):len(payload)], nil
}

package evtx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

// logOf returns a file of chunks.
func logOf(chunks ...[]byte) []byte {
	header := make([]byte, 4096)
	copy(header, Magic)
	binary.LittleEndian.PutUint16(header[36:], 1)
	binary.LittleEndian.PutUint16(header[38:], 3)
	binary.LittleEndian.PutUint16(header[40:], uint16(len(header)))
	return append(header, bytes.Join(chunks, nil)...)
}

// chunkOf returns a chunk of records with these numbers.
func chunkOf(ids ...uint64) []byte {
	b := newBuilder()
	for _, id := range ids {
		event(b, id, func() {})
	}
	all := b.bytes()
	binary.LittleEndian.PutUint64(all[24:], ids[0])
	binary.LittleEndian.PutUint64(all[32:], ids[len(ids)-1])
	return all
}

// readIDs returns the numbers of all records and what is wrong, read in both
// ways: stored is the order in the file, ordered that of the log.
func readIDs(t *testing.T, file []byte) (stored, ordered []uint64, problems []string) {
	t.Helper()
	ids := func(c *Chunk) (all []uint64) {
		for i := range c.Len() {
			all = append(all, c.ID(i))
		}
		return all
	}
	r, err := NewReader(bytes.NewReader(file))
	require.NoError(t, err)
	for {
		c, err := r.Next()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		stored = append(stored, ids(c)...)
		if c.Problem() != "" {
			problems = append(problems, c.Problem())
		}
	}
	l, err := Open(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	for i := range l.Len() {
		c, err := l.Chunk(i)
		require.NoError(t, err)
		ordered = append(ordered, ids(c)...)
		if c.Problem() != "" {
			require.Contains(t, problems, c.Problem())
		}
	}
	return stored, ordered, problems
}

func TestOrderOfRecords(t *testing.T) {
	unused := make([]byte, chunkSize)
	stored, ordered, problems := readIDs(t, logOf(chunkOf(7, 8), unused, chunkOf(3, 4), chunkOf(5, 6), unused))
	require.Equal(t, []uint64{7, 8, 3, 4, 5, 6}, stored)
	require.Equal(t, []uint64{3, 4, 5, 6, 7, 8}, ordered)
	require.Empty(t, problems)
}

func TestDamage(t *testing.T) {
	second := func(change func(chunk []byte)) []byte {
		chunk := chunkOf(3, 4, 5)
		change(chunk)
		return logOf(chunkOf(1, 2), chunk, chunkOf(6))
	}
	recordAt := func(chunk []byte, n int) int {
		at := chunkHeaderSize
		for range n {
			at += int(binary.LittleEndian.Uint32(chunk[at+4:]))
		}
		return at
	}
	tests := []struct {
		name    string
		file    []byte
		want    []uint64
		problem string
	}{
		{"a chunk that is overwritten", second(func(c []byte) { copy(c, "garbage!") }), []uint64{1, 2, 6},
			"the chunk at byte 69632 is none"},
		{"a record without its mark is skipped", second(func(c []byte) { c[recordAt(c, 1)] = 0 }), []uint64{1, 2, 3, 5, 6},
			"the chunk at byte 69632 is damaged: 248 bytes in it are no records"},
		{"a record with another size is skipped", second(func(c []byte) { c[recordAt(c, 0)+4]++ }), []uint64{1, 2, 4, 5, 6},
			"the chunk at byte 69632 is damaged: 248 bytes in it are no records"},
		{"a record whose number is too low is left from earlier", second(func(c []byte) { c[recordAt(c, 2)+8] = 2 }), []uint64{1, 2, 3, 4, 6},
			"the chunk at byte 69632 is damaged: 248 bytes in it are no records"},
		{"a change in a record is known by the checksum", second(func(c []byte) { c[recordAt(c, 2)+16]++ }), []uint64{1, 2, 3, 4, 5, 6},
			"the chunk at byte 69632 is damaged: its checksum says that something in it has changed"},
		{"a file that is cut off", logOf(chunkOf(1, 2), chunkOf(3, 4, 5)[:chunkHeaderSize+300]), []uint64{1, 2, 3},
			"the chunk at byte 69632 is damaged: the file ends 812 bytes into it, 52 bytes in it are no records"},
		{"a file that is cut off in a chunk's header", logOf(chunkOf(1, 2), chunkOf(3)[:20]), []uint64{1, 2},
			"the chunk at byte 69632 is damaged: the file ends 20 bytes into it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stored, ordered, problems := readIDs(t, tt.file)
			require.Equal(t, tt.want, stored)
			require.ElementsMatch(t, tt.want, ordered)
			require.Equal(t, []string{tt.problem}, problems)
		})
	}
}

func TestWhatIsNoLog(t *testing.T) {
	newer := logOf()
	newer[38] = 4
	small := logOf()
	binary.LittleEndian.PutUint16(small[40:], 100)
	tests := []struct {
		name string
		file []byte
		want string
	}{
		{"nothing", nil, "it is no EVTX file"},
		{"another file", make([]byte, 5000), "it is no EVTX file"},
		{"a header that is cut off", logOf()[:50], "it is no EVTX file"},
		{"a version to come", newer, "version 4.1 of the format is unknown: 3 is known"},
		{"a header smaller than itself", small, "it is no EVTX file: its header has 100 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewReader(bytes.NewReader(tt.file))
			require.EqualError(t, err, tt.want)
			_, err = Open(bytes.NewReader(tt.file), int64(len(tt.file)))
			require.EqualError(t, err, tt.want)
		})
	}
}

// failing fails to read.
type failing struct{}

func (failing) Read([]byte) (int, error)          { return 0, errors.ErrUnsupported }
func (failing) ReadAt([]byte, int64) (int, error) { return 0, errors.ErrUnsupported }

func TestErrorsOfReading(t *testing.T) {
	_, err := NewReader(failing{})
	require.ErrorIs(t, err, errors.ErrUnsupported)
	_, err = Open(failing{}, 1)
	require.ErrorIs(t, err, errors.ErrUnsupported)
	r, err := NewReader(io.MultiReader(bytes.NewReader(logOf()), failing{}))
	require.NoError(t, err)
	_, err = r.Next()
	require.ErrorIs(t, err, errors.ErrUnsupported)
}

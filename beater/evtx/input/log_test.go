package input

import (
	"encoding/binary"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	header = 4 << 10  // of a file, in bytes
	chunk  = 64 << 10 // of a log, in bytes
)

// sample is a real log in the Beats module: a chunk with records 1 to 32.
var sample = sync.OnceValue(func() []byte {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/elastic/beats/v7").Output()
	if err != nil {
		panic(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "x-pack/winlogbeat/module/sysmon/test/testdata/collection/sysmon-9.01.evtx"))
	if err != nil {
		panic(err)
	}
	return text[:header+chunk]
})

// log returns a log of chunks of 32 records, whose first ones have these
// numbers in it. Their events stay those of the sample.
func log(firsts ...uint64) []byte {
	all := append([]byte(nil), sample()[:header]...)
	for _, first := range firsts {
		c := append([]byte(nil), sample()[header:]...)
		binary.LittleEndian.PutUint64(c[24:], first)
		binary.LittleEndian.PutUint64(c[32:], first+31)
		eachRecord(c, func(record []byte, i int) {
			binary.LittleEndian.PutUint64(record[8:], first+uint64(i))
		})
		all = append(all, seal(c)...)
	}
	return all
}

// another returns a log whose records were written at another time.
func another(log []byte) []byte {
	c := log[header : header+chunk]
	eachRecord(c, func(record []byte, _ int) { record[16]++ })
	copy(c, seal(c))
	return log
}

func eachRecord(chunk []byte, visit func(record []byte, i int)) {
	end := int(binary.LittleEndian.Uint32(chunk[48:]))
	for at, i := 512, 0; at < end; i++ {
		size := int(binary.LittleEndian.Uint32(chunk[at+4:]))
		visit(chunk[at:at+size], i)
		at += size
	}
}

// seal sets a chunk's checksum.
func seal(chunk []byte) []byte {
	end := binary.LittleEndian.Uint32(chunk[48:])
	binary.LittleEndian.PutUint32(chunk[52:], crc32.ChecksumIEEE(chunk[512:end]))
	return chunk
}

// write writes a file, with a time of change that no earlier one has.
func write(t *testing.T, path string, content []byte) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, content, 0o600))
	written = written.Add(time.Second)
	require.NoError(t, os.Chtimes(path, written, written))
}

var written = time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)

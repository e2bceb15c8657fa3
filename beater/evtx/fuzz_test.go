package evtx

import (
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzChunk: no bytes make reading panic, run away or reach outside.
func FuzzChunk(f *testing.F) {
	f.Add(chunkOf(1, 2, 3))
	f.Add(chunkOf(1)[:chunkHeaderSize+100])
	f.Fuzz(func(t *testing.T, data []byte) {
		chunk := make([]byte, chunkSize)
		n := copy(chunk, data)
		readAll(t, chunk, n)
	})
}

// readAll reads all there is in a chunk and returns how many records there
// are, and how many of them can be read.
func readAll(t *testing.T, data []byte, n int) (records, good int) {
	c := newChunk(data, n, 0)
	if c == nil {
		return 0, 0
	}
	for i := range c.Len() {
		if r, err := c.Record(i, ""); err == nil {
			r.ToEvent()
			good++
		}
	}
	require.Greater(t, c.work, -maxWork, "what is made of a chunk is bounded")
	return c.Len(), good
}

// TestDamagedFiles changes bytes in real chunks, at random but always the same.
func TestDamagedFiles(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, file := range goldenFiles(t) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		whole := text[4096 : 4096+chunkSize]
		for range 10 {
			data := append([]byte(nil), whole...)
			for range 1 + random.IntN(8) {
				data[random.IntN(8<<10)] = byte(random.Uint32())
			}
			readAll(t, data, len(data))
		}
		records, good := readAll(t, whole, chunkSize)
		require.Equal(t, records, good)
	}
}

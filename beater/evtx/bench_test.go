package evtx

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkRecords makes events of the records of a real file: Sysmon's, in the
// Beats module.
func BenchmarkRecords(b *testing.B) {
	text, err := os.ReadFile(filepath.Join(moduleDir(b, "github.com/elastic/beats/v7"),
		"x-pack/winlogbeat/module/sysmon/test/testdata/collection/sysmon-10.2-dns.evtx"))
	require.NoError(b, err)
	b.ReportAllocs()
	records := 0
	for b.Loop() {
		r, err := NewReader(bytes.NewReader(text))
		require.NoError(b, err)
		for {
			c, err := r.Next()
			if err == io.EOF {
				break
			}
			require.NoError(b, err)
			for i := range c.Len() {
				record, err := c.Record(i, "")
				require.NoError(b, err)
				record.ToEvent()
				records++
			}
		}
	}
	b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(records), "ns/record")
}

package replay

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawRecords draws records in the order in which they are read, with few
// different times, so that many are equal.
func drawRecords(t *rapid.T) []record {
	times := rapid.SliceOfN(rapid.Int64Range(-3, 20), 0, 60).Draw(t, "times")
	records := make([]record, len(times))
	for i, at := range times {
		records[i] = record{matched: fmt.Appendf(nil, "event %d", i), number: uint64(i + 1), at: at}
		if at == 20 {
			records[i].at = untimed
		}
	}
	return records
}

// inOrderOf is the slow and obvious order.
func inOrderOf(records []record) []record {
	want := slices.Clone(records)
	slices.SortStableFunc(want, func(a, b record) int {
		switch {
		case a.at < b.at:
			return -1
		case a.at > b.at:
			return 1
		}
		return 0
	})
	return want
}

func equalRecords(a, b record) bool {
	return a.number == b.number && a.at == b.at && bytes.Equal(a.matched, b.matched)
}

func TestEventsAreSortedByTimeAndThenAsTheyWereRead(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		records := drawRecords(t)
		s := &sorter{memory: rapid.SampledFrom([]int{1, 100, 300, 1 << 20}).Draw(t, "memory")}
		defer s.close()
		for part := range slices.Chunk(records, rapid.IntRange(1, 9).Draw(t, "part")) {
			if err := s.add(part); err != nil {
				t.Fatal(err)
			}
		}
		var got []record
		if err := s.each(func(r record) bool { got = append(got, r); return true }); err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(got, inOrderOf(records), equalRecords) {
			t.Fatalf("got %v of %v", got, records)
		}
	})
}

func TestTemporaryFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	s := &sorter{memory: 1}
	for i := range 3 {
		if err := s.add([]record{{matched: []byte("x"), number: uint64(i)}}); err != nil {
			t.Fatal(err)
		}
	}
	stopped := 0
	if err := s.each(func(record) bool { stopped++; return stopped < 2 }); err != nil || stopped != 2 {
		t.Errorf("%d events, %v", stopped, err)
	}
	s.close()
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%d files are left", len(left))
	}
}

func TestAFullDiskIsReported(t *testing.T) {
	t.Setenv("TMPDIR", "testdata/missing")
	s := &sorter{memory: 1}
	if err := s.add([]record{{matched: []byte("x")}}); err == nil {
		t.Error("no error without a folder for temporary files")
	}
}

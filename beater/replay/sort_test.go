package replay

import (
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
		records[i] = record{text: fmt.Sprintf("event %d", i), number: uint64(i + 1), at: at}
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
		if !slices.Equal(got, inOrderOf(records)) {
			t.Fatalf("got %v of %v", got, records)
		}
	})
}

func TestTemporaryFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	s := &sorter{memory: 1}
	for i := range 3 {
		if err := s.add([]record{{text: "x", number: uint64(i)}}); err != nil {
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
	if err := s.add([]record{{text: "x"}}); err == nil {
		t.Error("no error without a folder for temporary files")
	}
}

func TestAWindowIsAsLargeAsItHasToBe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := drawRecords(t)
		times := make([]int64, len(records))
		for i, r := range records {
			times[i] = r.at
		}
		want := inOrderOf(records)
		size := overtaking(times)
		if !slices.Equal(throughWindow(records, size), want) {
			t.Fatalf("a window of %d doesn't put %v into order", size, times)
		}
		if size > 0 && slices.Equal(throughWindow(records, size-1), want) {
			t.Fatalf("a window of %d is enough for %v, not %d", size-1, times, size)
		}
	})
}

// throughWindow takes records through a window in batches of three.
func throughWindow(records []record, size int) []record {
	var out []record
	free := 0
	w := &window{
		size: size,
		use: func(e *scanned) {
			out = append(out, record{text: records[e.number-1].text, number: e.number, at: e.at})
		},
		free: func(*batch) { free++ },
	}
	batches := 0
	for part := range slices.Chunk(records, 3) {
		b := new(batch)
		for _, r := range part {
			b.events = append(b.events, scanned{number: r.number, at: r.at})
		}
		w.add(b)
		batches++
	}
	w.end()
	if free != batches {
		panic(fmt.Sprintf("%d of %d batches are free", free, batches))
	}
	return out
}

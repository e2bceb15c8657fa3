package replay

import (
	"cmp"
	"container/heap"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// untimed is the event time of events that have none: they come last.
const untimed = math.MaxInt64

// defaultMemory is how many bytes of records are sorted in memory.
const defaultMemory = 256 << 20

// recordSize is what a record takes beside what is matched, in bytes.
const recordSize = 40

// byTime orders records by event time, those of one time as they were read.
func byTime(a, b record) int {
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.number, b.number))
}

// sorter sorts any number of records in bounded memory: what doesn't fit is
// sorted in runs that wait in temporary files.
type sorter struct {
	memory  int // in bytes
	records []record
	size    int // of records, in bytes
	runs    []*spill
}

// add takes records. Their number increases from record to record.
func (s *sorter) add(records []record) error {
	for _, r := range records {
		s.size += len(r.matched) + recordSize
	}
	s.records = append(s.records, records...)
	if s.size < s.memory {
		return nil
	}
	s.sort()
	run, err := writeSpill(s.records)
	if err != nil {
		return fmt.Errorf("sorting by time needs space for temporary files: %w; set TMPDIR to a folder with more, or use --order arrival", err)
	}
	s.runs = append(s.runs, run)
	clear(s.records)
	s.records, s.size = s.records[:0], 0
	return nil
}

func (s *sorter) sort() {
	// Fast path: recordings are often in order of time already.
	if !slices.IsSortedFunc(s.records, byTime) {
		slices.SortFunc(s.records, byTime)
	}
}

// each calls visit with all records in order, until it returns false.
func (s *sorter) each(visit func(record) bool) error {
	s.sort()
	if len(s.runs) == 0 {
		for _, r := range s.records {
			if !visit(r) {
				return nil
			}
		}
		return nil
	}
	var m merge
	next := 0
	m.add(func() (record, error) {
		if next == len(s.records) {
			return record{}, io.EOF
		}
		next++
		return s.records[next-1], nil
	})
	for _, run := range s.runs {
		from, err := run.reader()
		if err != nil {
			return err
		}
		m.add(from)
	}
	return m.each(visit)
}

// close removes the temporary files.
func (s *sorter) close() {
	for _, run := range s.runs {
		run.close()
	}
	s.runs, s.records = nil, nil
}

// merge is runs by their next record.
type merge struct {
	runs []mergeRun
	err  error
}

type mergeRun struct {
	record
	next func() (record, error)
}

// add takes a run that ends with io.EOF.
func (m *merge) add(next func() (record, error)) {
	r, err := next()
	if err != nil {
		m.fail(err)
		return
	}
	heap.Push(m, mergeRun{r, next})
}

func (m *merge) fail(err error) {
	if !errors.Is(err, io.EOF) && m.err == nil {
		m.err = err
	}
}

func (m *merge) each(visit func(record) bool) error {
	for len(m.runs) > 0 && m.err == nil {
		first := &m.runs[0]
		if !visit(first.record) {
			return nil
		}
		r, err := first.next()
		if err != nil {
			m.fail(err)
			heap.Pop(m)
			continue
		}
		first.record = r
		heap.Fix(m, 0)
	}
	return m.err
}

// Len, Less, Swap, Push and Pop implement heap.Interface.
func (m *merge) Len() int           { return len(m.runs) }
func (m *merge) Less(i, j int) bool { return byTime(m.runs[i].record, m.runs[j].record) < 0 }
func (m *merge) Swap(i, j int)      { m.runs[i], m.runs[j] = m.runs[j], m.runs[i] }
func (m *merge) Push(r any)         { m.runs = append(m.runs, r.(mergeRun)) }
func (m *merge) Pop() any {
	last := m.runs[len(m.runs)-1]
	m.runs[len(m.runs)-1] = mergeRun{}
	m.runs = m.runs[:len(m.runs)-1]
	return last
}

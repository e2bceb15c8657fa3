package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strconv"
)

// shipped is what has come out of the Beat, over all its runs.
//
// A Beat that was killed sends again what it has sent and not yet noted as sent. It reads a file on from where its notes
// end, so of each file, a run's events have to be consecutive, and a run has to begin no later than the one before ended:
// then nothing is lost, and what is doubled is what the Beat sent again.
type shipped struct {
	*verdict
	ends    []runEnd
	files   [feedFiles]shippedFile
	want    map[int64]*wanted // by id
	tagging bool              // the processor was there

	lines, lost, doubled, wrong    int64
	againAfterKill, againAfterStop int64
	torn                           int64 // lines that a kill has cut off
	expected, found                int64
	straddling, straddlingFound    int64
	young, youngFound              int64
}

// shippedFile is what has come out of one input file.
type shippedFile struct {
	last   int64   // line that came out last
	run    int     // in which it did
	latest []int64 // by line: where its newest copy stands in the output, or never
}

const never = -1

// most returns the highest line that came out.
func (f *shippedFile) most() int64 { return int64(len(f.latest) - 1) }

// wanted is an event that has to be tagged.
type wanted struct {
	mark
	tagged bool
}

// document is an event in the output.
type document struct {
	Soak mark `json:"soak"`
	EQL  struct {
		Matches []struct {
			Rule  struct{ ID string }   `json:"rule"`
			Steps []struct{ ID string } `json:"steps"`
		} `json:"matches"`
	} `json:"eql"`
}

func newShipped(o *outside) *shipped {
	s := &shipped{verdict: o.verdict, ends: o.ends, want: map[int64]*wanted{}, tagging: !o.plain}
	for i := range s.files {
		s.files[i].latest = []int64{never} // lines count from 1
	}
	return s
}

// read reads the whole output.
func (s *shipped) read(files []string, lines [feedFiles]int64) error {
	at := int64(0)
	for _, path := range files {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		for text := range eachLine(file, &err) {
			s.line(at, text)
			at += int64(len(text))
		}
		file.Close()
		if err != nil {
			return err
		}
	}
	for i := range s.files {
		f := &s.files[i]
		s.lost += max(0, lines[i]-f.most())
		for _, at := range f.latest[1:] {
			if at == never {
				s.lost++
			}
		}
	}
	if s.lost > 0 {
		s.violation("%d events did not come out", s.lost)
	}
	s.judge()
	return nil
}

// eachLine yields the lines of a file with their ends, valid until the next one, and then sets err.
func eachLine(r io.Reader, err *error) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		lines := bufio.NewReaderSize(r, 1<<20)
		for {
			text, e := lines.ReadSlice('\n')
			if e != nil && e != io.EOF {
				*err = e
				return
			}
			if len(text) > 0 && !yield(text) || e == io.EOF {
				return
			}
		}
	}
}

// line takes a line of the output, which stands at a byte of it.
func (s *shipped) line(at int64, text []byte) {
	run := 0
	for _, e := range s.ends {
		if e.bytes > at && e.bytes < at+int64(len(text)) {
			// The run was killed while it wrote the line, and the next one went on behind it.
			text = text[e.bytes-at:]
			at = e.bytes
			s.torn++
		}
		if e.bytes <= at {
			run++
		}
	}
	var d document
	if err := json.Unmarshal(text, &d); err != nil || d.Soak.N == 0 {
		s.violation("run %d: what came out is no event that went in (%v): %.200s", run+1, err, text)
		return
	}
	s.lines++
	s.order(run, at, &d.Soak)
	if s.tagging {
		s.tags(run, &d)
	}
}

// order checks that the event follows the one before it in its file.
func (s *shipped) order(run int, at int64, m *mark) {
	f := &s.files[m.File]
	switch again := f.last + 1 - m.N; {
	case again == 0:
	case again < 0:
		s.violation("run %d: file %d: event %d came after event %d", run+1, m.File, m.N, f.last)
	case run == f.run:
		s.doubled += again
		s.violation("run %d: file %d: event %d came after event %d, in one run", run+1, m.File, m.N, f.last)
	case s.killedSince(f.run, run):
		s.againAfterKill += again
	default:
		s.againAfterStop += again
		s.violation("run %d: file %d: event %d came after event %d, though the run before was asked to end",
			run+1, m.File, m.N, f.last)
	}
	f.last, f.run = m.N, run
	for f.most() < m.N {
		f.latest = append(f.latest, never)
	}
	f.latest[m.N] = at
}

// killedSince reports whether any of the runs before the later one was killed, from the earlier one on.
func (s *shipped) killedSince(earlier, later int) bool {
	return slices.ContainsFunc(s.ends[earlier:later], func(e runEnd) bool { return e.killed })
}

// tags checks what is written onto an event.
func (s *shipped) tags(run int, d *document) {
	w := s.want[d.Soak.id()]
	if w == nil && d.Soak.Rule != "" {
		w = &wanted{mark: d.Soak}
		s.want[d.Soak.id()] = w
	}
	if len(d.EQL.Matches) == 0 {
		return
	}
	var steps []string
	if w != nil {
		for _, id := range w.Steps {
			steps = append(steps, strconv.FormatInt(id, 10))
		}
	}
	m := d.EQL.Matches[0]
	var found []string
	for _, step := range m.Steps {
		found = append(found, step.ID)
	}
	if w == nil || len(d.EQL.Matches) > 1 || m.Rule.ID != w.Rule || !slices.Equal(found, steps) {
		s.wrong++
		s.violation("run %d: file %d: event %d is tagged with rule %s and events %s; it should be %q %s",
			run+1, d.Soak.File, d.Soak.N, m.Rule.ID, found, d.Soak.Rule, steps)
		return
	}
	w.tagged = true
}

// judge checks that all events are tagged that have to be. A partial match that was too young for a snapshot when the
// Beat was killed is lost, and that is no violation: its event is noted as sent.
func (s *shipped) judge() {
	for _, w := range s.want {
		s.expected++
		s.found += one(w.tagged)
		over, young := s.interrupted(w)
		switch {
		case young:
			s.young++
			s.youngFound += one(w.tagged)
			continue
		case over:
			s.straddling++
			s.straddlingFound += one(w.tagged)
		}
		if !w.tagged {
			s.violation("file %d: event %d is not tagged; rule %s should have found %d (over a restart: %t)",
				w.File, w.N, w.Rule, w.Steps, over)
		}
	}
}

// interrupted says whether a run has ended between the finding's events, and whether one of them had come so shortly
// before a kill that no snapshot had it.
func (s *shipped) interrupted(w *wanted) (over, young bool) {
	end := s.place(w.Steps[len(w.Steps)-1])
	for _, id := range w.Steps[:len(w.Steps)-1] {
		step := s.place(id)
		for _, e := range s.ends {
			if step < e.bytes && e.bytes <= end {
				over = true
				young = young || e.killed && step >= e.safe
			}
		}
	}
	return over, young
}

// place returns where the newest copy of an event stands in the output.
func (s *shipped) place(id int64) int64 {
	return s.files[id/recordsByFile-1].latest[id%recordsByFile]
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// hasEach reports whether the given lines of the input files, one of each, have come out behind a byte of the output.
func hasEach(files []string, from int64, lines [feedFiles]int64) (bool, error) {
	out := 0
	for _, path := range files {
		file, err := os.Open(path)
		if err != nil {
			return false, err
		}
		skip := int64(0)
		if info, err := file.Stat(); err == nil {
			skip = min(from, info.Size())
		}
		from -= skip
		for text := range eachLine(io.NewSectionReader(file, skip, 1<<62), &err) {
			var d document
			if json.Unmarshal(text, &d) == nil && d.Soak.N == lines[d.Soak.File] {
				out++
			}
		}
		file.Close()
		if err != nil {
			return false, err
		}
	}
	return out >= feedFiles, nil
}

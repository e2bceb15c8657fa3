package replay

import (
	"slices"
	"sync"
)

// places finds the file and line of an event by its number. Numbers count from
// 1 over all files: lines, those without an event too, elements of an array, or
// records of a log.
// It is safe for concurrent use.
type places struct {
	mu    sync.Mutex
	files []numbered
}

// numbered is the events of a file.
type numbered struct {
	name  string
	first uint64   // the number of its first line or element
	lines []uint64 // of an array: the line of each element; of a log, the number of each record
}

// open starts a file. Its first line or element has the number that is
// returned; next is the number behind the last of the file before.
func (p *places) open(name string, next uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files = append(p.files, numbered{name: name, first: next})
}

// elements notes the lines of the next elements of the file opened last, which
// is an array, or the numbers of its records.
func (p *places) elements(lines []uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := &p.files[len(p.files)-1]
	f.lines = append(f.lines, lines...)
}

// of returns where an event stands.
func (p *places) of(number uint64) (file string, line int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i, found := slices.BinarySearchFunc(p.files, number, func(f numbered, n uint64) int {
		if f.first <= n {
			return -1
		}
		return 1
	})
	if !found {
		i--
	}
	f := &p.files[i]
	n := number - f.first
	if n < uint64(len(f.lines)) {
		return f.name, int(f.lines[n])
	}
	return f.name, int(n) + 1
}

package main

import (
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/shirou/gopsutil/v4/process"
)

// memory watches how much memory this process has resident.
type memory struct {
	process *process.Process
	begin   time.Time
	samples []resident
}

type resident struct {
	after time.Duration
	bytes uint64
}

const (
	warmup    = time.Minute // before growth counts
	window    = time.Minute // what a figure is the median of: garbage comes and goes
	maxGrowth = 5.0         // per cent
)

func watchMemory() (*memory, error) {
	p, err := process.NewProcess(int32(os.Getpid()))
	if err != nil {
		return nil, err
	}
	return &memory{process: p, begin: time.Now()}, nil
}

// sample reads the memory, once in each second of the run.
func (m *memory) sample() error {
	info, err := m.process.MemoryInfo()
	if err != nil {
		return fmt.Errorf("reading the memory of this process: %w", err)
	}
	m.samples = append(m.samples, resident{time.Since(m.begin), info.RSS})
	return nil
}

// median returns the median of the samples in a window; 0 if there is none.
func (m *memory) median(from, to time.Duration) float64 {
	var all []uint64
	for _, s := range m.samples {
		if s.after >= from && s.after < to {
			all = append(all, s.bytes)
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return float64(all[len(all)/2])
}

// growth returns the medians behind the warm-up and at the end, and by how much it has grown in per cent. ok is false
// where the run was too short to tell.
func (m *memory) growth() (first, last, percent float64, ok bool) {
	if len(m.samples) == 0 {
		return 0, 0, 0, false
	}
	end := m.samples[len(m.samples)-1].after
	last = m.median(end-window, end+1)
	if end < warmup+2*window {
		return m.median(0, window), last, 0, false
	}
	first = m.median(warmup, warmup+window)
	return first, last, 100 * (last/first - 1), true
}

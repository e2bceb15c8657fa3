package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
)

// verdict collects what must not happen. It is safe for concurrent use.
type verdict struct {
	mu    sync.Mutex
	count int
	first []string
}

// shown is how many violations are spelt out.
const shown = 20

func (v *verdict) violation(format string, args ...any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.count++; len(v.first) < shown {
		v.first = append(v.first, fmt.Sprintf(format, args...))
	}
}

// violations returns how many there were so far.
func (v *verdict) violations() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.count
}

// err is nil if there were none.
func (v *verdict) err() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.count == 0 {
		return nil
	}
	text := fmt.Sprintf("%d violations", v.count)
	if v.count > shown {
		text += fmt.Sprintf(", the first %d of them", shown)
	}
	return errors.New(text + ":\n  " + strings.Join(v.first, "\n  "))
}

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// machine is where and when figures were taken, and of what.
type machine struct {
	begin  time.Time
	took   time.Duration
	cpu    string
	before float64 // load averages of the five minutes before the run and before its end, -1 where the system doesn't tell
	after  float64
	commit string
	beats  string
}

func describeMachine(ctx context.Context) machine {
	m := machine{begin: time.Now().UTC(), before: loadAverage()}
	m.commit = word(ctx, "git", "describe", "--always", "--dirty")
	m.beats = word(ctx, "go", "list", "-m", "-f", "{{.Version}}", "github.com/elastic/beats/v7")
	return m
}

// loadAverage is how many processes wanted to run at a time during the last five minutes.
func loadAverage() float64 {
	var one, five float64
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return -1
	}
	if _, err := fmt.Sscan(string(text), &one, &five); err != nil {
		return -1
	}
	return five
}

// word returns what a command prints, or "unknown".
func word(ctx context.Context, name string, args ...string) string {
	text, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(text))
}

// String describes the run in Markdown.
func (m machine) String() string {
	text := fmt.Sprintf("%s, %s, %d cores, %s/%s. eqlbeat %s, Go %s, Beats %s.", m.begin.Format("2 January 2006"), m.cpu, runtime.NumCPU(),
		runtime.GOOS, runtime.GOARCH, m.commit, strings.TrimPrefix(runtime.Version(), "go"), m.beats)
	if m.before < 0 {
		return text
	}
	text += fmt.Sprintf(" Load average: %.1f before the run, %.1f at its end.", m.before, m.after)
	if busy := float64(runtime.NumCPU()) + 1.5; m.before > busy || m.after > busy {
		text += " **Others kept the machine busy:** times are too long, and ratios uncertain."
	}
	return text
}

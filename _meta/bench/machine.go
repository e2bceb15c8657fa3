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
	load   string // average of the minute before, "" where the system doesn't tell
	commit string
	beats  string
}

func describeMachine(ctx context.Context) machine {
	m := machine{begin: time.Now().UTC()}
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.load, _, _ = strings.Cut(string(text), " ")
	}
	m.commit = word(ctx, "git", "describe", "--always", "--dirty")
	m.beats = word(ctx, "go", "list", "-m", "-f", "{{.Version}}", "github.com/elastic/beats/v7")
	return m
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
	if m.load != "" {
		text += fmt.Sprintf(" Load average before the run: %s.", m.load)
	}
	return text
}

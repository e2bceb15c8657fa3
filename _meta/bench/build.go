package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/klauspost/compress/zstd"

	"github.com/eqlbeat/eqlbeat/_meta/bench/corpus"
)

// program is the path of something that was built for the run.
func (b *bench) program(name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(b.dir, name)
}

func (b *bench) file(name string) string { return filepath.Join(b.dir, name+".ndjson") }

// build compiles what is measured.
func (b *bench) build() error {
	const beats = "github.com/elastic/beats/v7/"
	type target struct{ name, dir, pkg string }
	targets := []target{
		{"eqlbeat", ".", "."},
		{"eqlbeat-noop", ".", "./_meta/bench/beat"},
		{"filebeat", ".", beats + "filebeat"},
		{"processor.test", ".", "./processor"},
		{"engine.test", ".", "./processor/engine"},
	}
	if b.shared.bench != "" {
		targets = append(targets,
			target{"peers.test", b.shared.bench, "./bench"},
			target{"genevents", b.shared.bench, "./cmd/genevents"},
			target{"readpath", b.shared.bench, "./cmd/readpath"},
			target{"filebeat-peers", b.shared.bench, "./cmd/filebeat-floor"})
	}
	for _, t := range targets {
		fmt.Printf("Building %s.\n", t.name)
		args := []string{"build", "-trimpath", "-o", b.program(t.name), t.pkg}
		if filepath.Ext(t.name) == ".test" {
			args = append([]string{"test", "-c"}, args[1:]...)
		}
		if _, err := b.output(t.dir, nil, "go", args...); err != nil {
			return err
		}
	}
	return nil
}

// output runs a command in a folder and returns what it prints. What it complains about is part of the error.
func (b *bench) output(dir string, env []string, name string, args ...string) ([]byte, error) {
	command := exec.CommandContext(b.ctx, name, args...)
	command.Dir, command.Env = dir, append(os.Environ(), env...)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	text, err := command.Output()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s%s", filepath.Base(name), err, complaints.Bytes(), text)
	}
	return append(text, complaints.Bytes()...), err
}

// makeEvents writes the events that are measured on, as NDJSON.
func (b *bench) makeEvents() error {
	fmt.Println("Making events.")
	files := []struct {
		name, mix string
		n         int
		own       func(int) []corpus.Event
	}{
		{"realistic", "realistic", 4096, corpus.Realistic},
		{"starts", "loads", 512, corpus.Starts},
		{"pairs", "pairs", 512, corpus.Pairs},
		{"some", "realistic", b.events / 4, withFindings},
		{"many", "realistic", b.events, withFindings},
		{"few", "realistic", 1600, withFindings},
	}
	for _, f := range files {
		path := b.file(f.name)
		var err error
		if b.shared.bench != "" {
			_, err = b.output(b.dir, nil, b.program("genevents"), "-mix", f.mix, "-n", strconv.Itoa(f.n), "-o", path)
		} else {
			err = corpus.Write(path, corpus.Mapped(f.own(min(f.n, 4096))), f.n)
		}
		if err != nil {
			return err
		}
	}
	return b.unpack()
}

func withFindings(n int) []corpus.Event {
	return corpus.Seeded(corpus.Realistic(n), corpus.Pairs(1000))
}

// unpack writes the workstation's recording as it was before it was packed.
func (b *bench) unpack() error {
	if b.shared.recording == "" {
		return nil
	}
	packed, err := os.ReadFile(b.shared.recording)
	if err != nil {
		return err
	}
	reader, err := zstd.NewReader(nil)
	if err != nil {
		return err
	}
	defer reader.Close()
	text, err := reader.DecodeAll(packed, nil)
	if err != nil {
		return err
	}
	return os.WriteFile(b.file("workstation"), text, 0o600)
}

// Package trial runs a built Beat for real, from an input file to an output file: for the demo and for tests.
package trial

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Run is one run of a Beat.
type Run struct {
	Binary string // path of the Beat
	Home   string // empty folder for its configuration, state, logs and output

	// Config is its YAML. ${NAME} stands for the value of NAME in Paths, quoted. ${OUTPUT} stands for the folder in which
	// output.file has to write files called "events".
	Config string
	Paths  map[string]string

	Settings []string // that overrule the configuration, as after -E; may have ${NAME} too

	Events   int           // events that Ship waits for
	Patience time.Duration // how long it waits for them
}

// Ship starts the Beat, waits until all events have come out and a moment longer, stops it, and returns what came out,
// one JSON document per line.
func (r Run) Ship() ([]byte, error) {
	beat, err := r.Start()
	if err != nil {
		return nil, err
	}
	err = r.await(beat.ended)
	beat.Stop()
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, beat.Complaints())
	}
	return r.Written(), nil
}

func (r Run) configFile() string { return filepath.Join(r.Home, "beat.yml") }
func (r Run) output() string     { return filepath.Join(r.Home, "output") }

func (r Run) configure() error {
	return os.WriteFile(r.configFile(), []byte(r.expand(r.Config)), 0o600)
}

// expand puts quoted paths in the places of their names.
func (r Run) expand(yaml string) string {
	return os.Expand(yaml, func(name string) string {
		path, known := r.Paths[name]
		switch {
		case name == "OUTPUT":
			path = r.output()
		case !known:
			return "${" + name + "}" // the Beat's to expand
		}
		return "'" + strings.ReplaceAll(path, "'", "''") + "'"
	})
}

// await returns when enough events have come out, and surplus ones had their chance to follow.
func (r Run) await(ended <-chan error) error {
	deadline := time.Now().Add(r.Patience)
	lines := counter{}
	for n := 0; n < r.Events; n = lines.count(r.files()) {
		select {
		case err := <-ended:
			return fmt.Errorf("the Beat ended by itself (%v)", err)
		case <-time.After(100 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%d of %d events came out within %s", n, r.Events, r.Patience)
		}
	}
	time.Sleep(500 * time.Millisecond)
	return nil
}

// counter counts the lines of files that grow. It reads each byte once.
type counter map[string]struct {
	read  int64
	lines int
}

func (c counter) count(files []string) int {
	total := 0
	for _, path := range files {
		seen := c[path]
		if file, err := os.Open(path); err == nil {
			more, _ := io.ReadAll(io.NewSectionReader(file, seen.read, 1<<40))
			file.Close()
			seen.read += int64(len(more))
			seen.lines += bytes.Count(more, []byte("\n"))
			c[path] = seen
		}
		total += seen.lines
	}
	return total
}

// files are what the file output has written.
func (r Run) files() []string {
	files, _ := filepath.Glob(filepath.Join(r.output(), "events*.ndjson"))
	return files
}

// Written returns what has come out so far, one JSON document per line. The last line may not be complete while the Beat
// runs.
func (r Run) Written() []byte {
	var all []byte
	for _, f := range r.files() {
		text, _ := os.ReadFile(f)
		all = append(all, text...)
	}
	return all
}

// log returns the end of the Beat's log, to show why it failed.
func (r Run) log() string {
	files, _ := filepath.Glob(filepath.Join(r.Home, "logs", "*.ndjson"))
	if len(files) == 0 {
		return ""
	}
	text, _ := os.ReadFile(files[len(files)-1])
	return string(text[max(0, len(text)-4000):])
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// shipper is eqlbeat in a folder of its own, which is started again and again.
type shipper struct {
	binary, home string
	command      *exec.Cmd
	ended        chan error
	complaints   bytes.Buffer
}

// stopPatience is how long the Beat may take to end when it is asked to.
const stopPatience = 30 * time.Second

// configure writes the Beat's configuration. list is the YAML of its processors, "" for none.
func (b *shipper) configure(list string) error {
	if list != "" {
		list = "processors:" + list
	}
	text := fmt.Sprintf(`
eqlbeat.inputs:
  - type: filestream
    id: soak
    paths: ['%s']
    prospector.scanner.check_interval: 1s
    backoff: {init: 50ms, max: 200ms}
    parsers:
      - ndjson: {target: "", overwrite_keys: true}

# Stopped, the Beat waits for the output, so that it need not send again what it has sent.
eqlbeat.shutdown_timeout: 20s
%s
output.file:
  path: '%s'
  filename: events
  rotate_every_kb: 1073741824
  rotate_on_startup: false

queue.mem.flush.timeout: 100ms
`, filepath.Join(b.input(), "*.ndjson"), list, b.output())
	return errors.Join(os.MkdirAll(b.home, 0o700), os.WriteFile(b.config(), []byte(text), 0o600))
}

func (b *shipper) config() string { return filepath.Join(b.home, "eqlbeat.yml") }
func (b *shipper) input() string  { return filepath.Join(b.home, "input") }
func (b *shipper) output() string { return filepath.Join(b.home, "output") }
func (b *shipper) state() string  { return filepath.Join(b.home, "data", "eql", id) }

func (b *shipper) start() error {
	b.complaints.Reset()
	b.command = exec.Command(b.binary, "--path.home", b.home, "-c", b.config())
	b.command.Stderr = &b.complaints
	if err := b.command.Start(); err != nil {
		return err
	}
	b.ended = make(chan error, 1)
	go func() { b.ended <- b.command.Wait() }()
	return nil
}

// live waits while the Beat runs; an error says that it has ended by itself.
func (b *shipper) live(duration time.Duration) error {
	select {
	case err := <-b.ended:
		return fmt.Errorf("the Beat ended by itself (%w)\n%s", err, b.complaints.String())
	case <-time.After(duration):
		return nil
	}
}

// kill ends the Beat without a warning.
func (b *shipper) kill() {
	_ = b.command.Process.Kill()
	<-b.ended
}

// canStop says whether a Beat that is no service can be asked to end.
const canStop = runtime.GOOS != "windows"

// errUnheard says that the Beat was asked to end before it had begun to listen, which ends it at once.
var errUnheard = errors.New("the Beat was ended by the signal")

// stop asks the Beat to end, and waits until it has.
func (b *shipper) stop() error {
	if err := b.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-b.ended:
		switch {
		case err == nil:
			return nil
		case b.command.ProcessState.ExitCode() == -1:
			return errUnheard
		}
		return fmt.Errorf("the Beat ended with an error (%w)\n%s", err, b.complaints.String())
	case <-time.After(stopPatience):
		b.kill()
		return fmt.Errorf("the Beat did not end within %s", stopPatience)
	}
}

// files are those that the output has written, the oldest first: their names have the day.
func (b *shipper) files() []string {
	files, _ := filepath.Glob(filepath.Join(b.output(), "events*.ndjson"))
	return files
}

// written returns how many bytes those have.
func (b *shipper) written() int64 {
	total := int64(0)
	for _, path := range b.files() {
		if info, err := os.Stat(path); err == nil {
			total += info.Size()
		}
	}
	return total
}

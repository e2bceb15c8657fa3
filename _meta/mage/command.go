package mage

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"strings"
	"time"

	"github.com/magefile/mage/sh"
)

// run executes a command and shows its output.
func run(env map[string]string, name string, args ...string) error {
	_, err := sh.Exec(environment(env), os.Stdout, os.Stderr, name, args...)
	return err
}

// output executes a command and returns what it prints, trimmed. What it complains about is part of the error.
func output(name string, args ...string) (string, error) { return outputWith(nil, name, args...) }

// outputWith does that with more environment variables.
func outputWith(env map[string]string, name string, args ...string) (string, error) {
	var text, complaints bytes.Buffer
	_, err := sh.Exec(environment(env), &text, &complaints, name, args...)
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, complaints.String())
	}
	return strings.TrimSpace(text.String()), err
}

// environment is what commands get on top of ours. All compilations use -trimpath, so that building, testing and vetting
// share their results in the build cache.
func environment(more map[string]string) map[string]string {
	env := map[string]string{"GOFLAGS": strings.TrimSpace(os.Getenv("GOFLAGS") + " -trimpath")}
	maps.Copy(env, more)
	return env
}

// withClock shows every half minute that a long command is still at work.
func withClock(do func() error) error {
	begin, done := time.Now(), make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(30 * time.Second):
				fmt.Printf("… %s\n", time.Since(begin).Round(time.Second))
			}
		}
	}()
	return do()
}

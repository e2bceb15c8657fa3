package mage

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Test runs all tests: the processor's under the race detector, the others against the named eqlbeat of this folder.
func Test(beat string) error {
	engine, rest, err := testPackages()
	if err != nil {
		return err
	}
	binary, err := filepath.Abs(executable(beat, runtime.GOOS))
	if err != nil {
		return err
	}
	begin, t := time.Now(), &tally{env: map[string]string{"EQLBEAT_BINARY": binary}}
	if raceWorks() {
		fmt.Printf("\nTesting the processor with the race detector.\n")
		err = t.test("-race", engine)
	} else {
		fmt.Printf("\nTesting the processor without the race detector, which needs cgo and a C compiler.\n")
		err = t.test("-race=false", engine)
	}
	fmt.Printf("\nTesting the rest.\n")
	err = errors.Join(err, t.test("-race=false", rest))
	t.summarize(time.Since(begin))
	return err
}

const adapter = "github.com/eqlbeat/eqlbeat/processor"

// twice are the packages that are tested with and without the race detector, under which allocations can't be counted and
// millions of events take too long.
var twice = []string{adapter, adapter + "/engine", adapter + "/sequence"}

// testPackages returns the packages under processor/, and all that are tested without the race detector.
func testPackages() (engine, rest []string, err error) {
	list, err := output("go", append([]string{"list"}, ours...)...)
	for _, pkg := range strings.Fields(list) {
		if strings.HasPrefix(pkg, adapter) {
			engine = append(engine, pkg)
		}
		if slices.Contains(twice, pkg) || !strings.HasPrefix(pkg, adapter) {
			rest = append(rest, pkg)
		}
	}
	return engine, rest, err
}

// raceWorks says whether the race detector is wanted and can be linked here.
func raceWorks() bool {
	if os.Getenv("RACE_DETECTOR") == "false" {
		return false
	}
	cgo, _ := output("go", "env", "CGO_ENABLED")
	cc, _ := output("go", "env", "CC")
	_, err := exec.LookPath(cc)
	return cgo == "1" && err == nil
}

// tally runs tests and counts them.
type tally struct {
	env                            map[string]string
	packages, passed, failed, skip int
	skipped                        []string // name and reason
}

// testEvent is a line of `go test -json`.
type testEvent struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

// test runs the packages' tests and shows one line per package, and all that a failing one printed.
func (t *tally) test(race string, packages []string) error {
	command := exec.Command("go", append([]string{"test", "-json", "-timeout=20m", race}, packages...)...)
	command.Env = os.Environ()
	for k, v := range environment(t.env) {
		command.Env = append(command.Env, k+"="+v)
	}
	command.Stderr = os.Stderr
	lines, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	return withClock(func() error {
		printed := map[string][]string{} // by package and test, until its end is known
		events := bufio.NewScanner(lines)
		events.Buffer(nil, 64<<20)
		for events.Scan() {
			var e testEvent
			if json.Unmarshal(events.Bytes(), &e) != nil {
				fmt.Println(events.Text()) // not a test's doing: the go command itself speaks
				continue
			}
			t.count(e, printed)
		}
		return errors.Join(events.Err(), command.Wait())
	})
}

func (t *tally) count(e testEvent, printed map[string][]string) {
	name := e.Package + " " + e.Test
	switch e.Action {
	case "build-output":
		fmt.Print(e.Output)
	case "output":
		printed[name] = append(printed[name], e.Output)
	case "fail":
		fmt.Print(strings.Join(printed[name], ""))
	}
	if e.Test == "" {
		t.countPackage(e, printed)
		return
	}
	switch e.Action {
	case "pass":
		t.passed++
	case "fail":
		t.failed++
	case "skip":
		t.skip++
		t.skipped = append(t.skipped, strings.TrimPrefix(name, "github.com/eqlbeat/eqlbeat/")+": "+reason(printed[name]))
	default:
		return
	}
	delete(printed, name)
}

// countPackage also shows what tests printed that never ended: it says why the package panicked or ran out of time.
func (t *tally) countPackage(e testEvent, printed map[string][]string) {
	word := map[string]string{"pass": "ok", "fail": "FAILED", "skip": "no tests"}[e.Action]
	if word == "" {
		return
	}
	for name, text := range printed {
		if test, ours := strings.CutPrefix(name, e.Package+" "); ours && test != "" && e.Action == "fail" {
			fmt.Print(strings.Join(text, ""))
		}
		if strings.HasPrefix(name, e.Package+" ") {
			delete(printed, name)
		}
	}
	t.packages++
	fmt.Printf("%-8s  %-50s %6.1f s\n", word, e.Package, e.Elapsed)
}

// reason is what a skipped test gave as the reason: the line before the one that says it was skipped.
func reason(printed []string) string {
	for i := len(printed) - 1; i >= 0; i-- {
		line := strings.TrimSpace(printed[i])
		if line != "" && !strings.HasPrefix(line, "---") && !strings.HasPrefix(line, "===") {
			return line
		}
	}
	return "no reason given"
}

func (t *tally) summarize(took time.Duration) {
	for i, s := range t.skipped {
		if i == 0 {
			fmt.Printf("\nSkipped:\n")
		}
		fmt.Printf("  %s\n", s)
	}
	fmt.Printf("\n%d packages in %s\ntests: %d passed, %d failed, %d skipped\n", t.packages, took.Round(time.Second), t.passed, t.failed, t.skip)
}

package mage

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// ours are the packages of this module. The go command leaves folders that begin with an underscore out of `./...`.
var ours = []string{"./...", "./_meta", "./_meta/bench", "./_meta/bench/beat", "./_meta/bench/corpus", "./_meta/config", "./_meta/demo", "./_meta/docs",
	"./_meta/fields", "./_meta/mage", "./_meta/soak", "./_meta/trial"}

// Check verifies what no test does: formatting, go vet here and for Windows, modules, generated files, paths of this
// machine. It does every check, and then reports all that failed.
func Check() error {
	checks := []struct {
		name string
		do   func() error
	}{
		{"formatting", checkFormat},
		{"modules", checkModules},
		{"generated files", checkGenerated},
		{"paths of this machine", checkPaths},
		{"go vet", checkVet},
		{"go vet for Windows", checkWindows},
	}
	var failed []error
	for _, c := range checks {
		begin := time.Now()
		err := withClock(c.do)
		word := "ok"
		if err != nil {
			word, failed = "FAILED", append(failed, fmt.Errorf("%s: %w", c.name, err))
		}
		fmt.Printf("%-6s  %-22s %6.1f s\n", word, c.name, time.Since(begin).Seconds())
	}
	return errors.Join(failed...)
}

func checkFormat() error {
	goroot, err := output("go", "env", "GOROOT")
	if err != nil {
		return err
	}
	files, err := output(filepath.Join(goroot, "bin", "gofmt"), "-l", ".")
	if err == nil && files != "" {
		err = fmt.Errorf("run gofmt -w on\n%s", files)
	}
	return err
}

// checkModules verifies that the downloaded modules are the ones of go.sum, and that go.mod lists what is imported: of
// this module, and of the one that is for tests.
func checkModules() error {
	for _, dir := range []string{".", filepath.Join("_meta", "kafka")} {
		if _, err := output("go", "-C", dir, "mod", "verify"); err != nil {
			return err
		}
		if diff, err := output("go", "-C", dir, "mod", "tidy", "-diff"); err != nil {
			return fmt.Errorf("go.mod or go.sum in %s is not tidy: %w%s", dir, err, diff)
		}
	}
	return nil
}

func checkGenerated() error {
	_, err := output("go", "run", "./_meta/config", "-check")
	_, err2 := output("go", "run", "./_meta/demo", "-check")
	_, err3 := output("go", "run", "./_meta/docs", "-check")
	return errors.Join(err, err2, err3)
}

func checkVet() error {
	if err := run(nil, "go", append([]string{"vet"}, ours...)...); err != nil {
		return err
	}
	if err := run(nil, "go", "-C", filepath.Join("_meta", "kafka"), "vet", "."); err != nil {
		return err
	}
	return run(nil, "go", "vet", "-tags=mage", ".")
}

// checkWindows vets what runs on Windows: the processor with its tests, and the Winlogbeat that carries it.
func checkWindows() error {
	windows := map[string]string{"GOOS": "windows", "CGO_ENABLED": "0"}
	return run(windows, "go", "vet", "./processor/...", "./cmd/winlogbeat")
}

// checkPaths looks for absolute paths of this machine in the files of the project: they mean nothing elsewhere.
func checkPaths() error {
	local, err := localPaths()
	if err != nil {
		return err
	}
	files, err := projectFiles()
	if err != nil {
		return err
	}
	var found []error
	for _, file := range files {
		hits, err := search(file, local)
		found = append(found, append(hits, err)...)
	}
	return errors.Join(found...)
}

// projectFiles are the files under version control, and those that could come under it.
func projectFiles() ([]string, error) {
	list, err := output("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return nil, err
	}
	files := strings.Split(strings.Trim(list, "\x00"), "\x00")
	return slices.DeleteFunc(files, func(path string) bool {
		info, err := os.Stat(path)
		return err != nil || !info.Mode().IsRegular() // deleted, but not yet from the index
	}), nil
}

// localPaths finds the folders of the checkout, of the user, and of the Go installation where a path begins.
func localPaths() (*regexp.Regexp, error) {
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	paths := []string{here}
	if home, err := os.UserHomeDir(); err == nil {
		paths = append(paths, home)
	}
	for _, name := range []string{"GOROOT", "GOMODCACHE", "GOCACHE"} {
		dir, err := output("go", "env", name)
		if err != nil {
			return nil, err
		}
		paths = append(paths, dir)
	}
	paths = slices.DeleteFunc(paths, func(p string) bool { return len(p) < 2 }) // the root folder is in every path
	for i := range paths {
		paths[i] = regexp.QuoteMeta(paths[i])
	}
	return regexp.Compile(`(^|[^\w.-])(` + strings.Join(paths, "|") + `)[/\\]`)
}

func search(path string, local *regexp.Regexp) (found []error, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		if hit := local.FindSubmatch(line); hit != nil {
			found = append(found, fmt.Errorf("%s:%d: has a path of this machine: %s", path, n, hit[2]))
		}
	}
	return found, nil
}

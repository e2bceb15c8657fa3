// Package mage is what the targets of magefile.go do. It runs in the module's root folder, and needs Go only.
//
// Environment:
//
//	BEATS="filebeat winlogbeat"              is what crossBuild and package make; all three Beats if empty
//	BENCH="-rounds 3"                        are flags of ./_meta/bench
//	DEV=true                                 keeps debug symbols in binaries
//	PLATFORMS="windows/amd64 windows/arm64"  is what they make them for; Windows, Linux and macOS if empty
//	RACE_DETECTOR=false                      tests without the race detector
//	SOAK_DURATION=10m                        is how long soak takes
//	SOURCE_DATE_EPOCH=1767225600             is the time in packages; that of the commit if empty
package mage

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/magefile/mage/sh"
)

// Build compiles one of our mains for this machine.
func Build(pkg, path string) error {
	return compile(pkg, executable(filepath.FromSlash(path), runtime.GOOS), nil)
}

// BuildShipper compiles a stock Beat with the eql processor for this machine, into build/. Its configuration files are
// beside it, where it looks for them.
func BuildShipper(name string) error {
	if err := Build("./cmd/"+name, "build/"+name); err != nil {
		return err
	}
	// Filebeat reports an error where the folder of its modules is missing. A package has them.
	if err := os.MkdirAll(filepath.Join("build", "module"), 0o755); err != nil {
		return err
	}
	return run(nil, "go", "run", "./_meta/config", "-beat", name, "-os", runtime.GOOS, "-to", "build")
}

// CrossBuild compiles the Beats in BEATS for the platforms in PLATFORMS, into build/.
func CrossBuild() error {
	all, err := targets()
	if err != nil {
		return err
	}
	for _, t := range all {
		if err := compile(t.pkg, t.binary(), t.environment()); err != nil {
			return err
		}
	}
	return nil
}

// compile builds a main. The paths of this machine stay out of the binary, so that it comes out the same anywhere.
func compile(pkg, path string, env map[string]string) error {
	fmt.Printf("Building %s. The first build compiles libbeat, which takes several minutes; later ones take seconds.\n", path)
	args := []string{"build", stamp(), "-o", path}
	if os.Getenv("DEV") != "true" {
		args = append(args, "-ldflags=-s -w")
	}
	if err := withClock(func() error { return run(env, "go", append(args, pkg)...) }); err != nil {
		return err
	}
	if filepath.Dir(path) == "." {
		return os.Chmod("eqlbeat.yml", 0o600) // Beats refuse a configuration that others can write to
	}
	return nil
}

// Demo runs the named eqlbeat of this folder on the demo's recording.
func Demo(beat string) error {
	fmt.Println("Running it on the recording _meta/demo/recording.ndjson.")
	return run(nil, "go", "run", "./_meta/demo", "-beat", "."+string(filepath.Separator)+executable(beat, runtime.GOOS))
}

// Soak runs the named eqlbeat of this folder, and its processor, for a long time.
func Soak(beat string) error {
	return run(nil, "go", "run", "./_meta/soak", "-beat", "."+string(filepath.Separator)+executable(beat, runtime.GOOS))
}

// Update writes all generated files anew: the configuration files, the page on ECS fields and the demo's recording.
func Update() error {
	for _, generator := range []string{"./_meta/config", "./_meta/docs"} {
		if err := run(nil, "go", "run", generator); err != nil {
			return err
		}
	}
	return run(nil, "go", "run", "./_meta/demo", "-generate")
}

// Bench measures speed and memory, beside what else there is, and writes docs/benchmarks.md.
func Bench() error {
	return run(nil, "go", append([]string{"run", "./_meta/bench"}, strings.Fields(os.Getenv("BENCH"))...)...)
}

// Clean removes binaries, and the state and logs of an eqlbeat that ran in this folder.
func Clean() error {
	for _, path := range []string{"build", "data", "logs", "eqlbeat", "eqlbeat.exe"} {
		if err := sh.Rm(path); err != nil {
			return err
		}
	}
	return nil
}

// stamp makes the go command record commit and time in the binary, which is where libbeat's version command finds them;
// without a commit, or without git, it says "unknown". It overrides what GOFLAGS says.
func stamp() string {
	if exec.Command("git", "rev-parse", "--verify", "HEAD").Run() != nil {
		return "-buildvcs=false"
	}
	return "-buildvcs=true"
}

func executable(path, goos string) string {
	if goos == "windows" {
		path += ".exe"
	}
	return path
}

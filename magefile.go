//go:build mage

package main

import (
	"github.com/magefile/mage/mg"

	"github.com/eqlbeat/eqlbeat/_meta/mage"
)

// Default is what `go tool mage` does when it is not told.
var Default = Build

// Build compiles eqlbeat, here beside its eqlbeat.yml.
func Build() error { return mage.Build(".", "eqlbeat") }

// BuildFilebeat compiles Filebeat with the eql processor and its configuration, into build/.
func BuildFilebeat() error { return mage.BuildShipper("filebeat") }

// BuildWinlogbeat compiles Winlogbeat with the eql processor and its configuration, into build/.
func BuildWinlogbeat() error { return mage.BuildShipper("winlogbeat") }

// CrossBuild compiles the Beats in BEATS for the platforms in PLATFORMS, into build/.
func CrossBuild() error { return mage.CrossBuild() }

// Package packs those Beats with all that belongs to them, into build/distributions/.
func Package() error { return mage.Package() }

// Demo runs eqlbeat on a recording with one attack and many near misses, and shows what it found.
func Demo() error {
	mg.Deps(Build)
	return mage.Demo("eqlbeat")
}

// Test runs all tests, the processor's under the race detector.
func Test() error {
	mg.Deps(Build)
	return mage.Test("eqlbeat")
}

// Soak runs eqlbeat for ten minutes, or SOAK_DURATION, under what goes wrong in practice: kill -9, wrong clocks, floods.
func Soak() error {
	mg.Deps(Build)
	return mage.Soak("eqlbeat")
}

// Bench measures speed and memory, beside the peers' where they are at hand, and writes docs/benchmarks.md.
func Bench() error { return mage.Bench() }

// Check verifies what no test does: formatting, go vet, go.mod, generated files.
func Check() error { return mage.Check() }

// Update writes the generated files anew: configuration files, the page on ECS fields, the demo's recording.
func Update() error { return mage.Update() }

// Clean removes what other targets and a run of eqlbeat leave in this folder.
func Clean() error { return mage.Clean() }

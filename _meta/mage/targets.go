package mage

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// beat is one of our mains.
type beat struct {
	name string // of the Beat, its binary and its configuration file
	pkg  string // folder of the main, as the go command takes it
	goos string // the only operating system it is for; "" for all
}

// beats are all our mains. Linux and macOS have no event log, so Winlogbeat is for Windows only.
var beats = []beat{
	{name: "eqlbeat", pkg: "."},
	{name: "filebeat", pkg: "./cmd/filebeat"},
	{name: "winlogbeat", pkg: "./cmd/winlogbeat", goos: "windows"},
}

// platform is an operating system and a processor, by Go's names.
type platform struct{ os, arch string }

func (p platform) String() string { return p.os + "/" + p.arch }

// platforms are those that we build for where PLATFORMS doesn't say so.
var platforms = []platform{
	{"windows", "amd64"}, {"windows", "arm64"}, {"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "arm64"},
}

// target is a Beat for a platform.
type target struct {
	beat
	platform
}

// String is how the target's binary and package are told from others: eqlbeat-linux-amd64.
func (t target) String() string { return t.name + "-" + t.os + "-" + t.arch }

// environment makes the go command work for the target. Without cgo it needs no C compiler for the platform, and the
// binary none of its libraries.
func (t target) environment() map[string]string {
	return map[string]string{"GOOS": t.os, "GOARCH": t.arch, "CGO_ENABLED": "0"}
}

// binary is the path of the target's executable below build/.
func (t target) binary() string {
	return executable(filepath.Join("build", t.String()), t.os)
}

// targets returns the Beats in BEATS for the platforms in PLATFORMS; all where these are empty.
func targets() ([]target, error) {
	wanted := words("BEATS")
	for _, name := range wanted {
		if !slices.ContainsFunc(beats, func(b beat) bool { return b.name == name }) {
			return nil, fmt.Errorf("BEATS: %q is none of our Beats: use eqlbeat, filebeat or winlogbeat", name)
		}
	}
	on, err := wantedPlatforms()
	if err != nil {
		return nil, err
	}
	var all []target
	for _, p := range on {
		for _, b := range beats {
			if (len(wanted) == 0 || slices.Contains(wanted, b.name)) && (b.goos == "" || b.goos == p.os) {
				all = append(all, target{b, p})
			}
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("nothing to build: Winlogbeat is for Windows only, and PLATFORMS has none of it")
	}
	return all, nil
}

func wantedPlatforms() ([]platform, error) {
	list := words("PLATFORMS")
	if len(list) == 0 {
		return platforms, nil
	}
	var all []platform
	for _, name := range list {
		goos, arch, ok := strings.Cut(name, "/")
		if !ok {
			return nil, fmt.Errorf("PLATFORMS: %q is no platform: write it like windows/amd64", name)
		}
		all = append(all, platform{goos, arch})
	}
	return all, nil
}

// words are those in an environment variable, between blanks or commas.
func words(variable string) []string {
	return strings.FieldsFunc(os.Getenv(variable), func(r rune) bool { return r == ' ' || r == ',' })
}

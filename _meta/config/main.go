// Renders eqlbeat's configuration files: the templates of this folder, filled up with Filebeat's and libbeat's own from
// the Beats module.
//
//	go run ./_meta/config          writes eqlbeat.yml and eqlbeat.reference.yml
//	go run ./_meta/config -check   writes nothing and fails if they are out of date
//
// It runs in the module's root folder.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// file is a configuration file of eqlbeat.
type file struct {
	name string
	mode os.FileMode // the short file may come to hold passwords
	goos string
}

var files = []file{
	{name: "eqlbeat.yml", mode: 0o600, goos: "linux"},
	{name: "eqlbeat.reference.yml", mode: 0o644, goos: "linux"},
}

func main() {
	check := flag.Bool("check", false, "fail if a file is out of date instead of writing it")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(check bool) error {
	templates, err := load()
	if err != nil {
		return err
	}
	for _, f := range files {
		text, err := templates.render(f.name+".tmpl", f.goos)
		if err != nil {
			return fmt.Errorf("rendering %s: %w", f.name, err)
		}
		if check {
			err = compare(f.name, text)
		} else {
			err = write(f, text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func compare(name string, want []byte) error {
	have, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if !bytes.Equal(bytes.ReplaceAll(have, []byte("\r\n"), []byte("\n")), want) {
		return fmt.Errorf("%s is not what its templates in _meta/config give: run `go tool mage update`", name)
	}
	return nil
}

func write(f file, text []byte) error {
	if err := os.WriteFile(f.name, text, f.mode); err != nil {
		return err
	}
	return os.Chmod(f.name, f.mode) // WriteFile keeps the mode of a file that exists
}

// load reads the templates of this folder and those of the Beats module that go.mod pins.
func load() (*templates, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/elastic/beats/v7").Output()
	if err != nil {
		return nil, fmt.Errorf("finding the Beats module (does `go mod download` work here?): %w", err)
	}
	beats := strings.TrimSpace(string(out))
	return parse(
		filepath.Join(beats, "libbeat", "_meta", "config", "*.yml.tmpl"),
		filepath.Join(beats, "filebeat", "_meta", "config", "filebeat.*.reference.yml.tmpl"),
		filepath.Join("_meta", "config", "*.yml.tmpl"),
	)
}

// filebeatKey finds the settings of Filebeat's section, which carries the Beat's name.
var filebeatKey = regexp.MustCompile(`\bfilebeat\.(autodiscover|config|inputs|overwrite_pipelines|registry|shutdown_timeout)\b`)

var filebeatTitle = regexp.MustCompile(`(?m)^# ?=+ Filebeat (.+?) =+$`)

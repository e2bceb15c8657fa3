// Renders the configuration files of our Beats: the templates of this folder, filled up with Filebeat's and libbeat's own
// from the Beats module.
//
//	go run ./_meta/config                                  writes those under version control
//	go run ./_meta/config -check                           writes nothing and fails if they are out of date
//	go run ./_meta/config -beat filebeat -os linux -to DIR writes those of a package
//
// It runs in the module's root folder.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	check := flag.Bool("check", false, "fail if a file is out of date instead of writing it")
	beat := flag.String("beat", "", "write the files of this Beat's package")
	goos := flag.String("os", "linux", "operating system that the package is for")
	to := flag.String("to", ".", "folder to write the package's files to")
	flag.Parse()
	if err := run(*check, *beat, *goos, *to); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(check bool, beat, goos, to string) error {
	templates, err := load()
	if err != nil {
		return err
	}
	list := versioned
	if beat != "" {
		if list = packaged(beat, goos, to); len(list) == 0 {
			return fmt.Errorf("%q is none of our Beats", beat)
		}
	}
	var errs []error
	for _, f := range list {
		text, err := templates.render(f)
		switch {
		case err != nil:
			err = fmt.Errorf("rendering %s: %w", f.path, err)
		case check:
			err = compare(f.path, text)
		default:
			err = write(f, text)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func compare(path string, want []byte) error {
	have, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(bytes.ReplaceAll(have, []byte("\r\n"), []byte("\n")), want) {
		return fmt.Errorf("%s is not what its templates in _meta/config give: run `go tool mage update`", path)
	}
	return nil
}

func write(f file, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(f.path, text, f.mode()); err != nil {
		return err
	}
	return os.Chmod(f.path, f.mode()) // WriteFile keeps the mode of a file that exists
}

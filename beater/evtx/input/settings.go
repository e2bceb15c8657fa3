package input

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/elastic/beats/v7/filebeat/input/file"
)

// settings are those of an evtx input, beside what all inputs have.
type settings struct {
	// ID is part of the names that positions have in the registry. Inputs that
	// read the same file need different ones.
	ID string `config:"id"`
	// Paths are files and globs; ** stands for up to eight folders.
	Paths []string `config:"paths"`
	// CheckInterval is how long it takes until new and changed files are
	// looked for again.
	CheckInterval time.Duration `config:"check_interval"`
	// MinAge is how long ago a file must have changed before it is read, so
	// that it isn't read while it is copied. 0 reads it at once.
	MinAge time.Duration `config:"min_age"`
}

func defaultSettings() settings {
	return settings{CheckInterval: 10 * time.Second, MinAge: 5 * time.Second}
}

// Validate returns all that is wrong with the settings.
func (s *settings) Validate() error {
	var errs []error
	if len(s.Paths) == 0 {
		errs = append(errs, errors.New("paths: name files, or globs such as /evidence/*.evtx"))
	}
	if _, err := s.patterns(); err != nil {
		errs = append(errs, err)
	}
	if s.CheckInterval < time.Second {
		errs = append(errs, fmt.Errorf("check_interval: %v is less than 1s", s.CheckInterval))
	}
	if s.MinAge < 0 {
		errs = append(errs, fmt.Errorf("min_age: %v is less than 0s", s.MinAge))
	}
	return errors.Join(errs...)
}

// folders is how many folders ** stands for at most, as in Filebeat's inputs.
const folders = 8

// patterns returns the paths as patterns that package filepath knows.
func (s *settings) patterns() (all []string, err error) {
	for _, path := range s.Paths {
		expanded, err := file.GlobPatterns(path, folders)
		if err == nil {
			_, err = filepath.Match(path, "")
		}
		if err != nil {
			return nil, fmt.Errorf("paths: %q is no glob: %w", path, err)
		}
		all = append(all, expanded...)
	}
	return all, nil
}

// files returns the files that there are, by name. What can't be read of
// folders is left out, as in a shell.
func (s *settings) files() []string {
	patterns, err := s.patterns()
	if err != nil {
		return nil // Validate has refused it
	}
	var all []string
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err == nil {
			all = append(all, found...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

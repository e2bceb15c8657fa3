package rule

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// glob adds the rule files that a pattern matches, and those of the folders
// that it matches.
func (f *finder) glob(pattern string) {
	volume := filepath.VolumeName(pattern)
	slashed := filepath.ToSlash(pattern[len(volume):])
	base := volume
	if strings.HasPrefix(slashed, "/") {
		base += string(filepath.Separator)
	}
	var parts []string
	for _, part := range strings.Split(slashed, "/") {
		if part == "" || part == "**" && len(parts) > 0 && parts[len(parts)-1] == "**" {
			continue
		}
		if _, err := filepath.Match(part, ""); err != nil {
			f.fail(pattern, &Error{Message: "the glob is not valid at " + quote(part), Hint: "close every [ with a ]"})
			return
		}
		parts = append(parts, part)
	}
	f.expand(base, parts, nil)
}

// expand goes down from a folder along the parts of a glob.
func (f *finder) expand(dir string, parts []string, above []string) {
	if !isGlob(parts[0]) {
		f.arrive(filepath.Join(dir, parts[0]), parts[1:])
		return
	}
	entries, above, ok := f.list(dir, above)
	if !ok {
		return
	}
	part, rest := parts[0], parts[1:]
	if part == "**" && len(rest) > 0 {
		f.expand(dir, rest, nil)
	}
	for _, e := range entries {
		shown := filepath.Join(dir, e.Name())
		if hidden(e.Name()) && !hidden(part) {
			continue
		}
		switch matches, _ := filepath.Match(part, e.Name()); {
		case part == "**" && f.isDir(shown, e):
			f.expand(shown, parts, above)
		case part == "**" && len(rest) == 0 && isRuleFile(shown):
			f.add(shown, false)
		case matches && part != "**":
			f.arrive(shown, rest)
		}
	}
}

// arrive goes on at a path that the parts so far match.
func (f *finder) arrive(shown string, rest []string) {
	info, err := os.Stat(f.path(shown))
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		f.fail(shown, cannot("read it", err))
	case err != nil:
	case info.IsDir() && len(rest) > 0:
		f.expand(shown, rest, nil)
	case info.IsDir():
		f.walk(shown, nil)
	case len(rest) == 0 && isRuleFile(shown):
		f.add(shown, false)
	}
}

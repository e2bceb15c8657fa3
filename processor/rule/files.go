package rule

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// extensions are those of rule files.
var extensions = []string{".toml", ".ndjson", ".json"}

const globHint = "the path of a file or folder, or a glob such as rules/**/*.toml"

// finder turns paths and globs into files. Paths are kept as the user wrote
// them; path says where they lead.
type finder struct {
	dir   string
	files []found
	errs  Errors
	seen  map[string]bool // real paths of files
	hits  int             // files that the present pattern leads to
}

// found is a rule file.
type found struct {
	shown string
	named bool // by the user, one by one
}

// path returns where a path leads that is relative to the finder's folder.
func (f *finder) path(shown string) string {
	switch {
	case f.dir == "" && shown == "":
		return "."
	case f.dir == "" || filepath.IsAbs(shown):
		return shown
	}
	return filepath.Join(f.dir, shown)
}

func (f *finder) fail(file string, err *Error) {
	err.File = file
	if !slices.ContainsFunc(f.errs, func(e *Error) bool { return e.File == file && e.Message == err.Message }) {
		f.errs = append(f.errs, err)
	}
}

// find adds the files that a pattern leads to. One that leads to none is an
// error.
func (f *finder) find(pattern string) {
	f.hits = 0
	failed := len(f.errs)
	if strings.TrimSpace(pattern) == "" {
		f.fail(quote(pattern), &Error{Message: "the path is empty", Hint: globHint})
		return
	}
	what := "no file matches"
	info, err := os.Stat(f.path(pattern))
	switch {
	case err == nil && info.IsDir():
		f.walk(pattern, nil)
		what = "the folder has no rule file (.toml, .ndjson or .json)"
	case err == nil && !isRuleFile(pattern):
		f.fail(pattern, &Error{Message: "it is no rule file", Hint: "a file that ends in .toml, .ndjson or .json"})
	case err == nil:
		f.add(pattern, true)
	case errors.Is(err, fs.ErrNotExist) && isGlob(pattern):
		f.glob(pattern)
	default:
		f.fail(pattern, cannot("find it", err))
	}
	if f.hits == 0 && len(f.errs) == failed {
		f.fail(pattern, &Error{Message: what, Hint: globHint})
	}
}

// add adds a file unless it is there already.
func (f *finder) add(shown string, named bool) {
	f.hits++
	real := realPath(f.path(shown))
	if f.seen[real] {
		return
	}
	f.seen[real] = true
	f.files = append(f.files, found{shown: shown, named: named})
}

// walk adds the rule files of a folder and of all folders in it. above are the
// real paths of the folders it is in.
func (f *finder) walk(dir string, above []string) {
	entries, above, ok := f.list(dir, above)
	if !ok {
		return
	}
	for _, e := range entries {
		shown := filepath.Join(dir, e.Name())
		switch {
		case hidden(e.Name()):
		case f.isDir(shown, e):
			f.walk(shown, above)
		case isRuleFile(e.Name()):
			f.add(shown, false)
		}
	}
}

// list returns a folder's entries by name, and the real paths of the folders
// that those are in. It reports a folder that is in itself.
func (f *finder) list(dir string, above []string) ([]fs.DirEntry, []string, bool) {
	real := realPath(f.path(dir))
	if slices.Contains(above, real) {
		f.fail(dir, &Error{
			Message: "the link leads back to a folder that it is in",
			Hint:    "remove the link, or name the folders one by one",
		})
		return nil, nil, false
	}
	entries, err := os.ReadDir(f.path(dir))
	if err != nil {
		f.fail(dir, cannot("read the folder", err))
		return nil, nil, false
	}
	return entries, append(slices.Clip(above), real), true
}

// isDir reports whether an entry is a folder or a link to one.
func (f *finder) isDir(shown string, e fs.DirEntry) bool {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.IsDir()
	}
	info, err := os.Stat(f.path(shown))
	return err == nil && info.IsDir()
}

// realPath returns one path for all that lead to the same file.
func realPath(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return path
}

func hidden(name string) bool { return strings.HasPrefix(name, ".") }

func isRuleFile(name string) bool {
	return slices.Contains(extensions, strings.ToLower(filepath.Ext(name)))
}

// isGlob reports whether a path has a character that a glob gives a meaning.
func isGlob(path string) bool {
	special := `*?[`
	if runtime.GOOS != "windows" {
		special += `\`
	}
	return strings.ContainsAny(path, special)
}

package rule

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// maxFile is the size in bytes above which a file is not read. An export of
// Elastic's two thousand rules is about a third of it.
const maxFile = 64 << 20

// Options say how Load finds and opens files. The zero Options are good for a
// command.
type Options struct {
	// Dir is the folder that relative paths start from; the working directory
	// if "".
	Dir string
	// Permit is asked about every file before it is read; the error that it
	// returns becomes that of the file. nil permits all.
	Permit func(path string) error
}

// Load reads rules from files, folders and globs.
//
// A file is detection-rules TOML (.toml), Kibana's rule export (.ndjson) or
// rules as JSON (.json: one rule, a list, or one on each line). A folder is
// searched with all folders in it for such files, but for hidden ones. In a
// glob, `*`, `?` and `[a-z]` stand for parts of a name and `**` for any number
// of folders. A file that several paths lead to is read once.
//
// Load always goes through all files: what is wrong with some is in Errors, and
// the rules of the others are in Rules. Queries are read but not compiled.
func Load(patterns []string, o Options) *Loaded {
	files, errs := Find(patterns, o)
	loaded := &Loaded{Errors: errs}
	for _, file := range files {
		one := file.Load(o)
		loaded.Rules = append(loaded.Rules, one.Rules...)
		loaded.Skipped = append(loaded.Skipped, one.Skipped...)
		loaded.Errors = append(loaded.Errors, one.Errors...)
	}
	rules, taken := Unique(loaded.Rules)
	loaded.Rules, loaded.Errors = rules, append(loaded.Errors, taken...)
	return loaded
}

// File is a file that Find has found.
type File struct {
	Shown string // as the user named it, or as it stands below a folder that he named
	Path  string // to open it by
	named bool   // by the user, one by one
}

// Find returns the files that Load reads for the same patterns, in its order,
// and the errors of paths that lead to none. It opens folders only.
func Find(patterns []string, o Options) ([]File, Errors) {
	f := finder{dir: o.Dir, seen: make(map[string]bool)}
	for _, pattern := range patterns {
		f.find(pattern)
	}
	files := make([]File, len(f.files))
	for i, one := range f.files {
		files[i] = File{Shown: one.shown, Path: f.path(one.shown), named: one.named}
	}
	return files, f.errs
}

// Load reads the file's rules, as the function Load does, but for Unique. Of the
// options only Permit matters.
func (f File) Load(o Options) *Loaded {
	content, err := read(f.Path, o.Permit)
	if err != nil {
		err.File = f.Shown
		return &Loaded{Errors: Errors{err}}
	}
	d := parse(f.Shown, content, f.named)
	return &Loaded{Rules: d.rules, Skipped: d.skipped, Errors: d.errs}
}

// read returns a file's content.
func read(path string, permit func(string) error) ([]byte, *Error) {
	tooLarge := &Error{
		Message: fmt.Sprintf("the file has more than %d MiB", maxFile>>20),
		Hint:    "several smaller files",
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, cannot("read it", err)
	case !info.Mode().IsRegular():
		return nil, &Error{Message: "it is no regular file", Hint: "a file with rules, or a folder of them"}
	case info.Size() > maxFile:
		return nil, tooLarge
	}
	if permit != nil {
		if err := permit(path); err != nil {
			return nil, &Error{Message: err.Error()}
		}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, cannot("read it", err)
	}
	defer file.Close()
	var content bytes.Buffer
	content.Grow(int(info.Size()) + bytes.MinRead)
	_, err = content.ReadFrom(io.LimitReader(file, maxFile+1))
	switch {
	case err != nil:
		return nil, cannot("read it", err)
	case content.Len() > maxFile:
		return nil, tooLarge // it has grown
	}
	return content.Bytes(), nil
}

// cannot returns an error of the operating system without its path, which
// stands in front anyway.
func cannot(do string, err error) *Error {
	hint := ""
	switch {
	case errors.Is(err, fs.ErrPermission):
		hint = "give the user that runs this the right to read it"
	case errors.Is(err, fs.ErrNotExist):
		hint = globHint
	case errors.Is(err, syscall.ELOOP):
		hint = "remove the link"
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return &Error{Message: "cannot " + do + ": " + err.Error(), Hint: hint}
}

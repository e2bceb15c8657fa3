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
	f := finder{dir: o.Dir, seen: make(map[string]bool)}
	for _, pattern := range patterns {
		f.find(pattern)
	}
	loaded := &Loaded{Errors: f.errs}
	for _, file := range f.files {
		content, err := read(f.path(file.shown), o.Permit)
		if err != nil {
			err.File = file.shown
			loaded.Errors = append(loaded.Errors, err)
			continue
		}
		d := parse(file.shown, content, file.named)
		loaded.Rules = append(loaded.Rules, d.rules...)
		loaded.Skipped = append(loaded.Skipped, d.skipped...)
		loaded.Errors = append(loaded.Errors, d.errs...)
	}
	rules, taken := Unique(loaded.Rules)
	loaded.Rules, loaded.Errors = rules, append(loaded.Errors, taken...)
	return loaded
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

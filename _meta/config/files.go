package main

import (
	"os"
	"path/filepath"
	"strings"
)

// file is a configuration file.
type file struct {
	path     string // where it is written
	template string // the template it is made from, without .yml.tmpl
	beat     string // the Beat that reads it
	goos     string // the operating system that it is for
}

// reference says whether the file lists every setting.
func (f file) reference() bool { return strings.HasSuffix(f.template, ".reference") }

// mode keeps others from reading the short files, which may come to hold passwords.
func (f file) mode() os.FileMode {
	if f.reference() {
		return 0o644
	}
	return 0o600
}

// versioned are the files under version control: eqlbeat's own where it is built, and a ready one for each way to run.
var versioned = []file{
	{"eqlbeat.yml", "eqlbeat", "eqlbeat", "linux"},
	{"eqlbeat.reference.yml", "eqlbeat.reference", "eqlbeat", "linux"},
	{"_meta/config/eqlbeat.windows.yml", "eqlbeat", "eqlbeat", "windows"},
	{"_meta/config/filebeat.yml", "filebeat", "filebeat", "linux"},
	{"_meta/config/winlogbeat.yml", "winlogbeat", "winlogbeat", "windows"},
	{"_meta/config/winlogbeat.wec.yml", "winlogbeat.wec", "winlogbeat", "windows"},
}

// templatesOf are the templates of the files in a Beat's package.
var templatesOf = map[string][]string{
	"eqlbeat":    {"eqlbeat", "eqlbeat.reference"},
	"filebeat":   {"filebeat", "filebeat.reference"},
	"winlogbeat": {"winlogbeat", "winlogbeat.wec", "winlogbeat.reference"},
}

// packaged are the files of a Beat's package, below a folder.
func packaged(beat, goos, folder string) []file {
	var files []file
	for _, name := range templatesOf[beat] {
		files = append(files, file{filepath.Join(folder, name+".yml"), name, beat, goos})
	}
	return files
}

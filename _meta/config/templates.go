package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"
	"unicode"
)

// templates holds parsed templates and the functions they call: those that Beats' own templates expect, and two of ours,
// filebeat and stock.
type templates struct {
	*template.Template
	beats string // folder of the Beats module
}

// values is what a template may ask for. Beats' templates know more switches; an absent one reads as false.
type values struct {
	BeatName, BeatIndexPrefix string
	GOOS                      string
	Reference                 bool
	ExcludeConsole, ExcludeDashboards, ExcludeFileOutput, ExcludeKafka, ExcludeLogstash, ExcludeRedis,
	UseDockerMetadataProcessor, UseKubernetesMetadataProcessor, UseObserverProcessor bool
}

// load reads the templates of this folder and those of the Beats module that go.mod pins.
func load() (*templates, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/elastic/beats/v7").Output()
	if err != nil {
		return nil, fmt.Errorf("finding the Beats module (does `go mod download` work here?): %w", err)
	}
	t := &templates{template.New("").Option("missingkey=error"), strings.TrimSpace(string(out))}
	t.Funcs(template.FuncMap{
		"filebeat":  t.filebeat,
		"header":    func(title string) string { return rule(title, "=") },
		"include":   t.include,
		"indent":    indent,
		"stock":     t.stock,
		"subheader": func(title string) string { return rule(title, "-") },
		"title":     title,
	})
	for _, glob := range []string{ // of two templates with the same file name the later one stays
		filepath.Join(t.beats, "libbeat", "_meta", "config", "*.yml.tmpl"),
		filepath.Join(t.beats, "filebeat", "_meta", "config", "filebeat.*.reference.yml.tmpl"),
		filepath.Join("_meta", "config", "*.yml.tmpl"),
	} {
		if _, err := t.ParseGlob(glob); err != nil {
			return nil, err
		}
	}
	return t, nil
}

var blankLines = regexp.MustCompile(`\n{3,}`)

// render returns the text of a file, without runs of blank lines.
func (t *templates) render(f file) ([]byte, error) {
	text, err := t.include(f.template+".yml.tmpl", values{
		BeatName: f.beat, BeatIndexPrefix: f.beat, GOOS: f.goos, Reference: f.reference(),
	})
	if err != nil {
		return nil, err
	}
	return []byte(strings.TrimSpace(blankLines.ReplaceAllString(text, "\n\n")) + "\n"), nil
}

// include renders a template where a pipeline needs its text.
func (t *templates) include(name string, data any) (string, error) {
	var text bytes.Buffer
	err := t.ExecuteTemplate(&text, name, data)
	return text.String(), err
}

// filebeatKey finds the settings of Filebeat's section, which carries the Beat's name.
var filebeatKey = regexp.MustCompile(`\bfilebeat\.(autodiscover|config|inputs|overwrite_pipelines|registry|shutdown_timeout)\b`)

var filebeatTitle = regexp.MustCompile(`(?m)^# ?=+ Filebeat (.+?) =+$`)

// filebeat renders one of Filebeat's templates with the settings of its section under eqlbeat's name.
func (t *templates) filebeat(name string, data any) (string, error) {
	text, err := t.include(name, data)
	if err != nil {
		return "", err
	}
	text = filebeatKey.ReplaceAllString(runnable(text), "eqlbeat.$1")
	return filebeatTitle.ReplaceAllStringFunc(text, func(line string) string {
		return rule(title(filebeatTitle.FindStringSubmatch(line)[1]), "=")
	}), nil
}

var processorsTitle = regexp.MustCompile(`(?m)^# =+ +Processors +=+$`)

// stock returns the reference file of a stock Beat as it is released, with the given section before the one on processors.
func (t *templates) stock(section, path string) (string, error) {
	text, err := os.ReadFile(filepath.Join(t.beats, filepath.FromSlash(path)))
	if err != nil {
		return "", err
	}
	at := processorsTitle.FindIndex(text)
	if at == nil {
		return "", fmt.Errorf("%s has no section on processors", path)
	}
	return runnable(string(text[:at[0]])) + section + "\n\n" + string(text[at[0]:]), nil
}

var (
	moduleLine   = regexp.MustCompile(`(?m)^- module: \w+$`)
	filestreamOn = regexp.MustCompile(`(?ms)^(- type: filestream$.*?)^  # Change to true to enable this input configuration\.\n  enabled: false$`)
)

// runnable makes Filebeat's reference a configuration that Filebeat takes. As it is released none of its inputs is on, and
// of its modules some are, without any of their filesets: both are errors.
func runnable(text string) string {
	text = moduleLine.ReplaceAllString(text, "$0\n  enabled: false\n")
	return filestreamOn.ReplaceAllString(text, "$1  # Change to false to switch this input off.\n  enabled: true")
}

// rule is a heading as Beats' configuration files have it, 80 columns wide.
func rule(title, char string) string {
	left := (80 - len("# ") - len("  ") - len(title)) / 2
	return "# " + strings.Repeat(char, left) + " " + title + " " + strings.Repeat(char, left+len(title)%2)
}

var textLine = regexp.MustCompile(`(?m)^.*\S.*$`)

func indent(spaces int, text string) string {
	return textLine.ReplaceAllString(text, strings.Repeat(" ", spaces)+"$0")
}

func title(s string) string {
	if s == "" {
		return s
	}
	return string(unicode.ToUpper(rune(s[0]))) + s[1:]
}

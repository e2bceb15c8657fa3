package main

import (
	"bytes"
	"regexp"
	"strings"
	"text/template"
	"unicode"
)

// templates holds parsed templates and the functions they call: those that Beats' own templates expect, and filebeat.
type templates struct{ *template.Template }

// values is what a template may ask for. Beats' templates know more switches; an absent one reads as false.
type values struct {
	BeatName, BeatIndexPrefix string
	GOOS                      string
	Reference                 bool
	ExcludeConsole, ExcludeDashboards, ExcludeFileOutput, ExcludeKafka, ExcludeLogstash, ExcludeRedis,
	UseDockerMetadataProcessor, UseKubernetesMetadataProcessor, UseObserverProcessor bool
}

// parse reads the templates that the globs match. Of two with the same file name the later one stays.
func parse(globs ...string) (*templates, error) {
	t := &templates{template.New("").Option("missingkey=error")}
	t.Funcs(template.FuncMap{
		"filebeat":  t.filebeat,
		"header":    func(title string) string { return rule(title, "=") },
		"include":   t.include,
		"indent":    indent,
		"subheader": func(title string) string { return rule(title, "-") },
		"title":     title,
	})
	for _, glob := range globs {
		if _, err := t.ParseGlob(glob); err != nil {
			return nil, err
		}
	}
	return t, nil
}

var blankLines = regexp.MustCompile(`\n{3,}`)

// render returns the named template filled in for eqlbeat on the given operating system, without runs of blank lines.
func (t *templates) render(name, goos string) ([]byte, error) {
	text, err := t.include(name, values{
		BeatName: "eqlbeat", BeatIndexPrefix: "eqlbeat", GOOS: goos, Reference: strings.Contains(name, ".reference."),
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

// filebeat renders one of Filebeat's templates with the settings of its section under eqlbeat's name.
func (t *templates) filebeat(name string, data any) (string, error) {
	text, err := t.include(name, data)
	if err != nil {
		return "", err
	}
	text = filebeatKey.ReplaceAllString(text, "eqlbeat.$1")
	return filebeatTitle.ReplaceAllStringFunc(text, func(line string) string {
		return rule(title(filebeatTitle.FindStringSubmatch(line)[1]), "=")
	}), nil
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

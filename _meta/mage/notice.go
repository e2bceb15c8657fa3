package mage

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// notice returns the text of NOTICE.txt for a target's package: ours, then the licences and notices of all modules linked
// into the binary, taken from their source. A text that several modules share is there once.
func notice(t target) ([]byte, error) {
	own, err := os.ReadFile("NOTICE.txt")
	if err != nil {
		return nil, err
	}
	packages, err := linked(t)
	if err != nil {
		return nil, err
	}
	modules, err := licensed(packages)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%s\nModules that this %s is made of\n%s\n\n", own, line("="), t.name, line("="))
	for _, m := range modules {
		fmt.Fprintf(&b, "%s\n", m.name)
	}
	for _, text := range shared(modules) {
		fmt.Fprintf(&b, "\n%s\n", line("="))
		for _, source := range text.sources {
			fmt.Fprintf(&b, "%s\n", source)
		}
		fmt.Fprintf(&b, "%s\n\n%s\n", line("-"), text.content)
	}
	return b.Bytes(), nil
}

func line(char string) string { return strings.Repeat(char, 80) }

// module is a linked module with its licences and notices.
type module struct {
	name  string // path and version
	texts []legal
}

// legal is a licence or notice.
type legal struct{ file, content string }

// licensed returns the modules of the packages, in order, with the licences and notices that stand in the folders of
// their packages and above. A module without any is an error.
func licensed(packages []goPackage) ([]module, error) {
	folders := map[goModule][]string{}
	for _, p := range packages {
		if p.Module.Main {
			continue
		}
		m := *p.Module
		if m.Replace != nil {
			m = *m.Replace
		}
		m.Replace = nil
		for dir := p.Dir; len(dir) >= len(m.Dir); dir = filepath.Dir(dir) {
			if !slices.Contains(folders[m], dir) {
				folders[m] = append(folders[m], dir)
			}
		}
	}
	goroot, err := output("go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	version, err := output("go", "env", "GOVERSION")
	if err != nil {
		return nil, err
	}
	folders[goModule{Path: "the Go standard library", Version: version, Dir: goroot}] = []string{goroot}

	var modules []module
	for m, dirs := range folders {
		texts, err := legalTexts(m, dirs)
		if err != nil {
			return nil, err
		}
		modules = append(modules, module{m.Path + " " + m.Version, texts})
	}
	slices.SortFunc(modules, func(a, b module) int { return cmp.Compare(a.name, b.name) })
	return modules, nil
}

// legalName is how files are called that have a licence or what its licence asks to keep with it.
var legalName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|copyright|notice|patents)([-._].*)?$`)

func legalTexts(m goModule, dirs []string) ([]legal, error) {
	var texts []legal
	for _, dir := range dirs {
		files, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			if f.IsDir() || !legalName.MatchString(f.Name()) || strings.HasSuffix(f.Name(), ".go") {
				continue
			}
			text, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if err != nil {
				return nil, err
			}
			name, err := filepath.Rel(m.Dir, filepath.Join(dir, f.Name()))
			if err != nil {
				return nil, err
			}
			texts = append(texts, legal{filepath.ToSlash(name), withoutInventory(string(text))})
		}
	}
	if len(texts) == 0 {
		return nil, fmt.Errorf("%s %s has no licence in %s", m.Path, m.Version, m.Dir)
	}
	slices.SortFunc(texts, func(a, b legal) int { return cmp.Compare(a.file, b.file) })
	return texts, nil
}

var inventory = regexp.MustCompile(`(?m)^=+\r?\nThird party libraries used by `)

// withoutInventory cuts off the dependencies that Elastic's notices list with their licences: those of a whole repository,
// most of which are not linked. Ours lists the ones that are.
func withoutInventory(text string) string {
	if at := inventory.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// sharedText is a text and where it stands.
type sharedText struct {
	content string
	sources []string
}

// shared groups the texts of the modules by content, in the order of the first module that has it.
func shared(modules []module) []*sharedText {
	var all []*sharedText
	byContent := map[string]*sharedText{}
	for _, m := range modules {
		for _, t := range m.texts {
			text := byContent[t.content]
			if text == nil {
				text = &sharedText{content: t.content}
				byContent[t.content] = text
				all = append(all, text)
			}
			text.sources = append(text.sources, m.name+": "+t.file)
		}
	}
	return all
}

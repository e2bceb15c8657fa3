package mage

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
)

// contents are the entries of a target's package. Its binary has been built; staging is a folder for what is generated.
func contents(t target, staging string) ([]entry, error) {
	entries := []entry{
		{name: executable(t.name, t.os), mode: 0o755, from: t.binary()},
		{name: "LICENSE.txt", mode: 0o644, from: "LICENSE.txt"},
	}
	text, err := notice(t)
	if err != nil {
		return nil, err
	}
	entries = append(entries, entry{name: "NOTICE.txt", mode: 0o644, data: text})
	for _, part := range []func(target, string) ([]entry, error){configuration, fieldsYML, serviceScripts, stockFolders, securityAssets} {
		more, err := part(t, staging)
		if err != nil {
			return nil, err
		}
		entries = append(entries, more...)
	}
	return entries, nil
}

// configuration renders the target's configuration files. The short ones may come to hold passwords.
func configuration(t target, staging string) ([]entry, error) {
	folder := filepath.Join(staging, "config", t.String())
	if err := run(nil, "go", "run", "./_meta/config", "-beat", t.name, "-os", t.os, "-to", folder); err != nil {
		return nil, err
	}
	return tree(folder, "", func(path string) (fs.FileMode, bool) {
		if strings.HasSuffix(path, ".reference.yml") {
			return 0o644, true
		}
		return 0o600, true
	})
}

func fieldsYML(t target, _ string) ([]entry, error) {
	text, err := output("go", "run", "./_meta/fields", t.name)
	return []entry{{name: "fields.yml", mode: 0o644, data: []byte(text + "\n")}}, err
}

// serviceScripts are what installs the Beat as a Windows service, and removes it.
func serviceScripts(t target, _ string) ([]entry, error) {
	if t.os != "windows" {
		return nil, nil
	}
	values := map[string]string{
		"Beat":        t.name,
		"Title":       strings.ToUpper(t.name[:1]) + t.name[1:],
		"Description": "Ships events and detects attacks with EQL on the way.",
	}
	var entries []entry
	for _, name := range []string{"install-service", "uninstall-service"} {
		script, err := template.ParseFiles(filepath.Join("_meta", "package", name+".ps1.tmpl"))
		if err != nil {
			return nil, err
		}
		var text bytes.Buffer
		if err := script.Option("missingkey=error").Execute(&text, values); err != nil {
			return nil, err
		}
		crlf := bytes.ReplaceAll(text.Bytes(), []byte("\n"), []byte("\r\n"))
		entries = append(entries, entry{name: name + "-" + t.name + ".ps1", mode: 0o755, data: crlf})
	}
	return entries, nil
}

// stockFolders are the folders in the stock Beat's package: modules and dashboards. eqlbeat, which has none, gets an empty
// one for modules, because Filebeat's beater reports an error where it is missing.
func stockFolders(t target, _ string) ([]entry, error) {
	beats, err := output("go", "list", "-m", "-f", "{{.Dir}}", "github.com/elastic/beats/v7")
	if err != nil {
		return nil, err
	}
	switch t.name {
	case "filebeat":
		modules, err := tree(filepath.Join(beats, "filebeat", "module"), "module", runtimeFile)
		if err != nil {
			return nil, err
		}
		settings, err := tree(filepath.Join(beats, "filebeat", "modules.d"), "modules.d", everyFile)
		if err != nil {
			return nil, err
		}
		dashboards, err := moduleDashboards(filepath.Join(beats, "filebeat", "module"))
		return slices.Concat(modules, settings, dashboards), err
	case "winlogbeat":
		return tree(filepath.Join(beats, "winlogbeat", "_meta", "kibana"), "kibana", everyFile)
	}
	return []entry{{name: "module/", mode: 0o755}}, nil
}

// moduleDashboards collects the dashboards of all modules below one folder, as `setup --dashboards` expects them.
func moduleDashboards(modules string) (all []entry, err error) {
	folders, err := filepath.Glob(filepath.Join(modules, "*", "_meta", "kibana"))
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		entries, err := tree(folder, "kibana", everyFile)
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
	}
	return all, nil
}

// securityAssets are what Kibana and Elasticsearch need to show findings: see docs/elastic-security.md.
func securityAssets(target, string) ([]entry, error) {
	return tree(filepath.Join("_meta", "kibana"), "elastic-security", everyFile)
}

func everyFile(string) (fs.FileMode, bool) { return 0o644, true }

// runtimeFile leaves out what a module needs only where it is developed.
func runtimeFile(path string) (fs.FileMode, bool) {
	parts := strings.Split(path, "/")
	return 0o644, !slices.Contains(parts, "_meta") && !slices.Contains(parts, "test") && parts[len(parts)-1] != "fields.go"
}

// tree returns the files of a folder, as entries below another one. take is asked for each file, by its path below the
// folder, whether it is wanted and with what permissions.
func tree(folder, below string, take func(path string) (fs.FileMode, bool)) ([]entry, error) {
	var entries []entry
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if mode, wanted := take(name); wanted {
			entries = append(entries, entry{name: path.Join(below, name), mode: mode, from: filepath.Join(folder, filepath.FromSlash(name))})
		}
		return nil
	})
	if err == nil && len(entries) == 0 {
		err = fmt.Errorf("%s has no files to package", folder)
	}
	return entries, err
}

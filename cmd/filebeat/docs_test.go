package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// rule is what stands in for the rules that the documentation speaks of.
const rule = `
[rule]
rule_id = "a2b1f0de-3a53-4a0c-9a43-6f10b1c2d3e4"
name = "Notepad"
description = "A rule for tests."
severity = "low"
risk_score = 21
type = "eql"
language = "eql"
query = '''
process where event.type == "start" and process.name : "notepad.exe"
'''
`

var yamlBlock = regexp.MustCompile("(?ms)^( *)```yaml\n(.*?)^ *```$")

// TestDocumentedConfigurations: what the documentation shows as YAML is what `test config` accepts, in a configuration that
// has an input and an output. Winlogbeat's event logs mean nothing to Filebeat; the rest of such a
// piece is looked at.
func TestDocumentedConfigurations(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join("..", "..", "docs", "*.md"))
	require.NoError(t, err)
	pieces := 0
	for _, page := range append(pages, filepath.Join("..", "..", "README.md")) {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, block := range yamlBlock.FindAllStringSubmatch(string(text), -1) {
			yaml := regexp.MustCompile("(?m)^"+block[1]).ReplaceAllString(block[2], "")
			pieces++
			t.Run(filepath.Base(page), func(t *testing.T) {
				if !strings.Contains(yaml, "filebeat.inputs:") {
					yaml += "\nfilebeat.inputs: [{type: filestream, id: a, paths: [a]}]\n"
				}
				home := withConfig(t, yaml+"\noutput.console: ~\n")
				for _, name := range []string{"rules/notepad.toml", "rules/windows/notepad.toml"} {
					path := filepath.Join(home, filepath.FromSlash(name))
					require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
					require.NoError(t, os.WriteFile(path, []byte(rule), 0o600))
				}
				require.Equal(t, "Config OK\n", filebeat(t, home, "test", "config"), yaml)
			})
		}
	}
	require.Greater(t, pieces, 10)
}

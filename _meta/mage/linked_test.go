package mage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestLicences: on every platform our Beats are made of open-source modules only. Beats' folder x-pack is under the
// Elastic License, and so are some modules of Elastic's; whoever links them gives away a binary under that licence.
func TestLicences(t *testing.T) {
	t.Chdir("../..")
	t.Setenv("BEATS", "")
	t.Setenv("PLATFORMS", "")
	all, err := targets()
	require.NoError(t, err)
	for _, target := range all {
		t.Run(target.String(), func(t *testing.T) {
			packages, err := linked(target)
			require.NoError(t, err)
			require.Greater(t, len(packages), 500)
			processor := false
			for _, p := range packages {
				require.NotContains(t, "/"+p.ImportPath+"/", "/x-pack/", "%s is linked", p.ImportPath)
				processor = processor || p.ImportPath == adapter
			}
			require.True(t, processor, "the eql processor is not linked")

			modules, err := licensed(packages)
			require.NoError(t, err)
			for _, m := range modules {
				if strings.HasPrefix(m.name, "github.com/elastic/beats/v7 ") {
					continue // says that x-pack is under the Elastic License; of that nothing is linked
				}
				for _, text := range m.texts {
					require.NotContains(t, strings.ToLower(text.content), "elastic license", "%s: %s", m.name, text.file)
				}
			}
		})
	}
}

// TestNotice: the notice of a package begins with ours and has the licence of every module that is linked, each text once.
func TestNotice(t *testing.T) {
	t.Chdir("../..")
	eqlbeat := target{beats[0], platform{"linux", "amd64"}}
	text, err := notice(eqlbeat)
	require.NoError(t, err)
	own, err := os.ReadFile("NOTICE.txt")
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(text), string(own)))

	packages, err := linked(eqlbeat)
	require.NoError(t, err)
	modules, err := licensed(packages)
	require.NoError(t, err)
	require.Greater(t, len(modules), 100)
	for _, m := range modules {
		require.Contains(t, string(text), "\n"+m.name+"\n")
		for _, l := range m.texts {
			require.Contains(t, string(text), "\n"+m.name+": "+l.file+"\n")
			require.Contains(t, string(text), l.content)
		}
	}
	require.NotContains(t, string(text), "Third party libraries used by")
	again, err := notice(eqlbeat)
	require.NoError(t, err)
	require.Equal(t, text, again)
}

// TestLegalTexts: licences are found in the folders of packages too, not only in the module's own.
func TestLegalTexts(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"LICENSE": "the module's\r\n", "license.go": "package x", "a/b/COPYING.txt": "a package's", "a/README": "no licence",
		"NOTICE.txt": "Elastic\n\n=====\nThird party libraries used by it:\n=====\nall of them",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	m := goModule{Path: "example.org/m", Version: "v1.0.0", Dir: dir}
	texts, err := legalTexts(m, []string{dir, filepath.Join(dir, "a"), filepath.Join(dir, "a", "b")})
	require.NoError(t, err)
	require.Equal(t, []legal{{"LICENSE", "the module's"}, {"NOTICE.txt", "Elastic"}, {"a/b/COPYING.txt", "a package's"}}, texts)

	_, err = legalTexts(m, []string{filepath.Join(dir, "a")})
	require.EqualError(t, err, "example.org/m v1.0.0 has no licence in "+dir)
}

package processor

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/eqlbeat/eqlbeat/"

// imports says what each package may import: others of ours, and modules.
// Imports go downward; a package never learns about the ones above it.
var imports = map[string][]string{
	"processor/eql":      {},
	"processor/event":    {},
	"processor/ecs":      {"processor/event"},
	"processor/match":    {"processor/eql", "processor/event"},
	"processor/rule":     {"processor/eql", "github.com/pelletier/go-toml/v2"},
	"processor/sequence": {"processor/event", "github.com/cespare/xxhash/v2"},
	"processor/snapshot": {"github.com/cespare/xxhash/v2"},
	"processor/engine": {
		"processor/ecs", "processor/eql", "processor/event", "processor/match", "processor/rule", "processor/sequence",
		"github.com/cespare/xxhash/v2",
	},
	"processor": {
		"config", "processor/ecs", "processor/engine", "processor/event", "processor/rule", "processor/snapshot",
		"github.com/elastic/beats/v7", "github.com/elastic/elastic-agent-libs", "github.com/spf13/cobra",
	},
	"config": {"github.com/elastic/elastic-agent-libs", "github.com/elastic/go-ucfg", "github.com/dustin/go-humanize"},
}

func TestImportsGoDownward(t *testing.T) {
	seen := make(map[string]bool)
	for _, root := range []string{".", "../config"} {
		err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			pkg := path.Clean(path.Join("processor", path.Dir(filepath.ToSlash(file))))
			allowed, known := imports[pkg]
			if !known {
				t.Errorf("the package %s isn't in the table: say what it may import", pkg)
				return nil
			}
			seen[pkg] = true
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			for _, spec := range parsed.Imports {
				name, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					return err
				}
				if first, _, _ := strings.Cut(name, "/"); !strings.Contains(first, ".") {
					continue // the standard library
				}
				name = strings.TrimPrefix(name, module)
				if !slices.ContainsFunc(allowed, func(a string) bool { return name == a || strings.Contains(a, ".") && strings.HasPrefix(name, a+"/") }) {
					t.Errorf("%s imports %s, which %s may not", file, name, pkg)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for pkg := range imports {
		if !seen[pkg] {
			t.Errorf("the table has %s, which has no Go file", pkg)
		}
	}
}

package rule

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// tree makes a folder with rule files, whose ids are their names. A name that
// ends in "/" is an empty folder.
func tree(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(path, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		write(t, path, "[rule]\nrule_id = '"+name+"'\nquery = 'any where true'\n"+rest)
	}
	return dir
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Skip("skipped: no symbolic links here: " + err.Error())
	}
}

func TestPathsAndGlobs(t *testing.T) {
	dir := tree(t, "a.toml", "b.toml", "sub/c.toml", "sub/deep/d.toml", "sub/deep/deeper/e.toml",
		".hidden.toml", ".git/f.toml", "sub/[x].toml", "notes.md", "empty/")
	for _, test := range []struct{ name, patterns, want string }{
		{"a file", "a.toml", "a.toml"},
		{"files come in the order of the paths", "b.toml|a.toml", "b.toml a.toml"},
		{"a folder with all in it but what is hidden", "sub", "sub/[x].toml sub/c.toml sub/deep/d.toml sub/deep/deeper/e.toml"},
		{"the folder itself", ".", "a.toml b.toml sub/[x].toml sub/c.toml sub/deep/d.toml sub/deep/deeper/e.toml"},
		{"a hidden file that is named", ".hidden.toml", ".hidden.toml"},
		{"a hidden folder that is named", ".git", ".git/f.toml"},
		{"* is no separator and nothing hidden", "*.toml", "a.toml b.toml"},
		{"? is one character", "?.toml", "a.toml b.toml"},
		{"[a-b] is one of a range", "[b-z].toml", "b.toml"},
		{"* in the middle", "*/deep/*.toml", "sub/deep/d.toml"},
		{"** is any number of folders", "sub/**/*.toml",
			"sub/[x].toml sub/c.toml sub/deep/d.toml sub/deep/deeper/e.toml"},
		{"** in front", "**/d.toml", "sub/deep/d.toml"},
		{"** in the middle", "**/deep/**/e.toml", "sub/deep/deeper/e.toml"},
		{"** twice is ** once", "sub/**/**/d.toml", "sub/deep/d.toml"},
		{"** at the end is all that is below", "sub/deep/**", "sub/deep/d.toml sub/deep/deeper/e.toml"},
		{"a folder that a glob matches", "s*", "sub/[x].toml sub/c.toml sub/deep/d.toml sub/deep/deeper/e.toml"},
		{"a hidden file that a glob asks for", ".h*", ".hidden.toml"},
		{"a file that has the characters of a glob in its name", "sub/[x].toml", "sub/[x].toml"},
		{"a file that several paths lead to is read once", "a.toml|*.toml|./sub/../a.toml", "a.toml b.toml"},
	} {
		t.Run(test.name, func(t *testing.T) {
			loaded := Load(strings.Split(test.patterns, "|"), Options{Dir: dir})
			if len(loaded.Errors) > 0 {
				t.Fatalf("%s", loaded.Errors.Render())
			}
			if got := strings.Join(ids(loaded.Rules), " "); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			for _, r := range loaded.Rules {
				if filepath.IsAbs(r.Origin.File) {
					t.Errorf("%s is not how the user named the file", r.Origin.File)
				}
			}
		})
	}
	t.Run("an absolute path", func(t *testing.T) {
		pattern := filepath.Join(dir, "**", "d.toml")
		loaded := Load([]string{pattern}, Options{Dir: "elsewhere"})
		want := filepath.Join(dir, "sub", "deep", "d.toml")
		if len(loaded.Rules) != 1 || loaded.Rules[0].Origin.File != want {
			t.Errorf("rules %q, errors %v; want that of %s", ids(loaded.Rules), loaded.Errors, want)
		}
	})
}

func TestErrorsOfPaths(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped: the texts are those of Unix")
	}
	dir := tree(t, "good.toml", "notes.md", "empty/", "loop/inner/x.toml", "folder.toml/y.toml", "big.toml")
	link(t, "..", filepath.Join(dir, "loop", "inner", "up"))
	link(t, "self.toml", filepath.Join(dir, "self.toml"))
	if err := os.Truncate(filepath.Join(dir, "big.toml"), maxFile+1); err != nil {
		t.Fatal(err)
	}
	loaded := Load([]string{
		"good.toml", "nowhere.toml", "no*where.toml", "empty", "notes.md", "", "[z.toml", "loop", "folder.toml",
		"self.toml", "big.toml",
	}, Options{Dir: dir})
	const want = `nowhere.toml: cannot find it: no such file or directory
    try: the path of a file or folder, or a glob such as rules/**/*.toml
no*where.toml: no file matches
    try: the path of a file or folder, or a glob such as rules/**/*.toml
empty: the folder has no rule file (.toml, .ndjson or .json)
    try: the path of a file or folder, or a glob such as rules/**/*.toml
notes.md: it is no rule file
    try: a file that ends in .toml, .ndjson or .json
"": the path is empty
    try: the path of a file or folder, or a glob such as rules/**/*.toml
[z.toml: the glob is not valid at "[z.toml"
    try: close every [ with a ]
loop/inner/up: the link leads back to a folder that it is in
    try: remove the link, or name the folders one by one
self.toml: cannot find it: too many levels of symbolic links
    try: remove the link
big.toml: the file has more than 64 MiB
    try: several smaller files`
	if got := loaded.Errors.Render(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := ids(loaded.Rules), []string{"good.toml", "loop/inner/x.toml", "folder.toml/y.toml"}; !slices.Equal(got, want) {
		t.Errorf("rules %q, want %q", got, want)
	}
}

func TestFilesThatMayNotBeRead(t *testing.T) {
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		t.Skip("skipped: this user may read everything")
	}
	dir := tree(t, "good.toml", "locked.toml")
	if err := os.Chmod(filepath.Join(dir, "locked.toml"), 0); err != nil {
		t.Fatal(err)
	}
	loaded := Load([]string{"."}, Options{Dir: dir})
	const want = `locked.toml: cannot read it: permission denied
    try: give the user that runs this the right to read it`
	if got := loaded.Errors.Render(); got != want || len(loaded.Rules) != 1 {
		t.Errorf("%d rules, errors\n%s\nwant 1 and\n%s", len(loaded.Rules), got, want)
	}
}

func TestPermitDecidesBeforeAFileIsRead(t *testing.T) {
	dir := tree(t, "good.toml", "open-to-all.toml")
	loaded := Load([]string{"."}, Options{Dir: dir, Permit: func(path string) error {
		if filepath.Base(path) == "open-to-all.toml" {
			return errors.New("others may write to it")
		}
		return nil
	}})
	if got, want := loaded.Errors.Render(), "open-to-all.toml: others may write to it"; got != want || len(loaded.Rules) != 1 {
		t.Errorf("%d rules, errors %q; want 1 and %q", len(loaded.Rules), got, want)
	}
}

func TestOneBadFileAmongGoodOnes(t *testing.T) {
	dir := tree(t, "a.toml", "b.toml", "c.toml")
	write(t, filepath.Join(dir, "b.toml"), "[rule]\nname = ")
	loaded := Load([]string{"."}, Options{Dir: dir})
	if got, want := ids(loaded.Rules), []string{"a.toml", "c.toml"}; !slices.Equal(got, want) {
		t.Errorf("rules %q, want %q", got, want)
	}
	if len(loaded.Errors) != 1 || loaded.Errors[0].File != "b.toml" {
		t.Errorf("errors %v, want one of b.toml", loaded.Errors)
	}
}

func TestTwoRulesWithOneID(t *testing.T) {
	dir := tree(t, "a.toml", "b.toml")
	write(t, filepath.Join(dir, "b.toml"), "[rule]\nname = 'B'\nrule_id = 'a.toml'\nquery = 'any where true'\n"+
		"type = 'eql'\nseverity = 'low'\nrisk_score = 1\n")
	loaded := Load([]string{"."}, Options{Dir: dir})
	const want = `b.toml:3:11: the id "a.toml" is already that of "A" in a.toml:2
    3 | rule_id = 'a.toml'
      |           ^^^^^^^^
    try: another id, or only one of the two rules`
	if got := loaded.Errors.Render(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if len(loaded.Rules) != 1 || loaded.Rules[0].Origin.File != "a.toml" {
		t.Errorf("rules %q, want that of a.toml", ids(loaded.Rules))
	}
	if kept, errs := Unique([]*Rule{Builtin(), Builtin()}); len(kept) != 1 || len(errs) != 1 || errs[0].Error() !=
		`built-in: the id "5cd55388-a19c-47c7-8ec4-f41656c2fded" is already that of `+
			`"Outbound Scheduled Task Activity via PowerShell" in built-in (try: another id, or only one of the two rules)` {
		t.Errorf("%d kept, errors %v", len(kept), errs)
	}
}

// In a folder there may be files of other kinds; a file that is named is meant.
func TestFilesWithoutARule(t *testing.T) {
	dir := tree(t, "a.toml")
	write(t, filepath.Join(dir, "pyproject.toml"), "[project]\nname = 'x'\n")
	write(t, filepath.Join(dir, "events.ndjson"), "{\"event\":{\"code\":\"3\"}}\n{\"event\":{\"code\":\"7\"}}\n")
	write(t, filepath.Join(dir, "hunt.toml"), "[hunt]\nname = 'x'\nlanguage = ['EQL']\nquery = ['any where true']\nlicense = 'x'\n")
	loaded := Load([]string{"."}, Options{Dir: dir})
	want := []Skipped{
		{File: "events.ndjson", Line: 1, Reason: "no rule in it"},
		{File: "hunt.toml", Line: 1, Reason: "no rule in it"},
		{File: "pyproject.toml", Line: 1, Reason: "no rule in it"},
	}
	if len(loaded.Errors) > 0 || !slices.Equal(loaded.Skipped, want) {
		t.Errorf("skipped %v, errors %v; want %v", loaded.Skipped, loaded.Errors, want)
	}
	if loaded := Load([]string{"events.ndjson"}, Options{Dir: dir}); len(loaded.Errors) != 1 || len(loaded.Skipped) != 0 {
		t.Errorf("skipped %v, errors %v; want one error", loaded.Skipped, loaded.Errors)
	}
}

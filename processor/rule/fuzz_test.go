package rule

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// addFiles seeds a fuzz test with the files of testdata.
func addFiles(f *testing.F, extensions ...string) {
	for _, folder := range []string{"good", "bad"} {
		for _, extension := range extensions {
			files, err := filepath.Glob(filepath.Join("testdata", folder, "*"+extension))
			if err != nil {
				f.Fatal(err)
			}
			for _, file := range files {
				content, err := os.ReadFile(file)
				if err != nil {
					f.Fatal(err)
				}
				f.Add(content)
			}
		}
	}
}

func FuzzTOML(f *testing.F) {
	addFiles(f, ".toml")
	f.Add([]byte("[rule]\nrule_id='1'\nquery=\"\"\"\\\n\n a\\u00e9\\U0001F600\\x41\\e\\\"\\\n b\"\"\"\n" + rest))
	f.Add([]byte("a.b.c=1\n[a.b.d]\n[[a.e]]\n[a.e.f]\nx={y.z=[{},{q=[]}]}"))
	f.Fuzz(func(t *testing.T, content []byte) { checkParse(t, "fuzz.toml", content) })
}

func FuzzNDJSON(f *testing.F) {
	addFiles(f, ".ndjson", ".json")
	for _, seed := range []string{
		`{"rule_id":"1","name":"A","type":"eql","severity":"low","risk_score":1,"query":"a\u00e9\ud83d\ude00\n\/"}`,
		`[{"rule_id":"1"},[],{"rule":{}},null,1e9,true]`,
		"{\"a\":[{\"b\":{}}]}\n[\n{}",
		`{"threat":[{"tactic":{"id":"1"},"technique":[{"id":"2","subtechnique":[{}]}]}],"name":"","query":""}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		checkParse(t, "fuzz.ndjson", content)
		checkParse(t, "fuzz.json", content)
	})
}

// checkParse checks what is true of any content: the tree is the library's, a rule has what a rule needs,
// each character of its query stands where QueryPosition says, and every error
// has a place and can be shown.
func checkParse(t *testing.T, file string, content []byte) {
	d := parse(file, content, true)
	if d.src != nil && filepath.Ext(file) == ".toml" {
		checkTOML(t, d.src)
	} else if d.src != nil {
		checkJSONTree(t, d.src)
	}
	if len(d.rules)+len(d.skipped)+len(d.errs) == 0 {
		t.Error("nothing to say about the file")
	}
	for _, e := range d.errs {
		if e.Message == "" || strings.Contains(e.Error(), "\n") || e.Render() == "" {
			t.Errorf("the error %q", e.Error())
		}
	}
	for _, r := range d.rules {
		if r.ID == "" || r.Name == "" || strings.TrimSpace(r.Query) == "" || SeverityNumber(r.Severity) == 0 ||
			r.LookBack <= 0 || r.CategoryField == "" || r.Origin.Line == 0 || r.Origin.QueryLine == 0 {
			t.Errorf("the rule %+v", r)
		}
		checkPlaces(t, r, d.src.text)
	}
}

func checkPlaces(t *testing.T, r *Rule, text string) {
	lines := strings.Split(text, "\n")
	for offset, want := range r.Query {
		line, column := r.QueryPosition(offset)
		got := []rune(lines[line-1][:])
		switch {
		case column <= len(got) && (got[column-1] == want || got[column-1] == '\\'):
		case column == len(got)+1 && want == '\n':
		default:
			t.Fatalf("%q of the query %q is not at %d:%d", want, r.Query, line, column)
		}
	}
	if w := r.Origin.query; w.spelling != verbatim {
		made := 0
		for at := 0; at < len(w.text); {
			read, gives := w.next(at)
			if read <= 0 {
				t.Fatalf("no progress in %q at %d", w.text, at)
			}
			at += read
			made += gives
		}
		if made != len(r.Query) && utf8.ValidString(r.Query) {
			t.Errorf("%q spells %d bytes, want %d", w.text, made, len(r.Query))
		}
	}
}

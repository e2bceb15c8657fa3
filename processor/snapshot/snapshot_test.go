package snapshot

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cespare/xxhash/v2"
)

// text is a write function that writes a text in pieces.
func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		for piece := range strings.SplitAfterSeq(s, " ") {
			if _, err := io.WriteString(w, piece); err != nil {
				return err
			}
		}
		return nil
	}
}

func mustWrite(t testing.TB, path, payload string) {
	t.Helper()
	if err := Write(path, text(payload)); err != nil {
		t.Fatal(err)
	}
}

func mustHold(t testing.TB, path, payload string) {
	t.Helper()
	if got, err := Read(path); err != nil || string(got) != payload {
		t.Fatalf("got %.100q, %v; want %.100q", got, err, payload)
	}
}

// names returns what is in a folder.
func names(t testing.TB, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "eql", "id")
	for _, payload := range []string{"", "a", "two words", strings.Repeat("much more ", 1<<17)} {
		mustWrite(t, path, payload)
		mustHold(t, path, payload)
		if got := names(t, filepath.Dir(path)); got != "id" {
			t.Errorf("left in the folder: %s", got)
		}
	}
}

func TestItIsForItsOwnerAlone(t *testing.T) {
	if !modesAreReal {
		t.Skip("Windows has no modes")
	}
	dir := filepath.Join(t.TempDir(), "eql")
	path := filepath.Join(dir, "id")
	mustWrite(t, path, "a")
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	mustHold(t, path, "a")
	mustWrite(t, path, "b")
	for name, want := range map[string]fs.FileMode{dir: 0o700 | fs.ModeDir, path: 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v; want %v", name, info.Mode(), err, want)
		}
	}
}

func TestWhatIsNotThereIsNotDamaged(t *testing.T) {
	if _, err := Read(filepath.Join(t.TempDir(), "id")); !errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

// memory is a file that takes no disk.
type memory struct{ bytes.Buffer }

func (*memory) Sync() error  { return nil }
func (*memory) Close() error { return nil }

// encoded is a file's content.
func encoded(t testing.TB, payload string) []byte {
	t.Helper()
	var m memory
	if err := fill(&m, text(payload)); err != nil {
		t.Fatal(err)
	}
	return m.Bytes()
}

// sealed returns a content with the checksum that it should have.
func sealed(content []byte) []byte {
	rest := content[:len(content)-checksumBytes]
	return binary.LittleEndian.AppendUint64(bytes.Clone(rest), xxhash.Sum64(rest))
}

func TestDamageIsNamed(t *testing.T) {
	good := encoded(t, "payload")
	changed := func(at int, b byte) []byte {
		c := bytes.Clone(good)
		c[at] = b
		return c
	}
	tests := []struct {
		name    string
		content []byte
		want    string
	}{
		{"nothing", nil, "with 0 bytes it is too short"},
		{"a head alone", good[:headBytes], "with 12 bytes it is too short"},
		{"another file", bytes.Repeat([]byte("{}\n"), 20), "it doesn't begin like a snapshot"},
		{"of a later version", sealed(changed(len(magic), Version+1)), "its version is 2, and only 1 can be read"},
		{"cut short", good[:len(good)-1], "its checksum is wrong: it was cut short or changed"},
		{"with something behind", append(bytes.Clone(good), 'x'), "its checksum is wrong"},
		{"of an absurd length", sealed(changed(len(good)-checksumBytes-1, 0x7f)), "it holds 7 bytes and says 9151314442816847879"},
		{"with another payload", changed(headBytes, 'P'), "its checksum is wrong"},
		{"with another checksum", changed(len(good)-1, good[len(good)-1]^1), "its checksum is wrong"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "id")
			if err := os.WriteFile(path, test.content, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Read(path)
			if !errors.Is(err, ErrDamaged) || !strings.HasPrefix(err.Error(), "the file is damaged: "+test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestWhatIsNoFileOfOursIsDamaged(t *testing.T) {
	tests := []struct {
		name, want string
		make       func(path string) error
	}{
		{"a folder", "it is a folder", func(path string) error { return os.Mkdir(path, 0o700) }},
		{"a link", "it is a symbolic link", func(path string) error {
			if err := Write(path+"2", text("a")); err != nil {
				return err
			}
			return os.Symlink(path+"2", path)
		}},
		{"a file that others may write", "others than its owner may write it (-rw-rw----)", func(path string) error {
			if err := Write(path, text("a")); err != nil {
				return err
			}
			return os.Chmod(path, 0o660)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if !modesAreReal && test.name != "a folder" {
				t.Skip("Windows has no modes, and links are for administrators")
			}
			path := filepath.Join(t.TempDir(), "id")
			if err := test.make(path); err != nil {
				t.Fatal(err)
			}
			if _, err := Read(path); !errors.Is(err, ErrDamaged) || err.Error() != "the file is damaged: "+test.want {
				t.Fatalf("got %v", err)
			}
			if _, err := SetAside(path); err != nil {
				t.Fatal(err)
			}
			mustWrite(t, path, "new")
			mustHold(t, path, "new")
		})
	}
}

func TestTheLastDamagedFileIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "id")
	if err := os.MkdirAll(filepath.Join(path+damagedSuffix, "not", "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"first", "second"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		aside, err := SetAside(path)
		if err != nil || aside != path+".damaged" {
			t.Fatalf("got %s, %v", aside, err)
		}
		if got, err := os.ReadFile(aside); err != nil || string(got) != content {
			t.Errorf("got %q, %v; want %q", got, err, content)
		}
	}
	if got := names(t, filepath.Dir(path)); got != "id.damaged" {
		t.Errorf("left in the folder: %s", got)
	}
}

// TestDamageNeverYieldsAPayload flips, cuts and overwrites at random.
func TestDamageNeverYieldsAPayload(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	good := encoded(t, strings.Repeat("some state ", 20))
	for range 10_000 {
		bad := bytes.Clone(good)
		switch random.IntN(3) {
		case 0:
			for range 1 + random.IntN(3) {
				bad[random.IntN(len(bad))] ^= 1 << random.IntN(8)
			}
		case 1:
			bad = bad[:random.IntN(len(bad))]
		case 2:
			for i := random.IntN(len(bad)); i < len(bad) && random.IntN(20) > 0; i++ {
				bad[i] = byte(random.Uint32())
			}
		}
		if bytes.Equal(bad, good) {
			continue
		}
		if payload, err := decode(bad); !errors.Is(err, ErrDamaged) || payload != nil {
			t.Fatalf("of %x\ngot %q, %v", bad, payload, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("payload"), true)
	f.Add(encoded(f, "payload"), false)
	f.Fuzz(func(t *testing.T, content []byte, whole bool) {
		if whole { // as a payload
			content = encoded(t, string(content))
		}
		payload, err := decode(content)
		if err != nil {
			if whole || !errors.Is(err, ErrDamaged) {
				t.Fatal(err)
			}
			return
		}
		// What is taken for good must be what is written of it.
		if again := encoded(t, string(payload)); !bytes.Equal(again, content) {
			t.Errorf("%x was read as %q, which is written %x", content, payload, again)
		}
	})
}

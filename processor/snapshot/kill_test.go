package snapshot

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var errFails = errors.New("it fails")

// failing is a disk of which one operation fails: the one before which `left`
// others go well.
type failing struct {
	osDisk
	left *int
	// dead makes all later operations fail too, and fail to clean up: what
	// remains is what remains of a process killed there.
	dead bool
}

// fails counts an operation and reports whether it is to fail.
func (d failing) fails() bool {
	*d.left--
	return *d.left == -1 || d.dead && *d.left < 0
}

func (d failing) mkdirAll(dir string) error {
	if d.fails() {
		return errFails
	}
	return d.osDisk.mkdirAll(dir)
}

func (d failing) create(path string) (file, error) {
	if d.fails() {
		return nil, errFails
	}
	f, err := d.osDisk.create(path)
	return failingFile{f, d}, err
}

func (d failing) remove(path string) error {
	if d.fails() {
		return errFails
	}
	return d.osDisk.remove(path)
}

func (d failing) rename(from, to string) error {
	if d.fails() {
		return errFails
	}
	return d.osDisk.rename(from, to)
}

func (d failing) syncDir(dir string) {
	if !d.fails() {
		d.osDisk.syncDir(dir)
	}
}

type failingFile struct {
	file
	disk failing
}

func (f failingFile) Write(p []byte) (int, error) {
	if f.disk.fails() {
		n, _ := f.file.Write(p[:len(p)/2])
		return n, errFails
	}
	return f.file.Write(p)
}

func (f failingFile) Sync() error {
	if f.disk.fails() {
		return errFails
	}
	return f.file.Sync()
}

func (f failingFile) Close() error {
	if err := f.file.Close(); err != nil || !f.disk.fails() {
		return err
	}
	return errFails
}

func TestFailingAtAnyStepLeavesTheOldOrTheNew(t *testing.T) {
	// Longer than the buffer, so that it is written in several steps.
	before, after := strings.Repeat("old ", 50_000), strings.Repeat("new ", 50_000)
	for _, dead := range []bool{false, true} {
		t.Run(fmt.Sprintf("killed=%v", dead), func(t *testing.T) {
			wrote := false
			for n := 0; ; n++ {
				path := filepath.Join(t.TempDir(), "eql", "id")
				mustWrite(t, path, before)
				left := n
				err := writeTo(failing{left: &left, dead: dead}, path, text(after))
				want := before
				if err == nil {
					want = after
				}
				mustHold(t, path, want)
				if !dead {
					if got := names(t, filepath.Dir(path)); got != "id" {
						t.Errorf("failing at step %d left %s", n, got)
					}
				}
				// The next one writes as if nothing had been.
				mustWrite(t, path, "later")
				mustHold(t, path, "later")
				if got := names(t, filepath.Dir(path)); got != "id" {
					t.Errorf("step %d: left after the next write: %s", n, got)
				}
				if left >= 0 { // nothing has failed
					wrote = err == nil
					break
				}
			}
			if !wrote {
				t.Error("with nothing failing it wasn't written")
			}
		})
	}
}

func TestAWriterThatFailsLeavesTheOld(t *testing.T) {
	path := filepath.Join(t.TempDir(), "id")
	mustWrite(t, path, "old")
	err := Write(path, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return errFails
	})
	if !errors.Is(err, errFails) {
		t.Errorf("got %v", err)
	}
	mustHold(t, path, "old")
	if got := names(t, filepath.Dir(path)); got != "id" {
		t.Errorf("left in the folder: %s", got)
	}
}

func TestAFolderInTheWayIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "id")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, text("a")); err == nil {
		t.Error("no error")
	}
	if got := names(t, filepath.Dir(path)); got != "id" {
		t.Errorf("left in the folder: %s", got)
	}
}

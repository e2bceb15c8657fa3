package mage

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha512"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// entry is a file of a package.
type entry struct {
	name string      // with slashes, below the package's folder; an empty folder ends in a slash
	mode fs.FileMode // permissions
	from string      // path of the file that has the content; "" for data
	data []byte
}

// open returns the content and its length in bytes.
func (e entry) open() (io.ReadCloser, int64, error) {
	if e.from == "" {
		return io.NopCloser(bytes.NewReader(e.data)), int64(len(e.data)), nil
	}
	file, err := os.Open(e.from)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, info.Size(), nil
}

// writeArchive writes the entries to a .zip or .tar.gz, below a folder that has its name, and the sum of it beside. What
// comes out depends on the arguments only: on nothing of this machine and on no time but the given one.
func writeArchive(path string, entries []entry, at time.Time) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()

	entries = slices.SortedFunc(slices.Values(entries), func(a, b entry) int { return cmp.Compare(a.name, b.name) })
	for i := range entries[1:] {
		if entries[i].name == entries[i+1].name {
			return fmt.Errorf("%s has %s twice", path, entries[i].name)
		}
	}
	sum := sha512.New()
	out := io.MultiWriter(file, sum)
	name := filepath.Base(path)
	if folder, isZip := strings.CutSuffix(name, ".zip"); isZip {
		err = writeZip(out, folder, entries, at.UTC())
	} else {
		err = writeTar(out, strings.TrimSuffix(name, ".tar.gz"), entries, at.UTC())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path+".sha512", fmt.Appendf(nil, "%x  %s\n", sum.Sum(nil), name), 0o644)
}

func writeZip(out io.Writer, folder string, entries []entry, at time.Time) error {
	w := zip.NewWriter(out)
	for _, e := range entries {
		header := &zip.FileHeader{Name: path.Join(folder, e.name), Method: zip.Deflate, Modified: at}
		header.SetMode(e.mode)
		if e.isFolder() {
			header.Name, header.Method = header.Name+"/", zip.Store
			header.SetMode(e.mode | fs.ModeDir)
		}
		body, err := w.CreateHeader(header)
		if err != nil {
			return err
		}
		if err := copyContent(body, e); err != nil {
			return err
		}
	}
	return w.Close()
}

func writeTar(out io.Writer, folder string, entries []entry, at time.Time) error {
	compressed := gzip.NewWriter(out)
	w := tar.NewWriter(compressed)
	for _, e := range entries {
		header := &tar.Header{Name: path.Join(folder, e.name), Mode: int64(e.mode), ModTime: at, Typeflag: tar.TypeReg, Format: tar.FormatPAX}
		if e.isFolder() {
			header.Name, header.Typeflag = header.Name+"/", tar.TypeDir
		} else {
			body, size, err := e.open()
			if err != nil {
				return err
			}
			body.Close()
			header.Size = size
		}
		if err := w.WriteHeader(header); err != nil {
			return err
		}
		if err := copyContent(w, e); err != nil {
			return err
		}
	}
	return errors.Join(w.Close(), compressed.Close())
}

func (e entry) isFolder() bool { return strings.HasSuffix(e.name, "/") }

func copyContent(to io.Writer, e entry) error {
	if e.isFolder() {
		return nil
	}
	body, _, err := e.open()
	if err != nil {
		return err
	}
	_, err = io.Copy(to, body)
	return errors.Join(err, body.Close())
}

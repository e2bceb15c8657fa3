package mage

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"crypto/sha512"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var packedAt = time.Date(2026, 3, 17, 9, 14, 31, 0, time.UTC)

// prepared is a small package: an executable and a folder of files on disk, generated text, an empty folder.
func prepared(t *testing.T) []entry {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"beat": strings.Repeat("binary ", 1000), "tree/b/2.yml": "two", "tree/a.yml": "one"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	entries, err := tree(filepath.Join(dir, "tree"), "modules.d", everyFile)
	require.NoError(t, err)
	return append(entries,
		entry{name: "beat.exe", mode: 0o755, from: filepath.Join(dir, "beat")},
		entry{name: "beat.yml", mode: 0o600, data: []byte("settings")},
		entry{name: "module/", mode: 0o755},
	)
}

// unpacked describes what an archive holds: mode, name and content, in the order in which it stands there.
func unpacked(t *testing.T, path string) (files []string) {
	t.Helper()
	describe := func(mode fs.FileMode, name string, at time.Time, body io.Reader) {
		text, err := io.ReadAll(body)
		require.NoError(t, err)
		require.True(t, at.Equal(packedAt), "%s is of %s", name, at)
		files = append(files, fmt.Sprintf("%s %s %.8s", mode, name, text))
	}
	if strings.HasSuffix(path, ".zip") {
		archive, err := zip.OpenReader(path)
		require.NoError(t, err)
		defer archive.Close()
		for _, f := range archive.File {
			body, err := f.Open()
			require.NoError(t, err)
			describe(f.Mode(), f.Name, f.Modified, body)
		}
		return files
	}
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	text, err := gzip.NewReader(file)
	require.NoError(t, err)
	archive := tar.NewReader(text)
	for {
		header, err := archive.Next()
		if err == io.EOF {
			return files
		}
		require.NoError(t, err)
		require.Empty(t, header.Uname+header.Gname)
		require.Zero(t, header.Uid+header.Gid)
		describe(header.FileInfo().Mode(), header.Name, header.ModTime, archive)
	}
}

// TestPackTwice: the same entries give the same bytes, whatever the order they come in, when their files were written,
// where those are, and who may read them.
func TestPackTwice(t *testing.T) {
	for _, name := range []string{"beat-1-windows-amd64.zip", "beat-1-linux-amd64.tar.gz"} {
		t.Run(name, func(t *testing.T) {
			first, second := filepath.Join(t.TempDir(), "1", name), filepath.Join(t.TempDir(), "2", name)
			require.NoError(t, writeArchive(first, prepared(t), packedAt))

			again := prepared(t)
			slices.Reverse(again)
			for _, e := range again {
				if e.from != "" {
					require.NoError(t, os.Chtimes(e.from, time.Unix(1, 0), time.Unix(2, 0)))
					require.NoError(t, os.Chmod(e.from, 0o640))
				}
			}
			require.NoError(t, writeArchive(second, again, packedAt.In(time.FixedZone("", 3600))))

			one, err := os.ReadFile(first)
			require.NoError(t, err)
			two, err := os.ReadFile(second)
			require.NoError(t, err)
			require.Equal(t, one, two)

			sum, err := os.ReadFile(first + ".sha512")
			require.NoError(t, err)
			require.Equal(t, fmt.Sprintf("%x  %s\n", sha512.Sum512(one), name), string(sum))

			folder := strings.TrimSuffix(strings.TrimSuffix(name, ".zip"), ".tar.gz")
			require.Equal(t, []string{
				"-rwxr-xr-x " + folder + "/beat.exe binary b",
				"-rw------- " + folder + "/beat.yml settings",
				"drwxr-xr-x " + folder + "/module/ ",
				"-rw-r--r-- " + folder + "/modules.d/a.yml one",
				"-rw-r--r-- " + folder + "/modules.d/b/2.yml two",
			}, unpacked(t, first))
		})
	}
}

func TestOneNameTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.zip")
	err := writeArchive(path, []entry{{name: "a"}, {name: "b"}, {name: "a"}}, packedAt)
	require.EqualError(t, err, path+" has a twice")
}

func TestCommitTime(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1773738871")
	at, err := commitTime()
	require.NoError(t, err)
	require.Equal(t, packedAt, at)

	t.Setenv("SOURCE_DATE_EPOCH", "yesterday")
	_, err = commitTime()
	require.ErrorContains(t, err, "SOURCE_DATE_EPOCH")
}

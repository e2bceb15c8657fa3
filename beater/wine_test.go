package beater_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWine: the Windows binary runs, as far as Wine is Windows: commands, a configuration for Windows, a replay that finds
// what it finds here. It skips where Wine is absent.
func TestWine(t *testing.T) {
	w := newWine(t)

	t.Run("version", func(t *testing.T) {
		require.Regexp(t, `^eqlbeat version 9\.4\.0 \(amd64\)`, w.eqlbeat(t, ".", "version"))
	})
	t.Run("test config", func(t *testing.T) {
		text, err := os.ReadFile("../_meta/config/eqlbeat.windows.yml")
		require.NoError(t, err)
		home := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(home, "eqlbeat.yml"), text, 0o600))
		require.Equal(t, "Config OK\n", w.eqlbeat(t, home, "test", "config", "--path.home", "."))
	})
	t.Run("replay", func(t *testing.T) {
		replay := []string{"replay", "--format", "ndjson", "recording.ndjson"}
		here := exec.Command(binary(t), replay...)
		here.Dir = "../_meta/demo"
		want, err := here.Output()
		require.NoError(t, err)
		require.Contains(t, string(want), builtin)
		require.Equal(t, string(want), w.eqlbeat(t, here.Dir, replay...))
	})
}

// wine runs a Windows build of eqlbeat.
type wine struct {
	program, prefix string // Wine, and the folder that is a Windows to it
	exe             string
}

func newWine(t *testing.T) wine {
	t.Helper()
	program, err := exec.LookPath("wine")
	if err != nil {
		t.Skip("Wine is not installed, so the Windows binary is not run")
	}
	if testing.Short() {
		t.Skip("builds eqlbeat for Windows, which -short leaves out")
	}
	// Not t.TempDir: Wine's server writes there for a moment longer, and what can't be removed would fail the test.
	dir, err := os.MkdirTemp("", "eqlbeat-wine-")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	w := wine{program: program, prefix: filepath.Join(dir, "prefix"), exe: filepath.Join(dir, "eqlbeat.exe")}

	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", w.exe, "..")
	build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))

	if out, err := w.command(".", "wineboot", "--init").CombinedOutput(); err != nil {
		t.Skipf("Wine does not start here: %v\n%s", err, out)
	}
	library := filepath.Join(w.prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll")
	if _, err := os.Stat(library); os.IsNotExist(err) { // before Wine 9
		require.NoError(t, os.WriteFile(library, forwarder("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036"), 0o644))
	}
	return w
}

// eqlbeat runs a command in a folder, and returns what it printed on standard output.
func (w wine) eqlbeat(t *testing.T, dir string, args ...string) string {
	t.Helper()
	command := w.command(dir, append([]string{w.exe}, args...)...)
	var printed, complaints bytes.Buffer
	command.Stdout, command.Stderr = &printed, &complaints
	require.NoError(t, command.Run(), complaints.String())
	return strings.ReplaceAll(printed.String(), "\r\n", "\n")
}

// command runs a Windows program. Wine's wevtapi.dll lacks functions that Winlogbeat's code calls when it starts, which ends
// the process; without that library, the code knows that there is no event log.
func (w wine) command(dir string, args ...string) *exec.Cmd {
	command := exec.Command(w.program, args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "WINEPREFIX="+w.prefix, "WINEDEBUG=-all", "WINEDLLOVERRIDES=wevtapi=;mscoree=;mshtml=")
	return command
}

package beater_test

import (
	"errors"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOwnCommands: they are part of the program, and end with their own codes.
func TestOwnCommands(t *testing.T) {
	home := t.TempDir()
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"replay", "replay/testdata/edge.ndjson"}, 0, "replay/testdata/edge.ndjson:2\n"},
		{[]string{"replay"}, 2, "Error: no events to replay: name files, or - for standard input\nSee `eqlbeat replay --help`.\n"},
		{[]string{"replay", "--speed", "9"}, 2, "Error: unknown flag: --speed\n"},
		{[]string{"rules", "list"}, 0, "Outbound Scheduled Task Activity via PowerShell"},
		{[]string{"rules", "check", "rules/testdata/rules/errors.toml"}, 1, "0 rules loaded, 0 skipped, 1 error.\n"},
		{[]string{"help", "rules", "check"}, 0, "eqlbeat rules check PATH...\n"},
	} {
		out, err := eqlbeat(t, home, c.args...)
		code := 0
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		} else {
			require.NoError(t, err)
		}
		require.Equal(t, c.code, code, "%v:\n%s", c.args, out)
		require.Contains(t, out, c.says, "%v", c.args)
	}
}

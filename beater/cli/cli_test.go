package cli

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

func TestNumbersAndDurationsAreWrittenForPeople(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Count(0, "rule"), "0 rules"},
		{Count(1, "rule"), "1 rule"},
		{Count(uint64(1234567), "entry"), "1,234,567 entries"},
		{Count(2, "partial match"), "2 partial matches"},
		{Number(999), "999"},
		{Number(-1000), "-1,000"},
		{Duration(5 * time.Second), "5s"},
		{Duration(9 * time.Minute), "9m"},
		{Duration(24 * time.Hour), "24h"},
		{Duration(90 * time.Minute), "1h30m"},
		{Duration(90 * time.Second), "1m30s"},
		{Duration(0), "0s"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestCommandsEndWithTheirCode(t *testing.T) {
	for _, c := range []struct {
		name   string
		err    error
		args   []string
		code   int
		stderr string
	}{
		{"nothing wrong", nil, nil, OK, ""},
		{"problems that were reported", Exit(Problems), nil, Problems, ""},
		{"wrapped", fmt.Errorf("so: %w", Exit(7)), nil, 7, ""},
		{"the command line", errors.New("no file"), nil, Unusable, "Error: no file\nSee `x --help`.\n"},
		{"a flag", nil, []string{"--no"}, Unusable, "Error: unknown flag: --no\nSee `x --help`.\n"},
		{"a choice", nil, []string{"--mode", "c"}, Unusable, "Error: invalid argument \"c\" for \"--mode\" flag: use a or b\nSee `x --help`.\n"},
		{"another choice", nil, []string{"--mode", "b"}, OK, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			command := &cobra.Command{Use: "x", RunE: func(*cobra.Command, []string) error { return c.err }}
			command.Flags().Var(NewChoice("a", "b"), "mode", "one of two")
			if code := Run(t.Context(), command, append([]string{}, c.args...), nil, &stdout, &stderr); code != c.code {
				t.Errorf("exit %d, want %d", code, c.code)
			}
			if stderr.String() != c.stderr || stdout.Len() > 0 {
				t.Errorf("%s%s\nwant %s", &stdout, &stderr, c.stderr)
			}
		})
	}
}

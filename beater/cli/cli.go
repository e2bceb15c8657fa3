// Package cli is what eqlbeat's own commands have in common: how they end, and
// the look of their help.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// What commands end with.
const (
	OK = 0
	// Problems: the command has done its work and reports something wrong.
	Problems = 1
	// Unusable: the command line, or a file on it, can't be used.
	Unusable = 2
)

// Exit is the error with which a command ends the process after it has said
// all there is to say.
type Exit int

// Error implements error.
func (e Exit) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// code returns what a command that returned err ends with. Errors other than
// Exit are about the command line.
func code(err error) int {
	var exit Exit
	switch {
	case err == nil:
		return OK
	case errors.As(err, &exit):
		return int(exit)
	}
	return Unusable
}

// Run runs a command by itself and returns what it ends with: for tests.
func Run(ctx context.Context, c *cobra.Command, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	prepare(c)
	c.SetArgs(args)
	c.SetIn(stdin)
	c.SetOut(stdout)
	c.SetErr(stderr)
	err := c.ExecuteContext(ctx)
	explain(c, err)
	return code(err)
}

// Attach adds commands to the root command of a Beat, whose main ends with 1
// for every error. They end the process themselves, with their own code; an
// interrupt ends their context, a second one the process.
func Attach(root *cobra.Command, commands ...*cobra.Command) {
	for _, c := range commands {
		prepare(c)
		walk(c, exitByItself)
		root.AddCommand(c)
	}
}

func exitByItself(c *cobra.Command) {
	end := func(err error) error {
		explain(c, err)
		os.Exit(code(err))
		return nil
	}
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return end(err) })
	run := c.RunE
	if run == nil {
		return
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
		context.AfterFunc(ctx, stop)
		c.SetContext(ctx)
		return end(run(c, args))
	}
}

// explain prints an error that nobody has printed yet.
func explain(c *cobra.Command, err error) {
	var exit Exit
	if err != nil && !errors.As(err, &exit) {
		fmt.Fprintf(c.ErrOrStderr(), "Error: %s\nSee `%s --help`.\n", err, c.CommandPath())
	}
}

func prepare(c *cobra.Command) {
	walk(c, func(c *cobra.Command) {
		c.SilenceErrors, c.SilenceUsage = true, true
		c.SetUsageTemplate(usage)
		c.Flags().SortFlags = false
		c.DisableFlagsInUseLine = true
		c.CompletionOptions.DisableDefaultCmd = true
	})
}

func walk(c *cobra.Command, visit func(*cobra.Command)) {
	visit(c)
	for _, child := range c.Commands() {
		walk(child, visit)
	}
}

// usage is cobra's template without the flags of the root command, which are
// those of a running Beat and mean nothing here.
const usage = `Usage:
  {{.UseLine}}{{if .HasAvailableSubCommands}}

Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}
`

// Choice is a flag with a few values. The first is the default.
type Choice struct {
	value   string
	choices []string
}

// NewChoice returns the flag's value.
func NewChoice(choices ...string) *Choice { return &Choice{choices[0], choices} }

// String implements pflag.Value.
func (c *Choice) String() string { return c.value }

// Type implements pflag.Value.
func (c *Choice) Type() string { return strings.Join(c.choices, "|") }

// Set implements pflag.Value.
func (c *Choice) Set(value string) error {
	for _, choice := range c.choices {
		if value == choice {
			c.value = value
			return nil
		}
	}
	return fmt.Errorf("use %s", strings.Join(c.choices, " or "))
}

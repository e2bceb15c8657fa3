// Package rules is the command `eqlbeat rules`: what is wrong with rules, what
// they are, and what they need from events.
package rules

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/eqlbeat/eqlbeat/beater/cli"
	"github.com/eqlbeat/eqlbeat/config"
)

// Command returns the command `rules` with its subcommands.
func Command() *cobra.Command {
	c := &cobra.Command{Use: "rules", Short: "Check, list and explain EQL rules"}
	c.AddCommand(checkCommand(), listCommand(), explainCommand())
	return c
}

func checkCommand() *cobra.Command {
	var sources []string
	format := cli.NewChoice("text", "ndjson")
	c := &cobra.Command{
		Use:   "check PATH...",
		Short: "Say what is wrong with rules",
		Long: `Loads and compiles rules from files, folders and globs, as the eql processor
does, and reports everything that is wrong with them.

Rules in another language and rules that are switched off or deprecated are
skipped; they are counted and no error.

With --source, also lists the rules that no event of these sources can ever
fire, and why. A rule that isn't listed may still need fields that are seldom
filled: see "eqlbeat rules explain".

Ends with 0 if all rules run, with 1 if there is any error, and with 2 if the
command line is wrong.`,
		Example: `  eqlbeat rules check rules/
  eqlbeat rules check 'rules/**/*.toml' --source sysmon,security`,
		RunE: func(c *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				return fmt.Errorf("no rules to check: name files, folders or globs")
			}
			from, err := named(sources)
			if err != nil {
				return err
			}
			settings := config.Default()
			settings.Rules, settings.Builtin = paths, false
			report := checkReport{set: Load(settings, false), sources: from}
			if err := report.write(c.OutOrStdout(), format.String() == "ndjson"); err != nil {
				return err
			}
			if len(report.set.Problems) > 0 {
				return cli.Exit(cli.Problems)
			}
			return nil
		},
	}
	c.Flags().StringSliceVar(&sources, "source", nil, "list rules that can never fire on raw events of these `sources`: "+sourceNames())
	c.Flags().Var(format, "format", "output format")
	return c
}

func listCommand() *cobra.Command {
	noBuiltin := false
	format := cli.NewChoice("table", "ndjson")
	c := &cobra.Command{
		Use:   "list [PATH...]",
		Short: "List rules",
		Long: `Lists the rules that run: the built-in one, and those of the files, folders and
globs. What is wrong with others goes to standard error.

Ends with 0 if all rules run, with 1 if there is any error, and with 2 if the
command line is wrong.`,
		RunE: func(c *cobra.Command, paths []string) error {
			settings := config.Default()
			settings.Rules, settings.Builtin = paths, !noBuiltin
			if len(paths) == 0 && noBuiltin {
				return fmt.Errorf("no rules to list: without the built-in rule, name files, folders or globs")
			}
			set := Load(settings, true)
			if err := list(c.OutOrStdout(), set, format.String() == "ndjson"); err != nil {
				return err
			}
			return set.problems(c)
		},
	}
	c.Flags().BoolVar(&noBuiltin, "no-builtin", false, "leave the built-in rule out")
	c.Flags().Var(format, "format", "output format")
	return c
}

func explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE [PATH...]",
		Short: "Say what a rule does and which events can fire it",
		Long: `Explains a rule, named by its id or a part of its name: its steps, join keys and
maxspan, the fields that each step reads, which raw Windows events have them,
and what state it can hold. The rule is the built-in one or one of the files,
folders and globs.

Events that have ECS fields already, as Elastic Defend sends them, are not
raw: a rule can fire on them whatever this says.

Ends with 0, with 1 if the rule has errors, and with 2 if there is no such rule.`,
		Example: `  eqlbeat rules explain "scheduled task activity"
  eqlbeat rules explain 5cd55388-a19c-47c7-8ec4-f41656c2fded rules/`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("which rule? name its id or a part of its name")
			}
			settings := config.Default()
			settings.Rules = args[1:]
			return explain(c, Load(settings, true), settings, args[0])
		},
	}
}

// problems reports what is wrong with rules on standard error.
func (s *Set) problems(c *cobra.Command) error {
	if len(s.Problems) == 0 {
		return nil
	}
	fmt.Fprintln(c.ErrOrStderr(), s.Problems.Render())
	return cli.Exit(cli.Problems)
}

package beater

import (
	"github.com/spf13/cobra"

	"github.com/eqlbeat/eqlbeat/beater/cli"
	"github.com/eqlbeat/eqlbeat/beater/replay"
	"github.com/eqlbeat/eqlbeat/beater/rules"
)

// addCommands attaches the commands that are eqlbeat's own.
func addCommands(root *cobra.Command) {
	cli.Attach(root, replay.Command(), rules.Command())
}

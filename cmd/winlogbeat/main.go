// Winlogbeat as released, with the eql processor compiled in. Name, version and index names stay Winlogbeat's.
package main

import (
	"os"
	_ "time/tzdata"

	"github.com/elastic/beats/v7/winlogbeat/cmd"

	meta "github.com/eqlbeat/eqlbeat/_meta"
	"github.com/eqlbeat/eqlbeat/processor"
)

func main() {
	meta.RegisterFields(cmd.Name)
	processor.CheckRulesInTest(&cmd.RootCmd.Command)
	if err := cmd.RootCmd.Execute(); err != nil {
		os.Exit(1)
	}
}

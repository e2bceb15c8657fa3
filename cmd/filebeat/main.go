// Filebeat as released, with the eql processor compiled in. Name, version and index names stay Filebeat's.
package main

import (
	"os"
	_ "time/tzdata"

	"github.com/elastic/beats/v7/filebeat/cmd"
	inputs "github.com/elastic/beats/v7/filebeat/input/default-inputs"

	meta "github.com/eqlbeat/eqlbeat/_meta"
	"github.com/eqlbeat/eqlbeat/processor"
)

func main() {
	meta.RegisterFields(cmd.Name)
	root := cmd.Filebeat(inputs.Init, cmd.FilebeatSettings(""))
	processor.CheckRulesInTest(&root.Command)
	if err := root.Execute(); err != nil {
		os.Exit(1)
	}
}

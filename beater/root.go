// Package beater is eqlbeat's command line: Filebeat's beater, inputs and outputs under eqlbeat's name.
package beater

import (
	filebeat "github.com/elastic/beats/v7/filebeat/beater"
	filebeatcmd "github.com/elastic/beats/v7/filebeat/cmd"
	inputs "github.com/elastic/beats/v7/filebeat/input/default-inputs"
	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/cmd"
	"github.com/elastic/beats/v7/libbeat/cmd/instance"
	"github.com/elastic/beats/v7/libbeat/statestore"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"

	evtx "github.com/eqlbeat/eqlbeat/beater/evtx/input"
	"github.com/eqlbeat/eqlbeat/processor"
)

// Name is the Beat's name. It is also the section of the configuration that holds the inputs (`eqlbeat.inputs`), the
// prefix of its index, and the agent.type of its events.
const Name = "eqlbeat"

// RootCmd returns the eqlbeat command with all its subcommands. It reads and extends process-wide registries of libbeat
// and so may be called once per process.
func RootCmd() *cmd.BeatsRootCmd {
	RegisterFields()
	root := cmd.GenRootCmdWithSettings(checked(filebeat.New(allInputs)), settings())
	root.Short = "Ship events and detect with EQL on the way"
	processor.CheckRulesInTest(&root.Command)
	addCommands(&root.Command)
	return root
}

// allInputs are Filebeat's and ours.
func allInputs(info beat.Info, log *logp.Logger, states statestore.States, path *paths.Path) []v2.Plugin {
	return append(inputs.Init(info, log, states, path), evtx.Plugin(log, states))
}

// settings are Filebeat's, apart from what its modules need: eqlbeat ships none of Filebeat's modules, so it has no
// commands for them and shows no flag. Its version is libbeat's, because that decides what it can talk to.
func settings() instance.Settings {
	s := filebeatcmd.FilebeatSettings("")
	s.Name = Name
	s.IndexPrefix = Name
	s.HasDashboards = false
	s.RunFlags.Lookup("modules").Hidden = true
	return s
}

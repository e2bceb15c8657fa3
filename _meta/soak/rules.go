package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The rules that run beside the built-in one. Each looks for a program of its own, so that what is staged for one of them
// means nothing to the others.
const (
	builtinID  = "5cd55388-a19c-47c7-8ec4-f41656c2fded"
	packerID   = "50a50a50-0000-4000-8000-000000000001"
	courierID  = "50a50a50-0000-4000-8000-000000000002"
	installID  = "50a50a50-0000-4000-8000-000000000003"
	keeperID   = "50a50a50-0000-4000-8000-000000000004"
	beaconID   = "50a50a50-0000-4000-8000-000000000005"
	guessingID = "50a50a50-0000-4000-8000-000000000006"
	runnerID   = "50a50a50-0000-4000-8000-000000000007"
	relayID    = "50a50a50-0000-4000-8000-000000000008"
	patientID  = "50a50a50-0000-4000-8000-000000000009"
)

// ruleFile is a file with one rule.
type ruleFile struct{ id, name, query string }

// edited is the file that changes while the soak runs, others is all the other files.
var (
	edited = ruleFile{relayID, "relay", `
sequence by host.id, process.entity_id with maxspan=6s
  [network where dns.question.name == "relay.example"]
  [network where destination.port == 8443]`}

	others = []ruleFile{
		{packerID, "packer", `
sequence by host.id, process.entity_id with maxspan=10s
  [process where event.type == "start" and process.name == "packer.exe"]
  [file where event.type == "creation" and file.extension == "pak"]
  [network where destination.port == 443 and process.name == "packer.exe"]`},
		{courierID, "courier", `
sequence by host.id, process.entity_id with maxspan=8s
  [process where event.type == "start" and process.name == "courier.exe"]
  [network where process.name == "courier.exe"]
until [process where event.type == "end" and process.name == "courier.exe"]`},
		{installID, "install", `
sequence by host.id, process.entity_id with maxspan=8s
  [process where event.type == "start" and process.name == "install.exe"]
  ![file where file.name == "consent.txt"]
  [registry where registry.path : "*\\CurrentVersion\\Run\\*"]`},
		{keeperID, "keeper", `
sequence by host.id, process.entity_id with maxspan=4s
  [process where event.type == "start" and process.name == "keeper.exe"]
  [file where event.type == "creation" and file.extension == "bak"]
  ![network where destination.port == 445]`},
		{beaconID, "beacon", `
process where event.type == "start" and process.name == "beacon.exe"`},
		{guessingID, "guessing", `
sequence by host.id, user.name with maxspan=10s
  [authentication where event.code == "4625"] with runs=3
  [authentication where event.code == "4624"]`},
		{runnerID, "runner", `
sequence by host.id with maxspan=8s
  [authentication where event.code == "4624" and winlog.event_data.LogonType == "10"] by winlog.event_data.TargetLogonId
  [process where event.type == "start" and process.name == "runner.exe"] by winlog.event_data.LogonId`},
		{patientID, "patient", `
sequence by host.id, process.entity_id with maxspan=2m
  [process where event.type == "start" and process.name == "patient.exe"]
  [network where destination.port == 8080 and process.name == "patient.exe"]`},
	}
)

// text is the file as detection-rules has it, with a remark in front that changes nothing, and a version that changes the
// rule but not what it finds.
func (f *ruleFile) text(remark, version int) string {
	return fmt.Sprintf(`# Edit %d.
[rule]
rule_id = %q
name = "Soak: %s"
description = "What the soak stages for the rule %s."
type = "eql"
language = "eql"
severity = "low"
risk_score = 21
version = %d
query = '''%s
'''
`, remark, f.id, f.name, f.name, version, f.query)
}

// write puts the file into a folder as editors do: a new file that takes the place of the old one.
func (f *ruleFile) write(folder, text string) error {
	path := filepath.Join(folder, f.name+".toml")
	if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// writeRules makes a folder with all rule files.
func writeRules(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	for _, f := range append(others, edited) {
		if err := f.write(folder, f.text(0, 1)); err != nil {
			return err
		}
	}
	return nil
}

// editor changes the edited file, in turns: a remark that changes nothing, an error, and the error's correction together
// with the next version. A rule that does not load any more keeps running as it last loaded, and a new version finds what
// the old one has begun, so none of this may cost a finding.
type editor struct {
	folder string
	edits  int
}

// edit makes the next change.
func (e *editor) edit() error {
	e.edits++
	text := edited.text(e.edits, 1+e.edits/3)
	if e.broken() {
		text = strings.Replace(text, "[network", "[network here", 1)
	}
	return edited.write(e.folder, text)
}

// broken says whether the file has an error now.
func (e *editor) broken() bool { return e.edits%3 == 2 }

// state is what the file is now.
func (e *editor) state() string {
	if e.broken() {
		return "broken"
	}
	return "whole"
}

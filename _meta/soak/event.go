package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"
)

// log is one of a host's event logs.
type log int

const (
	sysmon log = iota
	security
	logs // how many there are
)

var providers = [logs]string{"Microsoft-Windows-Sysmon", "Microsoft-Windows-Security-Auditing"}

var channels = [logs]string{"Microsoft-Windows-Sysmon/Operational", "Security"}

var tasks = map[int]string{
	1: "Process Create (rule: ProcessCreate)", 3: "Network connection detected (rule: NetworkConnect)",
	5: "Process terminated (rule: ProcessTerminate)", 7: "Image loaded (rule: ImageLoad)",
	11: "File created (rule: FileCreate)", 13: "Registry value set (rule: RegistryEvent)", 22: "Dns query (rule: DnsQuery)",
	4624: "Logon", 4625: "Logon", 4634: "Logoff",
}

// event is one that a host logs.
type event struct {
	log    log
	code   int
	at     time.Time
	record int64    // its id; unlike on real hosts no two events of any hosts share one
	data   mapstr.M // winlog.event_data
}

// fields is the event as the winlog input has it before any ingest pipeline. What it returns is new, but for data.
func (e *event) fields(host string) mapstr.M {
	code := strconv.Itoa(e.code)
	return mapstr.M{
		"event": mapstr.M{"code": code, "kind": "event", "provider": providers[e.log], "action": tasks[e.code]},
		"host":  mapstr.M{"name": host},
		"log":   mapstr.M{"level": "information"},
		"winlog": mapstr.M{
			"api": "wineventlog", "channel": channels[e.log], "computer_name": host, "event_id": code,
			"provider_name": providers[e.log], "record_id": e.record, "opcode": "Info", "task": tasks[e.code],
			"event_data": e.data,
		},
	}
}

// beatEvent is the event as it comes from an input.
func (e *event) beatEvent(host string) *beat.Event {
	return &beat.Event{Timestamp: e.at, Fields: e.fields(host)}
}

// The data of Sysmon's events, without what they all have; see about.

func load(library string) mapstr.M {
	return mapstr.M{"ImageLoaded": `C:\Windows\System32\` + library, "Signed": "true", "SignatureStatus": "Valid"}
}

func connection(port int) mapstr.M {
	return mapstr.M{
		"Protocol": "tcp", "Initiated": "true", "SourceIp": "10.20.7.9", "SourcePort": "50123",
		"DestinationIp": "10.20.30.18", "DestinationPort": strconv.Itoa(port),
	}
}

func creation(file string) mapstr.M { return mapstr.M{"TargetFilename": `C:\Users\Public\` + file} }

func query(name string) mapstr.M {
	return mapstr.M{"QueryName": name, "QueryStatus": "0", "QueryResults": "::ffff:10.20.30.18;"}
}

func value(key string) mapstr.M {
	return mapstr.M{"EventType": "SetValue", "TargetObject": `HKU\S-1-5-21\` + key, "Details": "run.exe"}
}

func start(logon string) mapstr.M {
	return mapstr.M{"CommandLine": "program.exe /quiet", "LogonId": logon, "IntegrityLevel": "Medium"}
}

// about adds what every event about a process has.
func about(data mapstr.M, image, guid string) mapstr.M {
	data["RuleName"], data["ProcessGuid"], data["ProcessId"], data["Image"] = "-", guid, "4711", image
	data["User"] = `BLUEFIN\j.doe`
	return data
}

// guid is a ProcessGuid that no other process of any host has.
func guid(number int64) string {
	return fmt.Sprintf("{50a50a50-%04x-%04x-%04x-%012x}", number>>48&0xffff, number>>32&0xffff, number>>16&0xffff, number&0xffff)
}

func image(program string) string { return `C:\Windows\System32\` + program }

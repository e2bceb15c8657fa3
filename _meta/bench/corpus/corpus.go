// Package corpus makes events to measure with: what Sysmon logs on Windows workstations, the same every time.
package corpus

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// Event is an event as a Beat has it.
type Event struct {
	Time   time.Time
	Fields mapstr.M
}

const (
	powershell = `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`
	scheduler  = `C:\Windows\System32\taskschd.dll`
)

var (
	programs = []string{
		`C:\Windows\explorer.exe`, `C:\Windows\System32\svchost.exe`, `C:\Windows\System32\lsass.exe`,
		`C:\Windows\System32\conhost.exe`, `C:\Windows\System32\RuntimeBroker.exe`, `C:\Windows\System32\SearchIndexer.exe`,
		`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`, `C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE`,
	}
	libraries = []string{"ntdll.dll", "kernel32.dll", "combase.dll", "rpcrt4.dll", "crypt32.dll", "clr.dll", "amsi.dll", "bcrypt.dll"}
	ports     = []int{53, 80, 443, 443, 443, 445, 389, 88}
)

// workstation is a host that logs.
type workstation struct {
	dice    *rand.Rand
	now     time.Time
	records int
}

func newWorkstation() *workstation {
	return &workstation{dice: rand.New(rand.NewPCG(7, 135)), now: time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC), records: 4000}
}

// Realistic returns raw Sysmon events: 60 % of processes, the registry and files, 25 % libraries, 15 % connections; 2 %
// of them are of PowerShell, and none matches a step of the built-in rule.
func Realistic(n int) []Event {
	w := newWorkstation()
	events := make([]Event, n)
	for i := range events {
		events[i] = w.ordinary()
	}
	return events
}

// Starts returns raw events that each begin the built-in rule's sequence, for a process of its own.
func Starts(n int) []Event {
	w := newWorkstation()
	events := make([]Event, n)
	for i := range events {
		events[i] = w.load(powershell, w.guid(), scheduler)
	}
	return events
}

// Pairs returns raw events of which every second one completes the built-in rule, with the one before.
func Pairs(n int) []Event {
	w := newWorkstation()
	events := make([]Event, n)
	guid := ""
	for i := range events {
		if i%2 == 0 {
			guid = w.guid()
			events[i] = w.load(powershell, guid, scheduler)
		} else {
			events[i] = w.connect(powershell, guid, 135)
		}
	}
	return events
}

// Seeded puts the pairs' events among others, one in place of every thousandth.
func Seeded(events, pairs []Event) []Event {
	for i := 999; i < len(events); i += 1000 {
		events[i].Fields = pairs[i/1000%len(pairs)].Fields
	}
	return events
}

// Mapped returns the events as Elastic's pipelines would store them: with ECS fields in place of winlog.event_data.
func Mapped(raw []Event) []Event {
	mapper := ecs.NewMapper()
	document := event.NewDocument(mapper.Paths(), func(v any) any {
		if m, ok := v.(mapstr.M); ok {
			return map[string]any(m)
		}
		return nil
	})
	events := make([]Event, len(raw))
	for i, e := range raw {
		fields := e.Fields.Clone()
		document.Reset(e.Fields, e.Time)
		mapper.Map(document, func(field string, values []event.Value, list bool) {
			_, _ = fields.Put(field, event.AnyOf(values, list))
		})
		_ = fields.Delete("winlog.event_data")
		events[i] = Event{e.Time, fields}
	}
	return events
}

func (w *workstation) guid() string {
	return fmt.Sprintf("{9d3c1a52-%04x-%04x-%04x-%012x}", w.dice.IntN(1<<16), w.dice.IntN(1<<16), w.dice.IntN(1<<16), w.dice.Int64N(1<<48))
}

func (w *workstation) hashes() string {
	return fmt.Sprintf("SHA256=%016X%016X%016X%016X", w.dice.Uint64(), w.dice.Uint64(), w.dice.Uint64(), w.dice.Uint64())
}

// ordinary is an event of everyday work.
func (w *workstation) ordinary() Event {
	program, guid := programs[w.dice.IntN(len(programs))], w.guid()
	if w.dice.IntN(50) == 0 {
		program = powershell
	}
	switch share := w.dice.IntN(100); {
	case share < 30:
		return w.log(1, "Process Create (rule: ProcessCreate)", program, guid, mapstr.M{
			"CommandLine": `"` + program + `" --flags ` + fmt.Sprint(w.dice.IntN(1<<30)), "CurrentDirectory": `C:\Windows\system32\`,
			"IntegrityLevel": "Medium", "Hashes": w.hashes(), "ParentProcessGuid": w.guid(), "ParentProcessId": "812",
			"ParentImage": `C:\Windows\explorer.exe`, "ParentCommandLine": `C:\Windows\explorer.exe`,
		})
	case share < 50:
		return w.log(13, "Registry value set (rule: RegistryEvent)", program, guid, mapstr.M{
			"EventType": "SetValue", "Details": "Binary Data",
			"TargetObject": fmt.Sprintf(`HKLM\System\CurrentControlSet\Services\bam\State\UserSettings\%d`, w.dice.IntN(1<<30)),
		})
	case share < 60:
		return w.log(11, "File created (rule: FileCreate)", program, guid, mapstr.M{
			"TargetFilename": fmt.Sprintf(`C:\Users\m.koch\AppData\Local\Temp\%08x.tmp`, w.dice.Uint32()), "CreationUtcTime": "2026-03-01 09:30:00.000",
		})
	case share < 85:
		return w.load(program, guid, `C:\Windows\System32\`+libraries[w.dice.IntN(len(libraries))])
	}
	return w.connect(program, guid, ports[w.dice.IntN(len(ports))])
}

// load is a process that loads a library.
func (w *workstation) load(program, guid, library string) Event {
	return w.log(7, "Image loaded (rule: ImageLoad)", program, guid, mapstr.M{
		"ImageLoaded": library, "Company": "Microsoft Corporation", "Product": "Microsoft® Windows® Operating System", "Hashes": w.hashes(),
		"Signed": "true", "Signature": "Microsoft Windows", "SignatureStatus": "Valid",
	})
}

// connect is a process that connects to a port of another machine.
func (w *workstation) connect(program, guid string, port int) Event {
	return w.log(3, "Network connection detected (rule: NetworkConnect)", program, guid, mapstr.M{
		"Protocol": "tcp", "Initiated": "true", "SourceIsIpv6": "false", "SourceIp": "10.20.30.41", "SourceHostname": "ws-0417.bluefin.example",
		"SourcePort": fmt.Sprint(49152 + w.dice.IntN(16000)), "DestinationIsIpv6": "false", "DestinationHostname": "-",
		"DestinationIp": fmt.Sprintf("10.20.%d.%d", w.dice.IntN(64), 1+w.dice.IntN(254)), "DestinationPort": fmt.Sprint(port),
	})
}

// log is an event as Winlogbeat has it after add_host_metadata, a millisecond after the one before.
func (w *workstation) log(id int, task, program, guid string, data mapstr.M) Event {
	const provider = "Microsoft-Windows-Sysmon"
	w.now = w.now.Add(time.Millisecond)
	w.records++
	data["RuleName"], data["UtcTime"], data["User"] = "-", w.now.Format("2006-01-02 15:04:05.000"), `NT AUTHORITY\SYSTEM`
	data["ProcessGuid"], data["ProcessId"], data["Image"] = guid, fmt.Sprint(400+w.dice.IntN(30000)*4), program
	return Event{w.now, mapstr.M{
		"agent": mapstr.M{"id": "6b4e9b1e-2f4f-4a6e-8a63-3f1b5a0c9d77", "name": "ws-0417", "type": "winlogbeat", "version": "9.4.0"},
		"ecs":   mapstr.M{"version": "8.0.0"},
		"event": mapstr.M{"code": fmt.Sprint(id), "kind": "event", "provider": provider, "action": task, "created": w.now.Format(time.RFC3339Nano)},
		"host": mapstr.M{
			"id": "0f5a8c1e-77aa-4bd0-9a5e-40b4b2a3c6ed", "name": "ws-0417.bluefin.example", "architecture": "x86_64", "ip": []any{"10.20.30.41"},
			"os": mapstr.M{"type": "windows", "family": "windows", "platform": "windows", "name": "Windows 11 Enterprise", "version": "10.0"},
		},
		"log":     mapstr.M{"level": "information"},
		"message": message(task, data),
		"winlog": mapstr.M{
			"api": "wineventlog", "channel": provider + "/Operational", "computer_name": "ws-0417.bluefin.example", "event_id": fmt.Sprint(id),
			"provider_name": provider, "provider_guid": "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}", "record_id": int64(w.records), "opcode": "Info",
			"task": task, "version": int64(5), "process": mapstr.M{"pid": int64(3364), "thread": mapstr.M{"id": int64(4796)}}, "event_data": data,
		},
	}}
}

// message is the event as Windows renders it.
func message(task string, data mapstr.M) string {
	text := task + ":"
	for _, name := range []string{"RuleName", "UtcTime", "ProcessGuid", "ProcessId", "Image", "User", "CommandLine", "ImageLoaded", "TargetObject", "TargetFilename", "Hashes", "DestinationIp", "DestinationPort"} {
		if value, ok := data[name].(string); ok {
			text += "\n" + name + ": " + value
		}
	}
	return text
}

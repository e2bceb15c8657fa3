package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// event is a Sysmon event as Winlogbeat and Filebeat's winlog input have it before any ingest pipeline.
type event struct {
	Timestamp string `json:"@timestamp"` // when the event log wrote it (TimeCreated)
	Event     struct {
		Code     string `json:"code"`
		Kind     string `json:"kind"`
		Provider string `json:"provider"`
		Action   string `json:"action"`
	} `json:"event"`
	Host struct {
		Name string `json:"name"`
	} `json:"host"`
	Log struct {
		Level string `json:"level"`
	} `json:"log"`
	Winlog struct {
		API          string            `json:"api"`
		Channel      string            `json:"channel"`
		ComputerName string            `json:"computer_name"`
		EventID      string            `json:"event_id"`
		ProviderName string            `json:"provider_name"`
		ProviderGUID string            `json:"provider_guid"`
		RecordID     int               `json:"record_id"`
		Opcode       string            `json:"opcode"`
		Task         string            `json:"task"`
		EventData    map[string]string `json:"event_data"`
	} `json:"winlog"`

	at time.Time
}

// host is a Windows machine with Sysmon.
type host struct {
	name, ip, user string
	machine        uint32   // first part of its ProcessGuids; machines cloned from one image share it
	record         int      // id of the newest record in its event log
	desktop        *process // the user's explorer

	// skew is how far the UtcTime of its network and DNS events (3, 22) is off. On real machines it is constant from
	// boot to boot and can be anything; the time at which the event log wrote the event is right.
	skew time.Duration

	recording *recording
}

// recording collects the events of all hosts.
type recording struct {
	events    []*event
	processes int // started so far, to tell their ProcessGuids apart
}

// process is a running program.
type process struct {
	*host
	image, user, guid string
	pid               int
}

// existing returns a process that was there before the recording began.
func (h *host) existing(image, user string, pid int) *process {
	h.recording.processes++
	return &process{h, image, user, h.guid(begin.Add(-3*time.Hour), h.recording.processes), pid}
}

func (h *host) guid(started time.Time, number int) string {
	t := uint32(started.Unix())
	return fmt.Sprintf("{%08x-%04x-%04x-%04x-000000000900}", h.machine, t&0xffff, t>>16, number)
}

// start is event 1, process creation.
func (h *host) start(at time.Duration, image, user string, pid int, commandLine string, parent *process) *process {
	h.recording.processes++
	p := &process{h, image, user, h.guid(begin.Add(at), h.recording.processes), pid}
	p.log(at, 1, "Process Create (rule: ProcessCreate)", map[string]string{
		"CommandLine": commandLine, "CurrentDirectory": `C:\Windows\system32\`, "User": user, "IntegrityLevel": "Medium",
		"OriginalFileName": base(image), "Hashes": hashes(image), "TerminalSessionId": "1",
		"ParentProcessGuid": parent.guid, "ParentProcessId": strconv.Itoa(parent.pid), "ParentImage": parent.image,
	})
	return p
}

// connect is event 3, an outgoing TCP connection.
func (p *process) connect(at time.Duration, ip string, port int) {
	p.log(at, 3, "Network connection detected (rule: NetworkConnect)", map[string]string{
		"User": p.user, "Protocol": "tcp", "Initiated": "true",
		"SourceIsIpv6": strconv.FormatBool(strings.Contains(ip, ":")), "SourceIp": source(p.ip, ip),
		"SourceHostname": p.name, "SourcePort": strconv.Itoa(49152 + int(at.Milliseconds()%16384)), "SourcePortName": "-",
		"DestinationIsIpv6": strconv.FormatBool(strings.Contains(ip, ":")), "DestinationIp": ip,
		"DestinationHostname": "-", "DestinationPort": strconv.Itoa(port), "DestinationPortName": portName(port),
	})
}

// exit is event 5.
func (p *process) exit(at time.Duration) {
	p.log(at, 5, "Process terminated (rule: ProcessTerminate)", map[string]string{"User": p.user})
}

// load is event 7: the process loads a library from system32, unless the path says otherwise.
func (p *process) load(at time.Duration, library string) {
	if !strings.Contains(library, `\`) {
		library = `C:\Windows\System32\` + library
	}
	p.log(at, 7, "Image loaded (rule: ImageLoad)", map[string]string{
		"ImageLoaded": library, "OriginalFileName": base(library), "Company": "Microsoft Corporation",
		"Product": "Microsoft® Windows® Operating System", "Hashes": hashes(library),
		"Signed": "true", "Signature": "Microsoft Windows", "SignatureStatus": "Valid", "User": p.user,
	})
}

// write is event 11, a file created or overwritten.
func (p *process) write(at time.Duration, file string) {
	p.log(at, 11, "File created (rule: FileCreate)", map[string]string{
		"TargetFilename": file, "CreationUtcTime": utc(begin.Add(at)), "User": p.user,
	})
}

// set is event 13, a registry value set.
func (p *process) set(at time.Duration, value, details string) {
	p.log(at, 13, "Registry value set (rule: RegistryEvent)", map[string]string{
		"EventType": "SetValue", "TargetObject": value, "Details": details, "User": p.user,
	})
}

// resolve is event 22, a DNS query.
func (p *process) resolve(at time.Duration, name, ip string) {
	p.log(at, 22, "Dns query (rule: DnsQuery)", map[string]string{
		"QueryName": name, "QueryStatus": "0", "QueryResults": "::ffff:" + ip + ";", "User": p.user,
	})
}

// log adds an event that the event log writes at the given time after the recording's begin.
func (p *process) log(at time.Duration, id int, task string, data map[string]string) {
	const provider = "Microsoft-Windows-Sysmon"
	e := &event{at: begin.Add(at), Timestamp: begin.Add(at).Format("2006-01-02T15:04:05.000Z")}
	e.Event.Code, e.Event.Kind, e.Event.Provider, e.Event.Action = strconv.Itoa(id), "event", provider, task
	e.Host.Name, e.Log.Level = p.name, "information"

	w := &e.Winlog
	w.API, w.Channel, w.ComputerName, w.EventID = "wineventlog", provider+"/Operational", p.name, strconv.Itoa(id)
	w.ProviderName, w.ProviderGUID = provider, "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}"
	w.Opcode, w.Task, w.EventData = "Info", task, data

	happened := e.at.Add(-7 * time.Millisecond)
	if id == 3 || id == 22 {
		happened = e.at.Add(p.skew - 1100*time.Millisecond) // these two reach the log about a second late
	}
	data["RuleName"], data["UtcTime"] = "-", utc(happened)
	data["ProcessGuid"], data["ProcessId"], data["Image"] = p.guid, strconv.Itoa(p.pid), p.image
	p.recording.events = append(p.recording.events, e)
}

// encode writes the events in the order of their time, one per line, and numbers each host's records.
func encode(r *recording, hosts []*host) []byte {
	slices.SortStableFunc(r.events, func(a, b *event) int { return a.at.Compare(b.at) })
	records := map[string]int{}
	for _, h := range hosts {
		records[h.name] = h.record
	}
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	encoder.SetEscapeHTML(false)
	for _, e := range r.events {
		records[e.Host.Name]++
		e.Winlog.RecordID = records[e.Host.Name]
		if err := encoder.Encode(e); err != nil {
			panic(err) // strings and numbers always encode
		}
	}
	return lines.Bytes()
}

func utc(t time.Time) string { return t.Format("2006-01-02 15:04:05.000") }

func base(windowsPath string) string { return path.Base(strings.ReplaceAll(windowsPath, `\`, "/")) }

func hashes(of string) string { return fmt.Sprintf("SHA256=%X", sha256.Sum256([]byte(of))) }

// source is the address that a connection to ip comes from: loopback goes to itself.
func source(own, ip string) string {
	switch {
	case strings.HasPrefix(ip, "127."):
		return "127.0.0.1"
	case strings.Contains(ip, ":"):
		return ip
	}
	return own
}

func portName(port int) string {
	switch port {
	case 135:
		return "epmap"
	case 443:
		return "https"
	case 445:
		return "microsoft-ds"
	}
	return "-"
}

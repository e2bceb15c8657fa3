package beater_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// fleet is made-up hosts with Sysmon, whose events all outputs are tried with. What the built-in rule finds in them is
// known from how they are made.
type fleet struct {
	events []*fleetEvent
	pairs  [][2]*fleetEvent // loads of taskschd.dll, with the connections that make them findings
}

// fleetEvent is an event of one of the hosts.
type fleetEvent struct {
	at, arrives time.Duration // after the beginning
	line        int           // its number in the order of arrival, from 1; also its record id
	host, code  int
	data        map[string]any
}

const (
	fleetHosts  = 20
	fleetRounds = 12

	// roundLength is the time in which each host does the same things again. The last of them is a load whose connection
	// comes in the next round, so that between the rounds every host has a partial match in flight.
	roundLength = 20 * time.Second

	// inFlight is how far into a round that lasts, while the first attack of the round is over.
	inFlight = 3150 * time.Millisecond
)

// newFleet plays all rounds.
func newFleet() *fleet {
	f := &fleet{}
	for round := range fleetRounds {
		for host := range fleetHosts {
			f.play(host, round)
		}
	}
	slices.SortStableFunc(f.events, func(a, b *fleetEvent) int { return cmp.Compare(a.arrives, b.arrives) })
	for i, e := range f.events {
		e.line = i + 1
	}
	return f
}

// play is one round on one host. The hosts are some milliseconds apart, so that their events mix.
func (f *fleet) play(host, round int) {
	const server, rpc = "10.20.30.18", 135
	begin := time.Duration(round)*roundLength + time.Duration(host)*7*time.Millisecond
	process := func(number int) fleetProcess {
		return fleetProcess{f, host, begin, fmt.Sprintf("{5b90d2c6-%04x-%04x-%04x-000000000900}", host, round, number)}
	}
	finding := func(load, connection *fleetEvent) { f.pairs = append(f.pairs, [2]*fleetEvent{load, connection}) }

	attack, late, across := process(1), process(2), process(3)
	finding(attack.load(1), attack.connect(2.9, server, rpc))
	load := late.load(4)
	load.arrives += 2 * time.Second // after the connection
	finding(load, late.connect(5, server, rpc))
	if load = across.load(19); round < fleetRounds-1 {
		finding(load, across.connect(23.2, server, rpc))
	}

	slow, loopback, files, loads, connects := process(4), process(5), process(6), process(7), process(8)
	slow.load(3)
	slow.connect(9.2, server, rpc)
	loopback.load(6)
	loopback.connect(7, "127.0.0.1", rpc)
	files.load(8)
	files.connect(9, server, 445)
	loads.load(10)
	connects.connect(11, server, rpc)
	for i := range 8 {
		connects.connect(12+float64(i)/2, "10.20.0.15", 443)
	}
}

// text is the event as Winlogbeat has it before any pipeline, as a line of JSON, with its number.
func (e *fleetEvent) text() []byte {
	text, err := json.Marshal(e.document())
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return append(text, '\n')
}

// input writes all events to a file.
func (f *fleet) input(t *testing.T) input {
	t.Helper()
	var text []byte
	for _, e := range f.events {
		text = append(text, e.text()...)
	}
	path := filepath.Join(t.TempDir(), "input.ndjson")
	require.NoError(t, os.WriteFile(path, text, 0o600))
	return input{path, len(f.events)}
}

func (e *fleetEvent) document() map[string]any {
	const provider = "Microsoft-Windows-Sysmon"
	name, at := fmt.Sprintf("ws-%02d.bluefin.example", e.host), time.Date(2026, time.March, 17, 9, 0, 0, 0, time.UTC).Add(e.at)
	data := maps.Clone(e.data)
	data["UtcTime"] = at.Format("2006-01-02 15:04:05.000")
	return map[string]any{
		"line":       e.line,
		"@timestamp": at.Format("2006-01-02T15:04:05.000Z"),
		"event":      map[string]any{"code": strconv.Itoa(e.code), "kind": "event", "provider": provider},
		"host":       map[string]any{"id": fmt.Sprintf("%08x-4c5e-4b8a-9a52-5f1d0c2b7e11", e.host), "name": name},
		"winlog": map[string]any{
			"channel": provider + "/Operational", "computer_name": name, "event_id": strconv.Itoa(e.code),
			"provider_name": provider, "record_id": e.line, "event_data": data,
		},
	}
}

// fleetProcess is a PowerShell on a host.
type fleetProcess struct {
	fleet *fleet
	host  int
	begin time.Duration // of its round
	guid  string
}

// load is event 7, so many seconds after the round's beginning.
func (p fleetProcess) load(seconds float64) *fleetEvent {
	return p.log(7, seconds, map[string]any{"ImageLoaded": `C:\Windows\System32\taskschd.dll`})
}

// connect is event 3.
func (p fleetProcess) connect(seconds float64, ip string, port int) *fleetEvent {
	return p.log(3, seconds, map[string]any{
		"Protocol": "tcp", "Initiated": "true", "DestinationIp": ip, "DestinationPort": strconv.Itoa(port),
	})
}

func (p fleetProcess) log(code int, seconds float64, data map[string]any) *fleetEvent {
	data["Image"] = `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`
	data["ProcessGuid"], data["ProcessId"] = p.guid, "7412"
	at := p.begin + time.Duration(seconds*float64(time.Second))
	e := &fleetEvent{at: at, arrives: at, host: p.host, code: code, data: data}
	p.fleet.events = append(p.fleet.events, e)
	return e
}

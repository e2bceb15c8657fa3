package replay

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/beater/rules"
	"github.com/eqlbeat/eqlbeat/config"
)

// BenchmarkReplay replays a file of raw Sysmon events of about 1.2 KB, nearly
// in order of time, with the built-in rule.
func BenchmarkReplay(b *testing.B) {
	const events = 50_000
	path := filepath.Join(b.TempDir(), "events.ndjson")
	if err := os.WriteFile(path, sysmonEvents(events), 0o600); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	for _, order := range []string{"arrival", "time"} {
		b.Run("order="+order, func(b *testing.B) {
			b.SetBytes(info.Size())
			for b.Loop() {
				settings := config.Default()
				r := &run{
					set: rules.Load(settings, true), settings: settings, files: []string{path},
					byTime: order == "time", memory: defaultMemory, progress: &progress{}, places: new(places),
				}
				r.out = newOutput(io.Discard, true, r.places, r.progress.hide)
				if err := r.do(b.Context()); err != nil || r.tally.events != events {
					b.Fatal(r.tally.events, err)
				}
			}
			b.ReportMetric(events*float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

// sysmonEvents are n events of one host: libraries that processes load,
// connections, processes that start.
func sysmonEvents(n int) []byte {
	var text bytes.Buffer
	at := time.Date(2024, 5, 6, 7, 0, 0, 0, time.UTC)
	for i := range n {
		code, own := 7, `"ImageLoaded":"C:\\Windows\\System32\\combase.dll","Signed":"true","Signature":"Microsoft Windows","SignatureStatus":"Valid",`+
			`"Hashes":"SHA1=0123456789abcdef0123456789abcdef01234567,MD5=0123456789abcdef0123456789abcdef,SHA256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"`
		switch i % 10 {
		case 0:
			code, own = 3, `"Protocol":"tcp","Initiated":"true","SourceIp":"10.0.0.7","SourcePort":"50123","DestinationIp":"10.0.0.9","DestinationPort":"443"`
		case 1:
			code, own = 1, `"CommandLine":"\"C:\\Program Files\\Agent\\agent.exe\" --service --config \"C:\\ProgramData\\Agent\\agent.yml\"","ParentImage":"C:\\Windows\\System32\\services.exe"`
		}
		moment := at.Add(time.Duration(i-i%4*3) * 10 * time.Millisecond)
		fmt.Fprintf(&text, `{"@timestamp":%q,"event":{"code":"%d","kind":"event","provider":"Microsoft-Windows-Sysmon","created":%[1]q},`+
			`"host":{"name":"ws-0417.example"},"log":{"level":"information"},"winlog":{"api":"wineventlog","channel":"Microsoft-Windows-Sysmon/Operational",`+
			`"computer_name":"ws-0417.example","event_id":"%[2]d","provider_name":"Microsoft-Windows-Sysmon","provider_guid":"{5770385f-c22a-43e0-bf4c-06f5698ffbd9}",`+
			`"record_id":%d,"process":{"pid":3120,"thread":{"id":4412}},"event_data":{"RuleName":"-","UtcTime":"2024-05-06 07:00:00.000",`+
			`"ProcessGuid":"{3f1c9b52-1caa-69b9-%04x-000000000900}","ProcessId":"%d","Image":"C:\\Program Files\\Agent\\agent-%[4]d.exe","User":"NT AUTHORITY\\SYSTEM",%[6]s}},`+
			`"message":"Sysmon:\nUtcTime: 2024-05-06 07:00:00.000\nProcessId: %[5]d\nImage: C:\\Program Files\\Agent\\agent.exe"}`+"\n",
			moment.Format(time.RFC3339Nano), code, i, i%500, 4000+i%500, own)
	}
	return text.Bytes()
}

package ecs_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// FuzzView reads every field that rules read or tables supply from any JSON
// object as an event. Nothing may panic, no value may be Null, and a second
// reading must give the same.
func FuzzView(f *testing.F) {
	for _, seed := range []string{
		`{"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":"1","event_data":{"CommandLine":"\"a b\" \\\"","Image":"C:\\a.exe","Hashes":"MD5=AA,SHA256=00","User":"A\\b","ParentCommandLine":"\""}}}`,
		`{"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":13,"event_data":{"TargetObject":"HKLM\\a","Details":"QWORD (0x00000001-0x00000002)"}}}`,
		`{"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":3,"event_data":{"SourceIp":"::ffff:1.2.3.4","DestinationIp":"::1","DestinationPort":[135,"x",1e99],"UtcTime":"2026-03-01 09:30:15.123"}}}`,
		`{"winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":22,"event_data":{"QueryResults":"type:  5 a;::ffff:1.2.3.4;;type:","QueryName":"a"}}}`,
		`{"winlog":{"provider_name":"Microsoft-Windows-Security-Auditing","event_id":"4728","event_data":{"MemberName":"CN=a\\,b,OU=c,DC=d,DC=e","AccessMask":"0x10 %%1537","NewUacValue":"0x210","CommandLine":" \" "}}}`,
		`{"winlog":{"provider_name":"Microsoft-Windows-Security-Auditing","event_id":"5145","event_data":{"ShareLocalPath":["a","b"],"RelativeTargetName":"c","ShareName":5}}}`,
		`{"winlog":{"provider_name":"PowerShell","event_id":"400","event_data":{"param3":"\tHostId=a\n\tHostApplication=b \"c\n\t="}}}`,
		`{"winlog":{"provider_name":"Microsoft-Windows-PowerShell","event_id":"4103","event_data":{"ContextInfo":"User = A\\b\nHost ID : c\n="}}}`,
		`{"winlog.event_data":{"Image":{"Image":[[[]]]}},"winlog":[{"provider_name":"Microsoft-Windows-Sysmon"},null],"event":{"code":7}}`,
		`{"winlog":"text","event":[],"host":{"id":[""]}}`,
	} {
		f.Add([]byte(seed))
	}
	schema := event.NewSchema()
	for s := range ecs.Supplied() {
		schema.Slot(s.Field)
	}
	schema.Slot("host.id")
	schema.Slot("@timestamp")
	mapping := ecs.New(schema, ecs.Options{})
	clock := ecs.UtcTime(schema)
	doc := event.NewDocument(schema.Paths(), nil)
	view := event.NewView(schema, mapping)
	f.Fuzz(func(t *testing.T, text []byte) {
		var fields map[string]any
		if json.Unmarshal(text, &fields) != nil {
			return
		}
		doc.Reset(fields, time.Unix(0, 0))
		view.Reset(doc)
		first := make([]string, schema.Len())
		for slot := range first {
			for _, v := range view.Values(event.Slot(slot)) {
				if v.Kind() == event.Null {
					t.Fatalf("%s has a Null", schema.Field(event.Slot(slot)))
				}
				first[slot] += v.Text() + "\x00"
			}
		}
		clock(doc)
		view.Reset(doc)
		for slot := len(first) - 1; slot >= 0; slot-- {
			again := ""
			for _, v := range view.Values(event.Slot(slot)) {
				again += v.Text() + "\x00"
			}
			if again != first[slot] {
				t.Fatalf("%s is %q first and %q then", schema.Field(event.Slot(slot)), first[slot], again)
			}
		}
	})
}

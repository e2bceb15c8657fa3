package beater_test

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/_meta/trial"
)

// BenchmarkCollector: how many events a collector takes from Kafka and through its processors in a second of processor
// time, its start included, into no output. The events are the demo's, from 1,600 hosts.
//
//	go test ./beater -run '^$' -bench Collector -benchtime 1x
func BenchmarkCollector(b *testing.B) {
	broker := startBroker(b, 3)
	const copies = 400
	events := 0
	producer := broker.startProducer(b)
	recording, err := os.ReadFile("../_meta/demo/recording.ndjson")
	require.NoError(b, err)
	host := regexp.MustCompile(`"host":{"name":"([^"]+)"`)
	for i := range copies {
		text := host.ReplaceAll(recording, fmt.Appendf(nil, `"host":{"id":"$1 %d","name":"$1"`, i))
		producer.write(b, text)
		events += bytes.Count(text, []byte("\n"))
	}
	broker.awaitProduced(b, events)

	for _, way := range []struct{ name, input, processors string }{
		{name: "NoProcessor"},
		{name: "JSONField", processors: "processors: [{eql: {json_field: message}}]"},
		{name: "JSONFieldThenDecoded", processors: `processors:
  - eql: {json_field: message}
  - decode_json_fields: {fields: [message], target: "", overwrite_keys: false}`},
		{name: "DecodedByInput", input: `parsers: [{ndjson: {target: "", overwrite_keys: true}}]`, processors: "processors: [{eql: {}}]"},
	} {
		b.Run(way.name, func(b *testing.B) {
			for range b.N {
				group := fmt.Sprintf("%s-%d", way.name, time.Now().UnixNano())
				beat, err := trial.Run{Binary: binary(b), Home: b.TempDir(), Config: fmt.Sprintf(`
eqlbeat.inputs:
- type: kafka
  id: test
  hosts: ["%s"]
  version: "2.8.0"
  topics: [%s]
  group_id: %s
  %s
%s
output.discard: {}
`, broker.address, kafkaTopic, group, way.input, way.processors)}.Start()
				require.NoError(b, err)
				b.Cleanup(beat.Stop)
				broker.awaitCommitted(b, group, events)
				beat.Stop()
				b.ReportMetric(float64(events)/beat.CPU().Seconds(), "events/cpu-s")
				b.ReportMetric(broker.messageSize(b), "B/message")
			}
		})
	}
}

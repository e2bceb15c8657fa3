package corpus

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"time"

	"github.com/elastic/beats/v7/libbeat/common/jsontransform"
	"github.com/elastic/elastic-agent-libs/mapstr"
)

// Write writes n events as NDJSON: the given ones, over and over at later and later times.
func Write(path string, events []Event, n int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	buffered := bufio.NewWriterSize(f, 1<<20)
	encoder := json.NewEncoder(buffered)
	encoder.SetEscapeHTML(false)
	first, last := events[0].Time, events[len(events)-1].Time
	for i := range n {
		e := events[i%len(events)]
		later := last.Sub(first) * time.Duration(i/len(events))
		fields := maps.Clone(e.Fields)
		fields["@timestamp"] = e.Time.Add(later).Format("2006-01-02T15:04:05.000Z")
		if err := encoder.Encode(fields); err != nil {
			return err
		}
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// Read reads events from NDJSON, of the types that Filebeat's decoder gives them.
func Read(path string) ([]Event, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var events []Event
	for line := range bytes.Lines(text) {
		fields := map[string]any{}
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.UseNumber()
		if err := decoder.Decode(&fields); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, len(events)+1, err)
		}
		jsontransform.TransformNumbers(fields)
		at, _ := fields["@timestamp"].(string)
		moment, err := time.Parse(time.RFC3339Nano, at)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, len(events)+1, err)
		}
		delete(fields, "@timestamp")
		events = append(events, Event{moment, mapstr.M(fields)})
	}
	return events, nil
}

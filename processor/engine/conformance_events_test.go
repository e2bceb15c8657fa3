package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// conformanceEvent is one event of a case.
type conformanceEvent struct {
	id      string
	fields  map[string]any
	at      time.Time // its @timestamp; zero means none
	retimed bool      // the case's clock may read another time than at
}

// conformanceStart is when the events of all cases begin.
var conformanceStart = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// stream returns a case's events in order of time, those of one time in the
// order in which they are written. An event without a time stays behind the
// one it is written behind.
func (f *conformanceFile) stream(t *testing.T, c *conformanceCase) []conformanceEvent {
	t.Helper()
	var events []conformanceEvent
	switch {
	case c.Stream != "":
		events = parseStream(t, c.Stream)
	case c.Events != nil:
		events = f.listed(t, c.Events)
	case c.Numbered != "":
		events = numberedEvents(t, c.Numbered)
	case f.Events != "":
		events = numberedEvents(t, f.Events)
	default:
		t.Fatalf("%s: the case has no events", c.Name)
	}
	times := make(map[string]time.Time)
	last := conformanceStart
	for i := range events {
		events[i].retimed = c.Clock != ""
		if !events[i].at.IsZero() {
			last = events[i].at
		}
		times[events[i].id] = last
	}
	slices.SortStableFunc(events, func(a, b conformanceEvent) int { return times[a.id].Compare(times[b.id]) })
	return events
}

// numberedEvents reads a file of events, one on each line, numbered by "id".
func numberedEvents(t *testing.T, name string) []conformanceEvent {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(conformance, "events", name))
	if err != nil {
		t.Fatal(err)
	}
	var events []conformanceEvent
	for line := range bytes.Lines(content) {
		d := json.NewDecoder(bytes.NewReader(line))
		d.UseNumber()
		var fields map[string]any
		if err := d.Decode(&fields); err != nil {
			t.Fatalf("%s:%d: %v", name, len(events)+1, err)
		}
		ev := conformanceEvent{id: fmt.Sprint(fields["id"]), fields: fields}
		if ev.id != strconv.Itoa(len(events)+1) {
			t.Fatalf("%s:%d: the event has the number %s", name, len(events)+1, ev.id)
		}
		if text, ok := fields["@timestamp"].(string); ok {
			if ev.at, err = time.Parse(time.RFC3339Nano, text); err != nil {
				t.Fatalf("%s:%s: %v", name, ev.id, err)
			}
		}
		events = append(events, ev)
	}
	return events
}

// parseStream reads events as §8 of the reference writes them: "r|AB3#7" has
// the categories A and B, comes 3 ms after the start, and has "r" in the field
// k and 7 in the field n. "{1,2}|A3" has two values in k; numbers are numbers.
// The id of an event is what is written.
func parseStream(t *testing.T, text string) []conformanceEvent {
	t.Helper()
	var events []conformanceEvent
	seen := make(map[string]bool)
	for _, word := range strings.Fields(text) {
		if seen[word] {
			t.Fatalf("the event %s is there twice", word)
		}
		seen[word] = true
		fields := map[string]any{"id": word}
		key, rest, ok := strings.Cut(word, "|")
		if !ok {
			rest = word
		} else if list, ok := strings.CutPrefix(key, "{"); ok {
			var values []any
			for value := range strings.SplitSeq(strings.TrimSuffix(list, "}"), ",") {
				values = append(values, streamValue(value))
			}
			fields["k"] = values
		} else {
			fields["k"] = streamValue(key)
		}
		rest, tie, ok := strings.Cut(rest, "#")
		if ok {
			fields["n"] = streamValue(tie)
		}
		digits := strings.IndexAny(rest, "0123456789")
		if digits < 1 {
			t.Fatalf("%s is no event", word)
		}
		var categories []any
		for _, letter := range rest[:digits] {
			categories = append(categories, string(letter))
		}
		fields["event"] = map[string]any{"category": categories}
		ms, err := strconv.Atoi(rest[digits:])
		if err != nil {
			t.Fatalf("%s: %v", word, err)
		}
		events = append(events, conformanceEvent{
			id: word, fields: fields, at: conformanceStart.Add(time.Duration(ms) * time.Millisecond),
		})
	}
	return events
}

func streamValue(text string) any {
	switch text {
	case "null":
		return nil
	case "true", "false":
		return text == "true"
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		if n == float64(int64(n)) && !strings.Contains(text, ".") {
			return int64(n)
		}
		return n
	}
	return text
}

// listed makes the events of a list: each is one of the file's, named by
// `is`, with fields of its own. `at` is its time since the start; without it
// the event has none. `without` names fields that it lacks. `times` makes
// several of it, `every` that time one after the other.
func (f *conformanceFile) listed(t *testing.T, list []map[string]any) []conformanceEvent {
	t.Helper()
	var events []conformanceEvent
	for _, item := range list {
		times, every := int64(1), time.Duration(0)
		if n, ok := item["times"].(int64); ok {
			times, every = n, spanOf(t, item["every"])
		}
		for n := range times {
			ev := conformanceEvent{id: strconv.Itoa(len(events) + 1), fields: f.made(t, item)}
			if at, ok := item["at"]; ok {
				ev.at = conformanceStart.Add(spanOf(t, at) + time.Duration(n)*every)
			}
			events = append(events, ev)
		}
	}
	return events
}

func spanOf(t *testing.T, v any) time.Duration {
	t.Helper()
	text, _ := v.(string)
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// made returns the fields of an event of a list.
func (f *conformanceFile) made(t *testing.T, item map[string]any) map[string]any {
	t.Helper()
	fields := make(map[string]any)
	if name, ok := item["is"].(string); ok {
		from, ok := f.Event[name]
		if !ok {
			t.Fatalf("there is no [event.%s]", name)
		}
		fields = f.made(t, from)
	}
	for name, v := range item {
		switch name {
		case "is", "at", "without", "times", "every":
		default:
			lay(fields, name, v)
		}
	}
	without, _ := item["without"].([]any)
	for _, name := range without {
		if !drop(fields, strings.Split(name.(string), ".")) {
			t.Fatalf("the event has no field %s to be without", name)
		}
	}
	return fields
}

// lay puts a value into an event; objects are merged, and copied.
func lay(fields map[string]any, name string, v any) {
	object, ok := v.(map[string]any)
	if !ok {
		fields[name] = v
		return
	}
	merged := make(map[string]any)
	if old, ok := fields[name].(map[string]any); ok {
		maps.Copy(merged, old)
	}
	for key, value := range object {
		lay(merged, key, value)
	}
	fields[name] = merged
}

func drop(fields map[string]any, path []string) bool {
	if len(path) == 1 {
		_, ok := fields[path[0]]
		delete(fields, path[0])
		return ok
	}
	object, ok := fields[path[0]].(map[string]any)
	return ok && drop(object, path[1:])
}

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// report explains what the Beat made of the recording, and returns an error if it is not what it should be: the attack
// tagged, once, and nothing else.
func report(w io.Writer, s *shipped) error {
	var tagged []map[string]any
	for _, e := range s.out {
		if matches(e) != nil {
			tagged = append(tagged, e)
		}
	}
	fmt.Fprintf(w, "\n%d events in, %d events out, %d of them tagged.\n", s.in, len(s.out), len(tagged))
	for _, e := range tagged {
		fmt.Fprintf(w, "\nTagged (shortened):\n\n%s\n", pretty(shorten(e)))
		explain(w, e)
	}
	count(w, tagged)
	wrong := compare(w, tagged)
	switch {
	case s.in != len(s.out):
		return fmt.Errorf("%d events in, but %d out", s.in, len(s.out))
	case len(tagged) != 1:
		return fmt.Errorf("%d events tagged, and it should be 1", len(tagged))
	}
	return wrong
}

// explain shows the events that made the rule match.
func explain(w io.Writer, e map[string]any) {
	for _, m := range matches(e) {
		fmt.Fprintf(w, "What made it match: %v within %v ms\n\n", at(m, "rule.name"), at(m, "span_ms"))
		steps, _ := at(m, "steps").([]any)
		for _, step := range steps {
			fmt.Fprintf(w, "  step %v  %v  record %v\n", at(step, "step"), at(step, "time"), at(step, "id"))
			fields, _ := at(step, "fields").(map[string]any)
			for _, name := range sorted(fields) {
				fmt.Fprintf(w, "            %s: %v\n", name, fields[name])
			}
		}
	}
	logged, err1 := time.Parse(time.RFC3339, fmt.Sprint(e["@timestamp"]))
	own, err2 := time.Parse("2006-01-02 15:04:05.000", fmt.Sprint(at(e, "winlog.event_data.UtcTime")))
	if err1 == nil && err2 == nil {
		fmt.Fprintf(w, "\nSysmon's own UtcTime of the connection is %.0f s behind the event log's. Elasticsearch's pipelines go by it, so "+
			"there\nthe two steps lie too far apart, in the wrong order, and the same rule does not match.\n", logged.Sub(own).Seconds())
	}
}

// count shows the findings of each rule.
func count(w io.Writer, tagged []map[string]any) {
	findings := map[string]any{}
	for _, e := range tagged {
		for _, m := range matches(e) {
			name := fmt.Sprintf("%v (%v)", at(m, "rule.name"), at(m, "rule.id"))
			n, _ := findings[name].(int)
			findings[name] = n + 1
		}
	}
	fmt.Fprintf(w, "\nFindings by rule\n\n")
	for _, name := range sorted(findings) {
		fmt.Fprintf(w, "  %3d  %s\n", findings[name], name)
	}
}

// compare lists what the recording contains and whether it was tagged.
func compare(w io.Writer, tagged []map[string]any) error {
	on := func(p *process, e map[string]any) bool {
		return at(e, "winlog.computer_name") == p.name && at(e, "winlog.event_data.ProcessGuid") == p.guid
	}
	var wrong error
	fmt.Fprintf(w, "\nPowerShell, taskschd.dll and port 135 in the recording\n\n")
	_, _, scenes := play()
	for _, scene := range scenes {
		n := 0
		for _, e := range tagged {
			if slices.ContainsFunc(scene.processes, func(p *process) bool { return on(p, e) }) {
				n++
			}
		}
		answer := "not tagged"
		if n > 0 {
			answer = "TAGGED"
		}
		if scene.attack != (n > 0) {
			wrong = errors.Join(wrong, fmt.Errorf("%s: %s, which is wrong", scene.title, answer))
		}
		fmt.Fprintf(w, "  %-10s  %s\n", answer, scene.title)
	}
	fmt.Fprintf(w, "  %-10s  everything else\n\n", "not tagged")
	return wrong
}

// kept are the parts of a tagged event that the demo shows.
var kept = []string{
	"@timestamp", "eql", "event", "host.name", "message", "rule", "tags", "threat",
	"winlog.event_data.DestinationIp", "winlog.event_data.DestinationPort", "winlog.event_data.Image",
	"winlog.event_data.ProcessGuid", "winlog.event_data.ProcessId", "winlog.event_data.UtcTime", "winlog.record_id",
}

func shorten(e map[string]any) map[string]any {
	short := map[string]any{}
	for _, path := range kept {
		value := at(e, path)
		if value == nil {
			continue
		}
		keys := strings.Split(path, ".")
		into := short
		for _, key := range keys[:len(keys)-1] {
			next, ok := into[key].(map[string]any)
			if !ok {
				next = map[string]any{}
				into[key] = next
			}
			into = next
		}
		into[keys[len(keys)-1]] = value
	}
	return short
}

// matches returns eql.matches of an event, or nil if it has none.
func matches(e map[string]any) []any {
	list, _ := at(e, "eql.matches").([]any)
	return list
}

// at returns the value at a dotted path, or nil.
func at(value any, path string) any {
	for key := range strings.SplitSeq(path, ".") {
		m, _ := value.(map[string]any)
		value = m[key]
	}
	return value
}

func sorted(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func pretty(e map[string]any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("  ", "  ")
	if err := encoder.Encode(e); err != nil {
		return err.Error()
	}
	return "  " + listOfScalars.ReplaceAllStringFunc(text.String(), func(list string) string {
		return strings.Join(strings.Fields(list), " ")
	})
}

// listOfScalars finds lists that fit on one line.
var listOfScalars = regexp.MustCompile(`\[\s[^\[\]{}]*\]`)

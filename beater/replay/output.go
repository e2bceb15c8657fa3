package replay

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-json"

	"github.com/eqlbeat/eqlbeat/processor/engine"
)

// output writes findings.
type output struct {
	to     *bufio.Writer
	write  func(f *finding)
	places *places
	err    error // the first
}

// shown is a writer that is told before anything becomes visible.
type shown struct {
	io.Writer
	before func()
}

// Write implements io.Writer.
func (s shown) Write(p []byte) (int, error) {
	s.before()
	return s.Writer.Write(p)
}

// newOutput returns an output to w. before makes room on a terminal.
func newOutput(w io.Writer, ndjson bool, p *places, before func()) *output {
	o := &output{to: bufio.NewWriterSize(shown{w, before}, 64<<10), places: p}
	o.write = o.table
	if ndjson {
		o.write = o.line
	}
	return o
}

// flush makes visible what has been written.
func (o *output) flush() {
	if err := o.to.Flush(); err != nil && o.err == nil {
		o.err = err
	}
}

// findingLine is a finding in NDJSON.
type findingLine struct {
	Rule struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"rule"`
	Timestamp string      `json:"@timestamp,omitempty"`
	Key       joinKey     `json:"key"`
	Events    []eventLine `json:"events"`
}

type eventLine struct {
	Step      int    `json:"step"`
	Missing   bool   `json:"missing,omitempty"`
	File      string `json:"file,omitempty"`
	Line      int    `json:"line,omitempty"`
	Timestamp string `json:"@timestamp,omitempty"`
}

func (o *output) line(f *finding) {
	l := findingLine{Key: joinKey(f.key)}
	l.Rule.ID, l.Rule.Name = f.rule.ID, f.rule.Name
	if !f.last.at.IsZero() {
		l.Timestamp = formatTime(f.last.at)
	}
	for _, e := range f.events {
		l.Events = append(l.Events, o.event(e))
	}
	encoder := json.NewEncoder(o.to)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(l); err != nil && o.err == nil {
		o.err = err
	}
}

func (o *output) event(e foundEvent) eventLine {
	l := eventLine{Step: e.step, Missing: e.missing}
	if !e.missing {
		l.File, l.Line = o.places.of(e.number)
		if !e.at.IsZero() {
			l.Timestamp = formatTime(e.at)
		}
	}
	return l
}

// joinKey is an object whose names keep their order.
type joinKey []engine.Field

// MarshalJSON implements json.Marshaler.
func (k joinKey) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, f := range k {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := encoder.Encode(f.Name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := encoder.Encode(f.Value.Any()); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// table writes a finding for people.
func (o *output) table(f *finding) {
	var title []string
	if !f.last.at.IsZero() {
		title = append(title, formatTime(f.last.at))
	}
	title = append(title, f.rule.Name)
	if f.rule.Severity != "" {
		title = append(title, "("+f.rule.Severity+")")
	}
	fmt.Fprintln(o.to, strings.Join(title, "  "))
	if len(f.key) > 0 {
		parts := make([]string, len(f.key))
		for i, k := range f.key {
			parts[i] = k.Name + "=" + k.Value.Text()
		}
		fmt.Fprintf(o.to, "    %s\n", strings.Join(parts, "  "))
	}
	for _, e := range f.events {
		l := o.event(e)
		switch {
		case l.Missing:
			fmt.Fprintf(o.to, "    step %d  missing, as it has to be\n", l.Step)
		case l.Timestamp == "":
			fmt.Fprintf(o.to, "    step %d  %s:%d  without a time\n", l.Step, l.File, l.Line)
		default:
			fmt.Fprintf(o.to, "    step %d  %s  %s:%d\n", l.Step, l.Timestamp, l.File, l.Line)
		}
	}
	fmt.Fprintln(o.to)
}

package evtx

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/elastic/beats/v7/winlogbeat/checkpoint"
	"github.com/elastic/beats/v7/winlogbeat/eventlog"
	"github.com/elastic/beats/v7/winlogbeat/sys/winevent"
)

// Record returns record i as Winlogbeat has it, except for what only Windows
// knows: the message, the words for numbered messages in values (%%1833), the
// names of accounts, and what providers other than those in a table of ours
// call their tasks, opcodes and keywords. Forwarded records may bring these
// along. file is the log's name. The error says why the record can't be read.
func (c *Chunk) Record(i int, file string) (*eventlog.Record, error) {
	root, err := c.root(c.records[i])
	if err != nil {
		return nil, err
	}
	if root.name != "Event" {
		return nil, errors.New("its element is " + strconv.Quote(root.name) + " instead of Event")
	}
	r := &eventlog.Record{File: file}
	for _, part := range root.children {
		switch part.name {
		case "System":
			readSystem(part, &r.Event)
		case "EventData":
			r.EventData.Pairs = pairs(part)
		case "UserData":
			readUserData(part, &r.UserData)
		case "RenderingInfo":
			readRendering(part, &r.Event)
		}
	}
	if r.TimeCreated.SystemTime.IsZero() {
		return nil, errors.New("it has no time")
	}
	nameAccount(&r.User)
	named := len(r.Keywords) > 0
	winevent.EnrichRawValuesWithNames(providers[r.Provider.Name], &r.Event)
	if !named {
		slices.Sort(r.Keywords) // come in any order
	}
	r.Offset = checkpoint.EventLogState{Name: file, RecordNumber: r.RecordID, Timestamp: r.TimeCreated.SystemTime}
	return r, nil
}

// readSystem reads what every event has.
func readSystem(system *element, e *winevent.Event) {
	for _, part := range system.children {
		switch part.name {
		case "Provider":
			e.Provider = winevent.Provider{
				Name: part.attr("Name"), GUID: strings.ToUpper(part.attr("Guid")), EventSourceName: part.attr("EventSourceName"),
			}
		case "EventID":
			e.EventIdentifier = winevent.EventIdentifier{ID: number[uint32](part.text), Qualifiers: number[uint16](part.attr("Qualifiers"))}
		case "Version":
			e.Version = number[winevent.Version](part.text)
		case "Level":
			e.LevelRaw = number[uint8](part.text)
		case "Task":
			e.TaskRaw = number[uint16](part.text)
		case "Opcode":
			if part.text != "" {
				opcode := number[uint8](part.text)
				e.OpcodeRaw = &opcode
			}
		case "Keywords":
			e.KeywordsRaw = number[winevent.HexInt64](part.text)
		case "TimeCreated":
			e.TimeCreated.SystemTime = timeCreated(part.attr("SystemTime"))
		case "EventRecordID":
			e.RecordID = number[uint64](part.text)
		case "Correlation":
			e.Correlation = winevent.Correlation{
				ActivityID: strings.ToUpper(part.attr("ActivityID")), RelatedActivityID: strings.ToUpper(part.attr("RelatedActivityID")),
			}
		case "Execution":
			e.Execution = winevent.Execution{ProcessID: number[uint32](part.attr("ProcessID")), ThreadID: number[uint32](part.attr("ThreadID"))}
		case "Channel":
			e.Channel = part.text
		case "Computer":
			e.Computer = part.text
		case "Security":
			e.User.Identifier = part.attr("UserID")
		}
	}
}

// readRendering reads what a forwarded event brings along: what the computer
// that it happened on made of it.
func readRendering(info *element, e *winevent.Event) {
	for _, part := range info.children {
		switch part.name {
		case "Message":
			e.Message = part.text
		case "Level":
			e.Level = part.text
		case "Task":
			e.Task = part.text
		case "Opcode":
			e.Opcode = part.text
		case "Keywords":
			for _, keyword := range part.children {
				e.Keywords = append(e.Keywords, keyword.text)
			}
		}
	}
}

// readUserData reads the fields of a provider that has an element of its own.
func readUserData(data *element, to *winevent.UserData) {
	if len(data.children) > 0 {
		to.Name.Local = data.children[0].name
		to.Pairs = pairs(data.children[0])
	}
}

// pairs returns the fields in an element: their names are attributes or, where
// these are missing, those of elements.
func pairs(of *element) []winevent.KeyValue {
	all := make([]winevent.KeyValue, 0, len(of.children))
	for _, field := range of.children {
		key := field.attr("Name")
		if key == "" {
			key = field.name
		}
		all = append(all, winevent.KeyValue{Key: key, Value: field.text})
	}
	return all
}

// number reads an unsigned number, decimal or with 0x; 0 if it is none or is
// too large.
func number[T ~uint8 | ~uint16 | ~uint32 | ~uint64](s string) T {
	n, err := strconv.ParseUint(s, 0, 64)
	if err != nil || uint64(T(n)) != n {
		return 0
	}
	return T(n)
}

// timeCreated reads a time as values have it or, in templates that hold one as
// text, as XML does. It is zero where there is none.
func timeCreated(s string) time.Time {
	for _, layout := range []string{"2006-01-02 15:04:05.999999999 -0700 MST", time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

package ecs

import (
	"time"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// UtcTime returns the clock that Elastic's Sysmon pipeline sets @timestamp by:
// a function to the time, in nanoseconds since 1970, that Sysmon itself gives
// an event as UtcTime. ok is false for every other event, and where UtcTime is
// no time; the event's own timestamp counts then. Like New, it adds paths to
// schema. The function may be shared by goroutines and allocates nothing.
func UtcTime(schema *event.Schema) func(src event.Source) (nanos int64, ok bool) {
	paths := schema.Paths()
	provider, channel := paths.Of("winlog.provider_name"), paths.Of("winlog.channel")
	utcTime := paths.Of(fullName("UtcTime"))
	return func(src event.Source) (int64, bool) {
		f := firsterOf(src)
		name, _ := f.First(provider)
		source, own := name.Str(), sysmonTable.providers[0]
		if source == "" {
			name, _ = f.First(channel)
			source, own = name.Str(), sysmonTable.channels[0]
		}
		if source != own {
			return 0, false
		}
		at, _ := f.First(utcTime)
		return parseUtcTime(at.Str())
	}
}

// parseUtcTime reads "2006-01-02 15:04:05.000", the one form Sysmon writes.
func parseUtcTime(s string) (nanos int64, ok bool) {
	const form = "0000-00-00 00:00:00.000"
	if len(s) != len(form) {
		return 0, false
	}
	var numbers [7]int
	n := 0
	for i := 0; i < len(form); i++ {
		switch {
		case form[i] != '0':
			if s[i] != form[i] {
				return 0, false
			}
			n++
		case s[i] < '0' || '9' < s[i]:
			return 0, false
		default:
			numbers[n] = numbers[n]*10 + int(s[i]-'0')
		}
	}
	year, month, day := numbers[0], time.Month(numbers[1]), numbers[2]
	hour, minute, second, milli := numbers[3], numbers[4], numbers[5], numbers[6]
	t := time.Date(year, month, day, hour, minute, second, milli*1_000_000, time.UTC)
	// Date carries what is too large over to the next unit; that is no time.
	// Years whose nanoseconds don't fit into 64 bits aren't Sysmon's.
	if t.Month() != month || t.Day() != day || t.Hour() != hour || t.Minute() != minute || t.Second() != second ||
		year < 1970 || 2261 < year {
		return 0, false
	}
	return t.UnixNano(), true
}

package match

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	at := time.Date(2024, 5, 6, 7, 8, 9, 123_900_000, time.UTC)
	checkOutcomes(t, []outcome{
		{"equal to the millisecond", `event.created == "2024-05-06T07:08:09.123Z"`, fields{"event.created": at}, true},
		{"text in any zone", `event.created == "2024-05-06T07:08:09.123Z"`, fields{"event.created": "2024-05-06T09:08:09.123+02:00"}, true},
		{"milliseconds since 1970", `event.created == 1714979289123`, fields{"event.created": at}, true},
		{"an event with milliseconds", `event.created == "2024-05-06T07:08:09.123Z"`, fields{"event.created": int64(1714979289123)}, true},
		{"milliseconds as text", `event.created == "1714979289123"`, fields{"event.created": at}, true},
		{"four digits are a year", `event.created == "2024"`, fields{"event.created": "2024-01-01T12:00:00Z"}, true},
		{"a day is all of it", `event.created == "2024-05-06"`, fields{"event.created": at}, true},
		{"a month is its first day", `event.created == "2024-05"`, fields{"event.created": at}, false},
		{"before a day", `event.created < "2024-05-06"`, fields{"event.created": "2024-05-05T23:59:59.999Z"}, true},
		{"not before its own day", `event.created < "2024-05-06"`, fields{"event.created": "2024-05-06"}, false},
		{"up to a day includes its end", `event.created <= "2024-05-06"`, fields{"event.created": "2024-05-06T23:59:59.999Z"}, true},
		{"after a day excludes its end", `event.created > "2024-05-06"`, fields{"event.created": "2024-05-06T23:59:59.999Z"}, false},
		{"after a day", `event.created > "2024-05-06"`, fields{"event.created": "2024-05-07"}, true},
		{"from a day on", `event.created >= "2024-05-06"`, fields{"event.created": "2024-05-06"}, true},
		{"parts of a millisecond don't count", `event.created > "2024-05-06T07:08:09.123Z"`, fields{"event.created": at}, false},
		{"in a list", `event.created in ("2024-05-05", "2024-05-06")`, fields{"event.created": at}, true},
		{"not in a list", `event.created not in ("2024-05-05", "2024-05-07")`, fields{"event.created": at}, true},
		{"any value", `event.created == "2024-05-06"`, fields{"event.created": []any{"2023-05-06", at}}, true},
		{"text that is no date", `event.created < "2024"`, fields{"event.created": "now"}, false},
		{"text that is no date is a value", `event.created != null`, fields{"event.created": "now"}, true},
		{"before 1970", `event.created == -1`, fields{"event.created": "1969-12-31T23:59:59.9995Z"}, true},
		{"a time before 1970", `event.created == -1`, fields{"event.created": time.Unix(0, -500_000)}, true},
		{"a double is cut down to milliseconds", `event.created == 5`, fields{"event.created": 5.9}, true},
		{"a double far out is no date", `event.created > 5`, fields{"event.created": 1e300}, false},
		{"the same date twice in a list", `event.created in ("2024-05-06", "2024-05-06T00Z", "2024-05-06")`, fields{"event.created": at}, true},
		{"wildcards see text", `event.created : "2024-*"`, fields{"event.created": "2024-05-06"}, true},
		{"the event's own time", `@timestamp > "2024"`, fields{"@timestamp": "2025-01-01"}, false}, // it is the source's to say
		{"text of a time", `string(event.created) == "2024-05-06T07:08:09.123Z"`, fields{"event.created": at}, true},
	})
	s := compile(t, `@timestamp >= "2024-05-06" and @timestamp < "2024-05-07"`)
	s.document.Reset(nil, at)
	s.view.Reset(s.document)
	s.state.Reset()
	if !s.condition.Match(s.state) {
		t.Error("the event's own time was not compared")
	}
}

func TestParseDate(t *testing.T) {
	valid := map[string]string{ // to what time.RFC3339Nano says of the first and last millisecond
		"2024-05-06T07:08:09.123456789Z": "2024-05-06T07:08:09.123Z 2024-05-06T07:08:09.123Z",
		"2024-05-06T07:08:09,5Z":         "2024-05-06T07:08:09.5Z 2024-05-06T07:08:09.5Z",
		"2024-05-06T07:08:09":            "2024-05-06T07:08:09Z 2024-05-06T07:08:09.999Z",
		"2024-05-06T07:08":               "2024-05-06T07:08:00Z 2024-05-06T07:08:59.999Z",
		"2024-05-06T07":                  "2024-05-06T07:00:00Z 2024-05-06T07:59:59.999Z",
		"2024-05-06":                     "2024-05-06T00:00:00Z 2024-05-06T23:59:59.999Z",
		"2024-02":                        "2024-02-01T00:00:00Z 2024-02-01T23:59:59.999Z",
		"2024":                           "2024-01-01T00:00:00Z 2024-01-01T23:59:59.999Z",
		"2024-02-29T00:00+05:30":         "2024-02-28T18:30:00Z 2024-02-28T18:30:59.999Z",
		"2000-02-29":                     "2000-02-29T00:00:00Z 2000-02-29T23:59:59.999Z",
		"2024-05-06T07:08:09-0130":       "2024-05-06T08:38:09Z 2024-05-06T08:38:09.999Z",
		"2024-05-06T07:08:09-01":         "2024-05-06T08:08:09Z 2024-05-06T08:08:09.999Z",
		"2024-04-30":                     "2024-04-30T00:00:00Z 2024-04-30T23:59:59.999Z",
		"0001-01-01":                     "0001-01-01T00:00:00Z 0001-01-01T23:59:59.999Z",
		"0000-03-01":                     "0000-03-01T00:00:00Z 0000-03-01T23:59:59.999Z",
		"9999-12-31T23:59:59.999Z":       "9999-12-31T23:59:59.999Z 9999-12-31T23:59:59.999Z",
	}
	show := func(millis int64) string { return time.UnixMilli(millis).UTC().Format(time.RFC3339Nano) }
	for text, want := range valid {
		first, last, ok := parseDate(text)
		if got := show(first) + " " + show(last); !ok || got != want {
			t.Errorf("%s is %s, %v; want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "24", "2024-", "2024-13", "2024-00", "2024-1", "2024-05-32", "2023-02-29", "1900-02-29", "2024-05-06T",
		"2024-05-06T24", "2024-05-06T07:60", "2024-05-06T07:08:60", "2024-05-06T07:08:09.", "2024-05-06T07:08:09.1234567890", "2024-05-06Z",
		"2024-05-06T07:08:09+", "2024-05-06T07:08:09+25:00", "2024-05-06T07:08:09Zx", "2024-05-06T07:08:09x", "2024-04-31", "2024-05-06 07:08:09", "20240506", "x024-05-06"} {
		if first, _, ok := parseDate(text); ok {
			t.Errorf("%q is %s", text, show(first))
		}
	}
}

func TestDaysSince1970(t *testing.T) {
	day := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for day.Year() < 2500 {
		if got, want := daysSince1970(day.Year(), int(day.Month()), day.Day()), day.Unix()/86400; got != want && day.Unix()%86400 == 0 {
			t.Fatalf("%s is day %d, want %d", day, got, want)
		}
		day = day.AddDate(0, 0, 1)
	}
}

package replay

import (
	"cmp"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

func TestTimestampsAreReadAsElasticsearchDoes(t *testing.T) {
	for _, c := range []struct{ name, json, want string }{
		{"with milliseconds", `"2024-05-06T07:08:09.120Z"`, "2024-05-06T07:08:09.12Z"},
		{"with nanoseconds", `"2024-05-06T07:08:09.123456789Z"`, "2024-05-06T07:08:09.123456789Z"},
		{"with an offset", `"2024-05-06T07:08:09+02:00"`, "2024-05-06T05:08:09Z"},
		{"with an offset without a colon", `"2024-05-06T07:08:09.5-0130"`, "2024-05-06T08:38:09.5Z"},
		{"with an offset of hours", `"2024-05-06T07:08:09+02"`, "2024-05-06T05:08:09Z"},
		{"without a zone it is UTC", `"2024-05-06T07:08:09.123"`, "2024-05-06T07:08:09.123Z"},
		{"with a comma", `"2024-05-06T07:08:09,123Z"`, "2024-05-06T07:08:09.123Z"},
		{"to the minute", `"2024-05-06T07:08Z"`, "2024-05-06T07:08:00Z"},
		{"to the hour", `"2024-05-06T07"`, "2024-05-06T07:00:00Z"},
		{"a day", `"2024-05-06"`, "2024-05-06T00:00:00Z"},
		{"a month", `"2024-05"`, "2024-05-01T00:00:00Z"},
		{"a year", `"2024"`, "2024-01-01T00:00:00Z"},
		{"milliseconds since 1970", `1714979289123`, "2024-05-06T07:08:09.123Z"},
		{"as text", `"1714979289123"`, "2024-05-06T07:08:09.123Z"},
		{"with a fraction", `1714979289123.5`, "2024-05-06T07:08:09.1235Z"},
		{"not a fraction", `1714979289123.x`, ""},
		{"negative", `-1`, "1969-12-31T23:59:59.999Z"},
		{"negative with a fraction", `-0.25`, "1969-12-31T23:59:59.99975Z"},
		{"before 1970", `"1969-12-31T23:59:59.5Z"`, "1969-12-31T23:59:59.5Z"},
		{"null", `null`, ""},
		{"empty", `""`, ""},
		{"missing", ``, ""},
		{"an object", `{"x":1}`, ""},
		{"no date", `"2024-02-30T00:00:00Z"`, ""},
		{"another format", `"06/05/2024 07:08"`, ""},
		{"a blank for the T", `"2024-05-06 07:08:09"`, ""},
		{"too far", `"9999-01-01T00:00:00Z"`, ""},
		{"too many milliseconds", `99999999999999999`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			if nanos, ok := parseTimestamp(timestampIn(c.json)); ok {
				got = time.Unix(0, nanos).UTC().Format(time.RFC3339Nano)
			}
			if got != c.want {
				t.Errorf("%s is %q, want %q", c.json, got, c.want)
			}
		})
	}
}

// timestampIn returns the @timestamp of an event that has this JSON there.
func timestampIn(json string) event.Value {
	paths := event.NewPaths()
	p := paths.Of("@timestamp")
	text := event.NewText(paths)
	text.Reset(`{"x":1,"@timestamp":`+cmp.Or(json, "null")+`}`, noTime)
	at, _ := text.First(p)
	return at
}

func TestTheEventTimeIsFoundWhereverItStands(t *testing.T) {
	e, _ := engine.New(engine.Options{MaxBytes: 1 << 20})
	m := &matcher{decoder: newDecoder(e.Paths()), engine: e}
	const noon = 1714996800000000000
	for _, c := range []struct {
		name, json string
		want       int64
	}{
		{"first", `{"@timestamp":"2024-05-06T12:00:00Z","a":1}`, noon},
		{"last, behind one of an object", `{"a":{"@timestamp":"2020"},"b":["@timestamp"],"@timestamp":1714996800000}`, noon},
		{"with blanks", ` { "a" : 1 , "@timestamp" : "2024-05-06T12Z" } `, noon},
		{"none", `{"a":{"@timestamp":"2024-05-06"}}`, untimed},
		{"no time", `{"@timestamp":"noon"}`, untimed},
		{"null", `{"@timestamp":null}`, untimed},
	} {
		t.Run(c.name, func(t *testing.T) {
			if problem := m.scan(c.json); problem != "" || m.at() != c.want {
				t.Errorf("%d, want %d: %s", m.at(), c.want, problem)
			}
		})
	}
}

func TestTimesAreWrittenWithAllTheirDigits(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"2024-05-06T07:08:09Z", "2024-05-06T07:08:09.000Z"},
		{"2024-05-06T07:08:09.12Z", "2024-05-06T07:08:09.120Z"},
		{"2024-05-06T07:08:09.1234Z", "2024-05-06T07:08:09.123400Z"},
		{"2024-05-06T07:08:09.1234567+02:00", "2024-05-06T05:08:09.123456700Z"},
	} {
		at, err := time.Parse(time.RFC3339Nano, c.in)
		if err != nil {
			t.Fatal(err)
		}
		if got := formatTime(at); got != c.want {
			t.Errorf("%s is written %s, want %s", c.in, got, c.want)
		}
	}
}

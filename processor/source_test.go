package processor

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"
)

func TestWrappedEventsAreFound(t *testing.T) {
	encode := func(e *beat.Event) string {
		fields := e.Fields.Clone()
		fields["@timestamp"] = e.Timestamp.Format(time.RFC3339Nano)
		return fields.String()
	}
	received := begin.Add(time.Hour) // all at once, long after they happened
	tests := []struct {
		name, settings string
		wrap           func(e *beat.Event) *beat.Event
	}{
		{"JSON text", "json_field: message", func(e *beat.Event) *beat.Event {
			return &beat.Event{Timestamp: received, Fields: mapstr.M{"message": encode(e), "kafka": mapstr.M{"partition": 1}}}
		}},
		{"an object", "source_field: lumberjack", func(e *beat.Event) *beat.Event {
			e.Fields["@timestamp"] = e.Timestamp.Format(time.RFC3339Nano)
			return &beat.Event{Timestamp: received, Fields: mapstr.M{"lumberjack": e.Fields}}
		}},
		{"an object below others", "source_field: a.b", func(e *beat.Event) *beat.Event {
			e.Fields["@timestamp"] = e.Timestamp
			return &beat.Event{Timestamp: received, Fields: mapstr.M{"a": mapstr.M{"b": e.Fields}}}
		}},
		{"JSON text that isn't there", "json_field: message", func(e *beat.Event) *beat.Event {
			delete(e.Fields, "message")
			return e
		}},
		{"JSON text that is none", "json_field: message", func(e *beat.Event) *beat.Event { return e }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := open(t, test.settings)
			pass(t, p, test.wrap(load(guid(1), begin)))
			e := pass(t, p, test.wrap(connection(guid(1), begin.Add(1500*time.Millisecond))))
			require.True(t, tagged(e))
			matches, err := e.GetValue("eql.matches")
			require.NoError(t, err)
			assert.EqualValues(t, 1500, matches.([]mapstr.M)[0]["span_ms"])
			late := pass(t, p, test.wrap(connection(guid(1), begin.Add(time.Minute))))
			assert.False(t, tagged(late))
		})
	}
}

func TestGoroutinesReadJSONTextAtOnce(t *testing.T) {
	p := open(t, "json_field: message")
	text := load(guid(1), begin).Fields.String()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				pass(t, p, &beat.Event{Timestamp: begin, Fields: mapstr.M{"message": text}})
			}
		})
	}
	wg.Wait()
	assert.EqualValues(t, 0, metric(t, "panics"))
	assert.EqualValues(t, 0, metric(t, "unreadable"))
}

func TestEvidenceFromJSONTextIsTheEventsOwn(t *testing.T) {
	p := open(t, `
builtin: false
json_field: message
rules_inline: [{id: a, name: A, query: 'process where process.executable : "C:*"'}]
`)
	started := func(at time.Time, escaped string) *beat.Event {
		text := `{"event": {"category": "process"}, "process": {"executable": "` + escaped + `"}}`
		return pass(t, p, &beat.Event{Timestamp: at, Fields: mapstr.M{"message": text}})
	}
	first := started(begin, `C:\\one.exe`)
	started(begin.Add(time.Second), `C:\\two.exe`) // is read into the memory of the first
	matches, err := first.GetValue("eql.matches")
	require.NoError(t, err)
	step := matches.([]mapstr.M)[0]["steps"].([]mapstr.M)[0]
	assert.Equal(t, mapstr.M{"process.executable": `C:\one.exe`}, step["fields"])
}

func TestMappedFieldsAreWrittenWhereAsked(t *testing.T) {
	p := open(t, "write_ecs: true")
	pass(t, p, load(guid(1), begin))
	e := pass(t, p, connection(guid(1), begin.Add(time.Second)))
	for field, want := range map[string]any{
		"process.name":     "powershell.exe",
		"process.pid":      int64(4242),
		"destination.port": int64(135),
		"event.category":   []any{"network"},
		"event.action":     "Network connection",
		"event.kind":       "alert",
		"host.id":          "0f5a8c1e-host",
		"winlog.event_id":  "3",
	} {
		got, err := e.GetValue(field)
		assert.NoError(t, err, field)
		assert.Equal(t, want, got, field)
	}
	other := &beat.Event{Timestamp: begin, Fields: mapstr.M{"message": "no Windows event"}}
	pass(t, p, other)
	assert.Equal(t, mapstr.M{"message": "no Windows event"}, other.Fields)
}

func TestEventsOfAProcessThatIsGoneJoinByItsNumberWhereAsked(t *testing.T) {
	const nobody = "{00000000-0000-0000-0000-000000000000}"
	for settings, want := range map[string]bool{"": false, "join_fallback: pid": true} {
		t.Run(settings, func(t *testing.T) {
			p := open(t, settings)
			pass(t, p, load(guid(1), begin))
			assert.Equal(t, want, tagged(pass(t, p, connection(nobody, begin.Add(time.Second)))))
			pass(t, p, load(guid(2), begin.Add(2*time.Second)))
			e := pass(t, p, connection(guid(2), begin.Add(3*time.Second)))
			matches, err := e.GetValue("eql.matches")
			require.NoError(t, err)
			assert.Len(t, matches, 1, "found under two keys, it is one finding")
		})
	}
}

func TestWithTheViewOffRawEventsHaveNoECSFields(t *testing.T) {
	p := open(t, "view: off\nrules_inline: [{id: raw, name: Raw, query: 'any where winlog.event_data.DestinationPort == \"135\" and process.name == null'}]")
	pass(t, p, load(guid(1), begin))
	e := pass(t, p, connection(guid(1), begin.Add(time.Second)))
	name, _ := e.GetValue("rule.name")
	assert.Equal(t, "Raw", name)
}

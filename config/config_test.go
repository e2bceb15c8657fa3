package config

import (
	"reflect"
	"testing"
	"time"

	"github.com/elastic/elastic-agent-libs/config"
)

func unpack(t *testing.T, yaml string) (Config, error) {
	t.Helper()
	c, err := config.NewConfigWithYAML([]byte(yaml), "test")
	if err != nil {
		t.Fatal(err)
	}
	return Unpack(c)
}

func TestNothingSetIsTheDefault(t *testing.T) {
	got, err := unpack(t, "{}")
	if err != nil || !reflect.DeepEqual(got, Default()) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestEverySettingIsRead(t *testing.T) {
	got, err := unpack(t, `
id: dc-1
builtin: false
rules: ["rules/*.toml"]
rules_inline: [{id: a, name: b, query: "process where true"}]
clock: utc_time
tiebreaker: event.sequence
host_key: [host.name]
allowed_lateness: 10m
state: {max_bytes: 128MiB, snapshot: 0}
rules_reload: {enabled: true, period: 1m}
view: off
json_field: message
tag: edge
when.equals.a: b
`)
	want := Config{
		ID: "dc-1", Rules: []string{"rules/*.toml"},
		RulesInline: []map[string]any{{"id": "a", "name": "b", "query": "process where true"}},
		Clock:       UTCTime, Tiebreaker: "event.sequence", HostKey: []string{"host.name"},
		AllowedLateness: 10 * time.Minute, State: State{MaxBytes: 128 << 20}, Tag: "edge",
		RulesReload: RulesReload{Enabled: true, Period: time.Minute},
		View:        Off, JSONField: "message",
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v\n%v", got, want, err)
	}
}

func TestBadSettings(t *testing.T) {
	tests := []struct{ name, yaml, want string }{
		{"a misspelt key", "rule: [a]", "unknown setting 'rule': did you mean 'rules'?"},
		{"a misspelt key below another", "state.max_byte: 3", "unknown setting 'state.max_byte': did you mean 'max_bytes'?"},
		{"a key from elsewhere", "state.ttl: 3", "unknown setting 'state.ttl': remove it, or use one of: max_bytes, snapshot"},
		{"several unknown keys", "tagg: a\nbultin: true", "unknown setting 'bultin': did you mean 'builtin'?\nunknown setting 'tagg': did you mean 'tag'?"},
		{"a duration that is none", "allowed_lateness: soon", "allowed_lateness: time: invalid duration \"soon\": use a number with a unit, such as 5s or 10m"},
		{"a negative duration", "allowed_lateness: -1s", "allowed_lateness: -1s is out of range: use 0s to 24h0m0s accessing config"},
		{"an unknown clock", "clock: sysmon", "clock: \"sysmon\" is no clock: use \"created\", the time the event was logged, or \"utc_time\", the time Elastic's pipelines use accessing config"},
		{"an unknown view", "view: ecs", "view: \"ecs\" is no view: use \"auto\", which maps raw Windows events, or \"off\""},
		{"mapped fields without a mapping", "view: off\nwrite_ecs: true", "write_ecs: nothing is mapped while view is off: leave one of them out accessing config"},
		{"an unknown fallback", "join_fallback: name", "join_fallback: \"name\" is nothing to join by: use \"pid\", or leave it out accessing config"},
		{"two wrappings", "source_field: a\njson_field: b", "json_field: source_field is set too, and an event can be wrapped only one way: remove one of them accessing config"},
		{"the shipper's id as the host's", "host_key: [host.id, agent.id]", "host_key.1: agent.id names the shipper, not the host: behind a collector all hosts would be one accessing config"},
		{"no host key", "host_key: []", "host_key: at least one field is needed: leave the setting out for host.id, then winlog.computer_name accessing config"},
		{"an id that is no name", "id: a.b", "id: \"a.b\" is no id: use 1 to 64 letters, digits, `-` and `_` accessing config"},
		{"an id that is a device", "id: Con", "id: Windows has a device of the name \"Con\", so that no file can have it: use another accessing config"},
		{"no room for state", "state.max_bytes: 1000", "state.max_bytes: 1000B is out of range: use 1MiB to 4GiB accessing config"},
		{"too much room", "state.max_bytes: 5GiB", "state.max_bytes: 5GiB is out of range: use 1MiB to 4GiB accessing config"},
		{"a size that is none", "state.max_bytes: much", "state.max_bytes: \"much\" is no size: use a number with a unit, such as 64MiB or 1GiB"},
		{"a size below zero", "state.max_bytes: -1", "state.max_bytes: \"-1\" is no size: use a number with a unit, such as 64MiB or 1GiB"},
		{"a setting of before", "state.max_partials: 65536", "unknown setting 'state.max_partials': remove it, or use one of: max_bytes, snapshot"},
		{"state written all the time", "state.snapshot: 100ms", "state.snapshot: 100ms is out of range: use 1s or more, or 0s for only when the Beat stops accessing config"},
		{"state written before now", "state.snapshot: -1s", "state.snapshot: -1s is out of range: use 1s or more, or 0s for only when the Beat stops accessing config"},
		{"rules read all the time", "rules_reload: {enabled: true, period: 0}", "rules_reload.period: 0s is out of range: use 1s or more accessing config"},
		{"a misspelt key of reloading", "rules_reload.perod: 1s", "unknown setting 'rules_reload.perod': did you mean 'period'?"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := unpack(t, test.yaml)
			if err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestSizesAreReadAndWritten(t *testing.T) {
	for text, want := range map[string]struct {
		size    Size
		written string
	}{
		"67108864": {64 * MiB, "64MiB"},
		"64MiB":    {64 * MiB, "64MiB"},
		"64 mib":   {64 * MiB, "64MiB"},
		"1GB":      {1e9, "954MiB"},
		"1.5GiB":   {GiB + 512*MiB, "1.5GiB"},
	} {
		var s Size
		if err := s.Set(text); err != nil || s != want.size || s.String() != want.written {
			t.Errorf("%s: got %d, %s, %v", text, int64(s), s, err)
		}
	}
}

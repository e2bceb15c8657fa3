// Package config is every setting of the eql processor: its name, meaning,
// default and limits.
package config

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/go-ucfg"
)

// Config is the processor's settings, as they stand below `eql:`.
type Config struct {
	// ID names the state. Processors with one id share rules and state, and
	// must have the same settings: Filebeat makes one processor for each open
	// file where it stands at an input. It is also the name of the metrics,
	// processor.eql.<id>.
	ID string `config:"id"`

	// Builtin runs the built-in rule.
	Builtin bool `config:"builtin"`

	// Rules lists files, folders and globs to load rules from: detection-rules
	// TOML or Kibana's NDJSON export. Relative ones start at path.config.
	Rules []string `config:"rules"`

	// RulesReload says whether changes of those files are taken up.
	RulesReload RulesReload `config:"rules_reload"`

	// RulesInline are rules written here. Each has id, name and query, and what
	// else a rule file may have.
	RulesInline []map[string]any `config:"rules_inline"`

	// Clock is the event time that sequences are judged by: Created or UTCTime.
	Clock string `config:"clock"`

	// Tiebreaker is the field that orders events of equal time, for rules that
	// name none; "" keeps the order of arrival.
	Tiebreaker string `config:"tiebreaker"`

	// HostKey lists the fields that may supply host.id, best first.
	HostKey []string `config:"host_key,replace"`

	// JoinFallback is what raw events are joined by beside process.entity_id:
	// PID, or "" for nothing.
	JoinFallback string `config:"join_fallback"`

	// SourceField is the field that holds the whole event as an object, where
	// something has wrapped it; "" for none.
	SourceField string `config:"source_field"`

	// JSONField is the field that holds the whole event as JSON text, not yet
	// decoded; "" for none. An event without it is read as it is.
	JSONField string `config:"json_field"`

	// View is how fields are read: Auto or Off. YAML takes a bare `off` for
	// false, and so do we.
	View View `config:"view"`

	// WriteECS writes the mapped fields onto raw Windows events, for those who
	// ship past Elastic's pipelines.
	WriteECS bool `config:"write_ecs"`

	// AllowedLateness is how much later than a newer event of its join key an
	// event may come and still be judged as if it had come in order. 0 judges
	// in order of arrival.
	AllowedLateness time.Duration `config:"allowed_lateness"`

	// State bounds what is kept of in-flight sequences, and says how it outlives
	// a restart.
	State State `config:"state"`

	// Tag is added to the tags of an event that completes a rule. "" adds none.
	Tag string `config:"tag"`
}

// State is the settings below `state:`.
type State struct {
	// MaxBytes is the most memory that in-flight sequences may take, over all
	// rules. When it is reached some are given up, which is counted and logged.
	MaxBytes Size `config:"max_bytes"`

	// Snapshot is how often in-flight sequences are written to a file below
	// path.data, from which the next start takes them up. 0 writes them only
	// when the Beat stops: one that is killed has lost all.
	Snapshot time.Duration `config:"snapshot"`
}

// RulesReload is the settings below `rules_reload:`.
type RulesReload struct {
	// Enabled looks for changes of the files that Rules names. Rules that are
	// unchanged keep their in-flight sequences.
	Enabled bool `config:"enabled"`

	// Period is how often.
	Period time.Duration `config:"period"`
}

// The values of Clock.
const (
	// Created is the time at which the event was written to its log: the
	// event's @timestamp inside the shipper.
	Created = "created"
	// UTCTime is the time that Elastic's pipelines put into @timestamp.
	UTCTime = "utc_time"
)

// PID joins events by the number of their process too, because Sysmon writes
// those of a process that has ended without its GUID. Windows gives a number to
// another process once it is free: within the maxspan of a rule, two processes
// may then be taken for one.
const PID = "pid"

// View is how fields are read.
type View string

const (
	// Auto reads raw Windows events as if Elastic's pipelines had mapped them.
	Auto View = "auto"
	// Off reads every field under its own name, for those who map upstream.
	Off View = "off"
)

// Unpack implements ucfg's StringUnpacker.
func (v *View) Unpack(text string) error {
	switch text {
	case string(Auto), "true":
		*v = Auto
	case string(Off), "false":
		*v = Off
	default:
		return fmt.Errorf("%q is no view: use %q, which maps raw Windows events, or %q", text, Auto, Off)
	}
	return nil
}

// The limits of settings that are numbers.
const (
	MaxLateness     = 24 * time.Hour
	MinMaxBytes     = 1 * MiB
	MaxMaxBytes     = 4 * GiB
	MinSnapshot     = time.Second
	MinReloadPeriod = time.Second
)

// Default returns the settings of a processor of which nothing is set.
func Default() Config {
	return Config{
		ID:              "default",
		Builtin:         true,
		Clock:           Created,
		HostKey:         []string{"host.id", "winlog.computer_name"},
		View:            Auto,
		AllowedLateness: 5 * time.Second,
		RulesReload:     RulesReload{Period: 10 * time.Second},
		State:           State{MaxBytes: 64 * MiB, Snapshot: 30 * time.Second},
		Tag:             "eql-match",
	}
}

// Unpack reads the settings over their defaults. Keys that are no settings,
// nested ones too, are errors, as are values out of range; each error names the
// setting's path.
func Unpack(from *config.C) (Config, error) {
	c := Default()
	unknown := unknownKeys(from)
	if err := from.Unpack(&c); err != nil {
		return Config{}, errors.Join(unknown, located(err))
	}
	if unknown != nil {
		return Config{}, unknown
	}
	return c, nil
}

// located puts the path and the file in front of what ucfg has to say.
func located(err error) error {
	var at ucfg.Error
	if !errors.As(err, &at) || at.Path() == "" {
		return err
	}
	if strings.HasPrefix(at.Reason().Error(), "time: ") {
		return fmt.Errorf("%s: %w: use a number with a unit, such as 5s or 10m", at.Path(), at.Reason())
	}
	return fmt.Errorf("%s: %w", at.Path(), at.Reason())
}

// An id names a file too.
var (
	idPattern     = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	devicePattern = regexp.MustCompile(`^(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])$`)
)

// Validate reports values out of range. Unpack calls it.
func (c *Config) Validate() error {
	var errs []error
	refuse := func(setting, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", setting, fmt.Sprintf(format, args...)))
	}
	if !idPattern.MatchString(c.ID) {
		refuse("id", "%q is no id: use 1 to 64 letters, digits, `-` and `_`", c.ID)
	}
	if devicePattern.MatchString(c.ID) {
		refuse("id", "Windows has a device of the name %q, so that no file can have it: use another", c.ID)
	}
	if c.Clock != Created && c.Clock != UTCTime {
		refuse("clock", "%q is no clock: use %q, the time the event was logged, or %q, the time Elastic's pipelines use", c.Clock, Created, UTCTime)
	}
	if c.JoinFallback != "" && c.JoinFallback != PID {
		refuse("join_fallback", "%q is nothing to join by: use %q, or leave it out", c.JoinFallback, PID)
	}
	if c.SourceField != "" && c.JSONField != "" {
		refuse("json_field", "source_field is set too, and an event can be wrapped only one way: remove one of them")
	}
	if c.WriteECS && c.View == Off {
		refuse("write_ecs", "nothing is mapped while view is off: leave one of them out")
	}
	if len(c.HostKey) == 0 {
		refuse("host_key", "at least one field is needed: leave the setting out for host.id, then winlog.computer_name")
	}
	for i, field := range c.HostKey {
		if strings.TrimSpace(field) == "" {
			refuse(fmt.Sprintf("host_key.%d", i), "a field's name is missing")
		}
		if strings.HasPrefix(field, "agent.") {
			refuse(fmt.Sprintf("host_key.%d", i), "%s names the shipper, not the host: behind a collector all hosts would be one", field)
		}
	}
	if c.AllowedLateness < 0 || c.AllowedLateness > MaxLateness {
		refuse("allowed_lateness", "%s is out of range: use 0s to %s", c.AllowedLateness, MaxLateness)
	}
	if n := c.State.MaxBytes; n < MinMaxBytes || n > MaxMaxBytes {
		refuse("state.max_bytes", "%s is out of range: use %s to %s", n, MinMaxBytes, MaxMaxBytes)
	}
	if every := c.State.Snapshot; every != 0 && every < MinSnapshot {
		refuse("state.snapshot", "%s is out of range: use %s or more, or 0s for only when the Beat stops", every, MinSnapshot)
	}
	if every := c.RulesReload.Period; every < MinReloadPeriod {
		refuse("rules_reload.period", "%s is out of range: use %s or more", every, MinReloadPeriod)
	}
	return errors.Join(errs...)
}

package beater_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWhatIsWrongWithInputsIsSaidAtOnce: not when an input opens its first file.
func TestWhatIsWrongWithInputsIsSaidAtOnce(t *testing.T) {
	const known = "allowed_lateness, builtin, clock, host_key, id, join_fallback, json_field, rules, rules_inline, " +
		"rules_reload, source_field, state, tag, tiebreaker, view, write_ecs"
	home := t.TempDir()
	file := filepath.Join(home, "test.yml")
	for name, c := range map[string]struct{ section, says string }{
		"inputs under Filebeat's name": {
			"filebeat.inputs: [{type: filestream, id: a, paths: [a.ndjson]}]",
			"Exiting: no modules or inputs enabled and configuration reloading disabled. What files do you want me to watch?\n" +
				"The section `eqlbeat` has no inputs: where a configuration of Filebeat's says `filebeat.inputs`, write `eqlbeat.inputs`",
		},
		"no inputs that are enabled": {
			"eqlbeat.inputs: [{type: filestream, id: a, paths: [a.ndjson], enabled: false}]",
			"Exiting: no modules or inputs enabled and configuration reloading disabled. What files do you want me to watch?",
		},
		"an unknown setting": {
			"eqlbeat.inputs: [{type: filestream, id: a, paths: [a.ndjson], processors: [{add_tags.tags: [a]}, {eql.rulez: []}]}]",
			"Exiting: the eql processor's settings: unknown setting 'eqlbeat.inputs.0.processors.1.eql.rulez': did you mean 'rules'?",
		},
		"the same of an input that is off": {
			"eqlbeat.inputs: [{type: filestream, id: a, paths: [a.ndjson], enabled: false, processors: [eql.rulez: []]}, {type: stdin}]",
			"Config OK",
		},
		"one under a condition": {
			"eqlbeat.inputs: [{type: filestream, id: a, paths: [a.ndjson], processors: [{if.has_fields: [a], then: [eql.x: 1]}]}]",
			"Exiting: the eql processor's settings: unknown setting 'eqlbeat.inputs.0.processors.0.then.0.eql.x': remove it, or use one of: " + known,
		},
		"one that is no list": {
			"eqlbeat.inputs: [{type: filestream, id: a, paths: [a.ndjson], processors: [{if.has_fields: [a], then: {drop_event: }, else: {eql.x: 1}}]}]",
			"Exiting: the eql processor's settings: unknown setting 'eqlbeat.inputs.0.processors.0.else.eql.x': remove it, or use one of: " + known,
		},
		"a rule that isn't there": {
			"eqlbeat.inputs: [{type: filestream, id: a, paths: [a.ndjson], processors: [eql.rules: [none.toml]]}]",
			"Exiting: the eql processor's rules:\nnone.toml: cannot find it: no such file or directory\n" +
				"    try: the path of a file or folder, or a glob such as rules/**/*.toml",
		},
		"nothing": {
			"eqlbeat.inputs: [{type: filestream, id: a, paths: [a.ndjson], processors: [{add_tags.tags: [a]}, {eql: }]}]",
			"Config OK",
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(file, []byte(c.section+"\noutput.console: {}\n"), 0o600))
			out, err := eqlbeat(t, home, "test", "config", "-c", file)
			require.Equal(t, c.says, strings.TrimSpace(out))
			require.Equal(t, c.says == "Config OK", err == nil)
		})
	}
}

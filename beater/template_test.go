package beater_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTemplate: the index template has ECS's fields and Filebeat's, and ours in a form that cannot grow.
func TestTemplate(t *testing.T) {
	home := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(home, "eqlbeat.yml"), []byte("output.console: ~\n"), 0o600))
	text, err := eqlbeat(t, home, "export", "template")
	require.NoError(t, err, text)
	var template document
	require.NoError(t, json.Unmarshal([]byte(text), &template))

	require.Equal(t, []any{"eqlbeat-9.4.0"}, template["index_patterns"])
	properties := func(path string) any { return template.at("template.mappings.properties." + path) }
	require.Equal(t, "keyword", properties("rule.properties.name.type"), "ECS")
	require.Equal(t, "keyword", properties("threat.properties.technique.properties.subtechnique.properties.id.type"), "ECS")
	require.Equal(t, "long", properties("log.properties.offset.type"), "Filebeat")

	require.Equal(t, false, properties("eql.properties.matches.dynamic"))
	require.Equal(t, "keyword", properties("eql.properties.matches.properties.rule.properties.id.type"))
	require.Equal(t, "flattened", properties("eql.properties.matches.properties.key.type"))
	require.Equal(t, "date", properties("eql.properties.matches.properties.steps.properties.time.type"))
	require.Equal(t, "flattened", properties("eql.properties.matches.properties.steps.properties.fields.type"))
}

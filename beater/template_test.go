package beater_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// template returns the index template that eqlbeat exports.
func template(t *testing.T) document {
	t.Helper()
	home := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(home, "eqlbeat.yml"), []byte("output.console: ~\n"), 0o600))
	text, err := eqlbeat(t, home, "export", "template")
	require.NoError(t, err, text)
	var d document
	require.NoError(t, json.Unmarshal([]byte(text), &d))
	return d
}

// TestTemplate: the index template has ECS's fields and Filebeat's, and ours in a form that cannot grow.
func TestTemplate(t *testing.T) {
	template := template(t)
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

// TestTagsFitTemplate: whatever the processor writes has a place in the index template, of its own type.
func TestTagsFitTemplate(t *testing.T) {
	in := number(t, read(t, "../_meta/demo/recording.ndjson"))
	mapping := map[string]any(template(t).at("template.mappings").(map[string]any))
	fitted := 0
	for _, d := range ship(t, in, withEQL) {
		for _, name := range []string{"eql", "rule", "threat"} {
			if value, ok := d[name]; ok {
				fit(t, name, value, mapping["properties"].(map[string]any)[name])
				fitted++
			}
		}
	}
	require.Equal(t, 3, fitted)
}

// fit requires that the value, or each value of a list, is of the mapping's type.
func fit(t *testing.T, path string, value, mapping any) {
	t.Helper()
	if list, ok := value.([]any); ok {
		for _, v := range list {
			fit(t, path, v, mapping)
		}
		return
	}
	m, ok := mapping.(map[string]any)
	require.True(t, ok, "%s has no place in the template", path)
	switch m["type"] {
	case "keyword":
		require.IsType(t, "", value, path)
	case "long", "float":
		require.IsType(t, 0.0, value, path)
	case "boolean":
		require.IsType(t, true, value, path)
	case "date":
		_, err := time.Parse(time.RFC3339, value.(string))
		require.NoError(t, err, path)
	case "flattened":
		require.IsType(t, map[string]any{}, value, path)
	default: // an object
		properties, _ := m["properties"].(map[string]any)
		require.NotNil(t, properties, "%s is of type %v, which this test does not know", path, m["type"])
		for key, v := range value.(map[string]any) {
			fit(t, path+"."+key, v, properties[key])
		}
	}
}

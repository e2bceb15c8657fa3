package beater_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	agentconfig "github.com/elastic/elastic-agent-libs/config"
	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/config"
)

// TestReferenceShowsDefaults: eqlbeat.reference.yml has every setting of the eql processor, with its default.
func TestReferenceShowsDefaults(t *testing.T) {
	text, err := os.ReadFile("../eqlbeat.reference.yml")
	require.NoError(t, err)
	_, section, found := strings.Cut(string(text), "\n  - eql:\n")
	require.True(t, found)
	section, _, found = strings.Cut(section, "\n# ==")
	require.True(t, found)

	// `#name: value` is a setting, `#name:` alone begins an example, `# text` is a comment.
	setting := regexp.MustCompile(`(?m)^      #([a-z_.]+): (.+)$`)
	var yaml strings.Builder
	for _, line := range setting.FindAllStringSubmatch(section, -1) {
		yaml.WriteString(line[1] + ": " + line[2] + "\n")
	}
	c, err := agentconfig.NewConfigWithYAML([]byte(yaml.String()), "eqlbeat.reference.yml")
	require.NoError(t, err)
	shown, err := config.Unpack(c)
	require.NoError(t, err)
	shown.Rules = nil // [] in the file
	require.Equal(t, config.Default(), shown)

	for _, name := range names(reflect.TypeFor[config.Config](), "") {
		require.Contains(t, section, "      #"+name+":")
	}
}

// names returns the settings of a struct, with dots for nested ones.
func names(settings reflect.Type, prefix string) (all []string) {
	for i := range settings.NumField() {
		field := settings.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("config"), ",")
		if field.Type.Kind() == reflect.Struct {
			all = append(all, names(field.Type, prefix+name+".")...)
			continue
		}
		all = append(all, prefix+name)
	}
	return all
}

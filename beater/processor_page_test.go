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

// TestProcessorPage: docs/processor.md has every setting once, and no other, with its default.
func TestProcessorPage(t *testing.T) {
	text, err := os.ReadFile("../docs/processor.md")
	require.NoError(t, err)
	setting := regexp.MustCompile("(?m)^- \\*\\*`([a-z_.]+)`\\*\\* \\(default `(.+?)`\\)\\. ")
	var described []string
	var yaml strings.Builder
	for _, s := range setting.FindAllStringSubmatch(string(text), -1) {
		described = append(described, s[1])
		if s[2] != "[]" { // nil in the defaults
			yaml.WriteString(s[1] + ": " + s[2] + "\n")
		}
	}
	require.ElementsMatch(t, names(reflect.TypeFor[config.Config](), ""), described)

	c, err := agentconfig.NewConfigWithYAML([]byte(yaml.String()), "docs/processor.md")
	require.NoError(t, err)
	shown, err := config.Unpack(c)
	require.NoError(t, err)
	require.Equal(t, config.Default(), shown)
}

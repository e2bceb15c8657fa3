package beater_test

import (
	"debug/buildinfo"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestLinked: what only tests need is not in the program.
func TestLinked(t *testing.T) {
	info, err := buildinfo.ReadFile(binary(t))
	require.NoError(t, err)
	require.NotEmpty(t, info.Deps)
	for _, module := range info.Deps {
		require.NotContains(t, []string{
			"github.com/elastic/mock-es", "github.com/stretchr/testify", "github.com/twmb/franz-go", "pgregory.net/rapid",
		}, module.Path)
	}
}

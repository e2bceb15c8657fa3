package processor

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/elastic/elastic-agent-libs/monitoring"
)

// TestTheMetricsAreThoseOfTheirPage compares names.
func TestTheMetricsAreThoseOfTheirPage(t *testing.T) {
	p, _ := beatIn(t, t.TempDir(), "")
	defer stop(t, p)
	pass(t, p, load(guid(1), begin))
	pass(t, p, connection(guid(1), begin.Add(time.Second)))
	var reported []string
	all := monitoring.CollectFlatSnapshot(monitoring.Default, monitoring.Full, true)
	for name := range all.Ints {
		if name, ours := strings.CutPrefix(name, metricsPrefix+"."+idOf(t)+"."); ours {
			if strings.HasPrefix(name, "findings.by_rule.") {
				name = "findings.by_rule.<rule id>"
			}
			reported = append(reported, name)
		}
	}
	slices.Sort(reported)

	page, err := os.ReadFile("../docs/metrics.md")
	require.NoError(t, err)
	var listed []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|(.*)\\|(.*)\\|(.*)\\|\r?$").FindAllStringSubmatch(string(page), -1) {
		listed = append(listed, row[1])
		for i, column := range []string{"unit", "meaning", "what it means when it rises"} {
			assert.NotEmpty(t, strings.TrimSpace(row[2+i]), "%s has no %s", row[1], column)
		}
	}
	slices.Sort(listed)
	assert.Equal(t, listed, reported)
}

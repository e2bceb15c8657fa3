package mage

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// packed returns the names in a target's package, and the entries by name.
func packed(t *testing.T, name string, on platform) ([]string, map[string]entry) {
	t.Helper()
	for _, b := range beats {
		if b.name != name {
			continue
		}
		entries, err := contents(target{b, on}, t.TempDir())
		require.NoError(t, err)
		var names []string
		byName := map[string]entry{}
		for _, e := range entries {
			names, byName[e.name] = append(names, e.name), e
		}
		return names, byName
	}
	t.Fatalf("there is no Beat %s", name)
	return nil, nil
}

// TestContents: what is in the packages, apart from the binary all of it made for real.
func TestContents(t *testing.T) {
	t.Chdir("../..")

	t.Run("eqlbeat for Linux", func(t *testing.T) {
		names, files := packed(t, "eqlbeat", platform{"linux", "arm64"})
		require.ElementsMatch(t, []string{
			"eqlbeat", "LICENSE.txt", "NOTICE.txt", "eqlbeat.yml", "eqlbeat.reference.yml", "fields.yml", "module/",
			"elastic-security/dashboard.ndjson", "elastic-security/ingest-pipeline.json", "elastic-security/promotion-rule.ndjson",
		}, names)
		require.Contains(t, string(files["fields.yml"].data), "\n- key: eql\n")
		require.EqualValues(t, 0o755, files["eqlbeat"].mode)
		require.EqualValues(t, 0o600, files["eqlbeat.yml"].mode, "it may come to hold passwords")
		require.EqualValues(t, 0o644, files["eqlbeat.reference.yml"].mode)
	})
	t.Run("Winlogbeat", func(t *testing.T) {
		names, files := packed(t, "winlogbeat", platform{"windows", "amd64"})
		require.Subset(t, names, []string{
			"winlogbeat.exe", "winlogbeat.yml", "winlogbeat.wec.yml", "winlogbeat.reference.yml", "fields.yml",
			"install-service-winlogbeat.ps1", "uninstall-service-winlogbeat.ps1", "kibana/7/dashboard/Winlogbeat-Dashboard-ecs.json",
		})
		require.Contains(t, string(files["fields.yml"].data), "\n- key: eql\n")
		install := string(files["install-service-winlogbeat.ps1"].data)
		require.Contains(t, install, "[string]$Name = 'winlogbeat',\r\n")
		require.Contains(t, install, `Join-Path $env:ProgramFiles 'Winlogbeat-Data\Winlogbeat'`)
		require.NotContains(t, install, "{{")
	})
	t.Run("Filebeat has the stock modules, without what developers need", func(t *testing.T) {
		names, _ := packed(t, "filebeat", platform{"linux", "amd64"})
		require.Subset(t, names, []string{"filebeat", "filebeat.yml", "module/system/auth/manifest.yml", "modules.d/system.yml.disabled"})
		dashboards := 0
		for _, name := range names {
			require.NotRegexp(t, `(^|/)(_meta|test|fields\.go)(/|$)`, name)
			if strings.HasPrefix(name, "kibana/7/dashboard/") {
				dashboards++
			}
		}
		require.Greater(t, dashboards, 10)
	})
}

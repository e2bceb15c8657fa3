package mage

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTargets(t *testing.T) {
	for _, c := range []struct {
		name, beats, platforms string
		want                   []string
		wrong                  string
	}{
		{
			name: "all there are, and Winlogbeat for Windows only",
			want: []string{
				"eqlbeat-windows-amd64", "filebeat-windows-amd64", "winlogbeat-windows-amd64",
				"eqlbeat-windows-arm64", "filebeat-windows-arm64", "winlogbeat-windows-arm64",
				"eqlbeat-linux-amd64", "filebeat-linux-amd64", "eqlbeat-linux-arm64", "filebeat-linux-arm64",
				"eqlbeat-darwin-arm64", "filebeat-darwin-arm64",
			},
		},
		{
			name: "lists with blanks or commas", beats: "filebeat, winlogbeat", platforms: "linux/arm64,windows/amd64",
			want: []string{"filebeat-linux-arm64", "filebeat-windows-amd64", "winlogbeat-windows-amd64"},
		},
		{name: "a Beat that isn't ours", beats: "heartbeat", wrong: `BEATS: "heartbeat" is none of our Beats: use eqlbeat, filebeat or winlogbeat`},
		{name: "half a platform", platforms: "linux", wrong: `PLATFORMS: "linux" is no platform: write it like windows/amd64`},
		{
			name: "Winlogbeat for Linux", beats: "winlogbeat", platforms: "linux/amd64",
			wrong: "nothing to build: Winlogbeat is for Windows only, and PLATFORMS has none of it",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("BEATS", c.beats)
			t.Setenv("PLATFORMS", c.platforms)
			all, err := targets()
			if c.wrong != "" {
				require.EqualError(t, err, c.wrong)
				return
			}
			require.NoError(t, err)
			var names []string
			for _, target := range all {
				names = append(names, target.String())
			}
			require.Equal(t, c.want, names)
		})
	}
}

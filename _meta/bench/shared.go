package main

import (
	"os"
	"path/filepath"
)

// shared are folders beside the checkout of those who have them. A path is "" where there is none.
type shared struct {
	bench     string // module with the generator of events and the peers
	rules     string // published rules
	recording string // twelve minutes of a workstation, packed
}

func findShared() shared {
	find := func(parts ...string) string {
		path, err := filepath.Abs(filepath.Join(append([]string{"..", "shared"}, parts...)...))
		if err != nil {
			return ""
		}
		if _, err := os.Stat(path); err != nil {
			return ""
		}
		return path
	}
	return shared{
		bench:     find("bench"),
		rules:     find("rules"),
		recording: find("data", "throughput", "workstation-59k.edge.ndjson.zst"),
	}
}

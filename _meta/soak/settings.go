package main

import (
	"fmt"
	"path/filepath"
	"time"
)

// What both parts run the processor with. This is the only place that knows.
const (
	id       = "soak"
	budget   = 8 << 20 // bytes of in-flight sequences
	lateness = 5 * time.Second
	snapshot = time.Second // from one snapshot of the state to the next
	reload   = time.Second // from one look at the rule files to the next
)

// yaml is of the list of processors, with the rules in a folder.
func yaml(rules string) string {
	return fmt.Sprintf(`
- eql:
    id: %s
    rules: ['%s']
    allowed_lateness: %s
    state:
      max_bytes: %dMiB
      snapshot: %s
    rules_reload:
      enabled: true
      period: %s
`, id, filepath.Join(rules, "*.toml"), lateness, budget>>20, snapshot, reload)
}

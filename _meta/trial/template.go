package trial

import (
	"encoding/json"
	"fmt"
)

// IndexTemplate is what tests look at of a Beat's index template.
type IndexTemplate struct {
	IndexPatterns []string `json:"index_patterns"`
	Template      struct {
		Mappings struct {
			Properties map[string]struct{ Properties map[string]any } // of the fields at the top, by name
		}
	}
}

// Template returns the index template that the Beat exports which the running test binary is, from a folder with its
// configuration.
func Template(home string) (t IndexTemplate, err error) {
	out, err := Command(home, "export", "template")
	if err != nil {
		return t, fmt.Errorf("%w\n%s", err, out)
	}
	return t, json.Unmarshal([]byte(out), &t)
}

package processor

import (
	"time"

	"github.com/elastic/beats/v7/libbeat/common"
	"github.com/elastic/elastic-agent-libs/mapstr"
)

// foreign turns the types that libbeat keeps in events into those that package
// event knows. Only the first two are common.
func foreign(v any) any {
	switch v := v.(type) {
	case mapstr.M:
		return map[string]any(v)
	case map[string]any:
		return v
	case common.Time:
		return time.Time(v)
	case []mapstr.M:
		objects := make([]map[string]any, len(v))
		for i, m := range v {
			objects[i] = m
		}
		return objects
	case []common.Time:
		times := make([]any, len(v))
		for i, t := range v {
			times[i] = time.Time(t)
		}
		return times
	case map[string]string:
		object := make(map[string]any, len(v))
		for k, s := range v {
			object[k] = s
		}
		return object
	}
	return nil
}

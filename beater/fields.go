package beater

import (
	"maps"

	filebeatcmd "github.com/elastic/beats/v7/filebeat/cmd"
	"github.com/elastic/beats/v7/libbeat/asset"

	meta "github.com/eqlbeat/eqlbeat/_meta"
)

// RegisterFields gives eqlbeat the field definitions that were compiled in for Filebeat (ECS, libbeat's, the inputs'),
// and adds ours. libbeat looks them up by the Beat's name. It may be called once.
func RegisterFields() {
	byPriority := map[int]map[string][]string{}
	for priority, byName := range asset.FieldsRegistry[filebeatcmd.Name] {
		byPriority[priority] = maps.Clone(byName)
	}
	asset.FieldsRegistry[Name] = byPriority
	meta.RegisterFields(Name)
}

// Package meta carries the files of this folder that the binaries need at run time.
package meta

import (
	_ "embed"
	"fmt"

	"github.com/elastic/beats/v7/libbeat/asset"
)

// fields describes what the eql processor writes, in the form of Beats' fields.yml.
//
//go:embed fields.yml
var fields string

// RegisterFields adds the eql.* fields to the index template of the named Beat, as `export template` and `setup` show
// it. It must be called before the Beat's command runs, once per name: a second call would list the fields twice.
func RegisterFields(beat string) {
	data, err := asset.EncodeData(fields)
	if err != nil {
		panic(fmt.Sprintf("packing _meta/fields.yml: %v", err)) // only if zlib refuses to write to memory
	}
	if err := asset.SetFields(beat, "eql", asset.ModuleFieldsPri, func() string { return data }); err != nil {
		panic(fmt.Sprintf("registering _meta/fields.yml for %s: %v", beat, err))
	}
}

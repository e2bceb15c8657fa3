package ecs

import (
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// hashOf takes the hash of one algorithm out of Sysmon's list of them,
// "SHA1=…,MD5=…,SHA256=…,IMPHASH=…", in lower case. A hash of zeros means that
// Sysmon had none.
func hashOf(algorithm string) conversion {
	return conversion{name: "the part after " + algorithm + "=, in lower case", one: func(v event.Value) (event.Value, bool) {
		for list := v.Str(); list != ""; {
			var item string
			item, list, _ = strings.Cut(list, ",")
			if name, digits, ok := strings.Cut(item, "="); ok && strings.EqualFold(name, algorithm) {
				// ToLower returns what is in lower case already as it is.
				return event.StringOf(strings.ToLower(digits)), strings.Trim(digits, "0") != ""
			}
		}
		return event.Value{}, false
	}}
}

// allHashes are the hashes of every algorithm, in lower case.
var allHashes = conversion{name: "every hash in it, in lower case", many: func(dst []event.Value, v event.Value) []event.Value {
	for item := range strings.SplitSeq(v.Str(), ",") {
		if _, digits, ok := strings.Cut(item, "="); ok && strings.Trim(digits, "0") != "" {
			dst = append(dst, event.StringOf(strings.ToLower(digits)))
		}
	}
	return dst
}}

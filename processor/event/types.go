package event

import "strings"

// Type is what Elasticsearch would have a field hold, as far as it changes how
// the field's values compare.
type Type uint8

const (
	Plain Type = iota // compares as what the event holds
	IP                // an address: compares as such, and with CIDR blocks
	Date              // a point in time: compares as such
)

// TypeOf returns the type that ECS gives a field. There is no mapping in a
// shipper, so the type follows from the name: ECS ends the names of addresses
// in "ip" and lists its few dates.
func TypeOf(field string) Type {
	leaf := field[strings.LastIndexByte(field, '.')+1:]
	switch {
	case leaf == "ip", strings.HasSuffix(leaf, "_ip"):
		return IP
	case dates[field], field == "@timestamp":
		return Date
	}
	return Plain
}

// dates are ECS's date fields (https://www.elastic.co/guide/en/ecs/8.17).
var dates = map[string]bool{
	"event.created": true, "event.end": true, "event.ingested": true, "event.start": true,
	"file.accessed": true, "file.created": true, "file.ctime": true, "file.mtime": true,
	"package.installed": true, "process.start": true, "process.end": true,
	"process.parent.start": true, "process.parent.end": true,
	"process.group_leader.start": true, "process.session_leader.start": true, "process.entry_leader.start": true,
	"tls.client.not_after": true, "tls.client.not_before": true,
	"tls.server.not_after": true, "tls.server.not_before": true,
	"x509.not_after": true, "x509.not_before": true,
	"file.x509.not_after": true, "file.x509.not_before": true,
	"dll.code_signature.timestamp": true, "file.code_signature.timestamp": true, "process.code_signature.timestamp": true,
	"threat.indicator.first_seen": true, "threat.indicator.last_seen": true, "threat.indicator.modified_at": true,
	"vulnerability.report_date": true,
}

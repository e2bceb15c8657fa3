package ecs

import (
	"strconv"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// hives are the registry's roots by the names Windows and Sysmon use, and the
// short names that ECS has for them
// (https://learn.microsoft.com/windows/win32/sysinfo/predefined-keys).
var hives = map[string]string{
	"HKEY_CLASSES_ROOT": "HKCR", "HKCR": "HKCR",
	"HKEY_CURRENT_CONFIG": "HKCC", "HKCC": "HKCC",
	"HKEY_CURRENT_USER": "HKCU", "HKCU": "HKCU",
	"HKEY_DYN_DATA": "HKDD", "HKDD": "HKDD",
	"HKEY_LOCAL_MACHINE": "HKLM", "HKLM": "HKLM",
	"HKEY_PERFORMANCE_DATA": "HKPD", "HKPD": "HKPD",
	"HKEY_USERS": "HKU", "HKU": "HKU",
}

// registryHive is the short name of the root a path starts with.
var registryHive = conversion{name: "the root it starts with", one: func(v event.Value) (event.Value, bool) {
	root, _, _ := strings.Cut(v.Str(), `\`)
	hive, ok := hives[root]
	return event.StringOf(hive), ok
}}

// registryKey is a path without its root, the value's name included.
var registryKey = conversion{name: "what follows the root", one: func(v event.Value) (event.Value, bool) {
	root, key, _ := strings.Cut(strings.TrimRight(v.Str(), `\`), `\`)
	return event.StringOf(key), hives[root] != "" && key != ""
}}

// registryValue is the last part of a path, whether it names a value or a key.
var registryValue = conversion{name: "its last part", one: func(v event.Value) (event.Value, bool) {
	s := strings.TrimRight(v.Str(), `\`)
	return part(s, strings.LastIndexByte(s, '\\')+1, true)
}}

// registryText is the data of a value as text: numbers in decimal.
var registryText = conversion{name: "numbers in decimal", one: func(v event.Value) (event.Value, bool) {
	text, _ := registryData(v.Str())
	return event.StringOf(text), text != ""
}}

// registryType is the type of a value's data.
var registryType = conversion{
	name:   "its type",
	values: []string{"SZ_QWORD", "SZ_DWORD", "REG_BINARY", "REG_SZ"},
	one: func(v event.Value) (event.Value, bool) {
		text, kind := registryData(v.Str())
		return event.StringOf(kind), text != ""
	},
}

// registryData reads Sysmon's Details: "DWORD (0x00000001)",
// "QWORD (0x00000000-0x00000001)", "Binary Data", or the text itself. The names
// of types are those that Elastic's pipeline gives.
func registryData(details string) (text, kind string) {
	if details == "Binary Data" {
		return details, "REG_BINARY"
	}
	if inner, ok := typed(details, "DWORD ("); ok {
		if n, ok := word(inner); ok {
			return strconv.FormatUint(n, 10), "SZ_DWORD"
		}
	}
	if inner, ok := typed(details, "QWORD ("); ok {
		high, low, _ := strings.Cut(inner, "-")
		h, okHigh := word(high)
		l, okLow := word(low)
		if okHigh && okLow {
			return strconv.FormatUint(h<<32|l, 10), "SZ_QWORD"
		}
	}
	return details, "REG_SZ"
}

// typed returns what stands in the parentheses after a type's name.
func typed(details, prefix string) (inner string, ok bool) {
	n := len(prefix)
	if len(details) <= n || !strings.EqualFold(details[:n], prefix) {
		return "", false
	}
	return strings.CutSuffix(details[n:], ")")
}

// word reads 0x and eight digits.
func word(s string) (uint64, bool) {
	digits, ok := cutHexPrefix(s)
	if !ok || len(digits) != 8 {
		return 0, false
	}
	n, ok := parseHex(digits)
	return uint64(n.Int()), ok
}

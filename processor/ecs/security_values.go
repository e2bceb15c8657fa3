package ecs

import (
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// logonType names how an account logged on
// (https://learn.microsoft.com/windows/security/threat-protection/auditing/event-4624).
var logonType = oneOf("its name",
	meaning{"2", "Interactive"}, meaning{"3", "Network"}, meaning{"4", "Batch"}, meaning{"5", "Service"},
	meaning{"7", "Unlock"}, meaning{"8", "NetworkCleartext"}, meaning{"9", "NewCredentials"},
	meaning{"10", "RemoteInteractive"}, meaning{"11", "CachedInteractive"})

// bit is a flag of a bit mask.
type bit struct {
	mask int64
	name string
}

// flags names the bits that are set in a number, or in any of several numbers
// in one text, in the order given.
func flags(name string, bits ...bit) conversion {
	c := conversion{name: name, many: func(dst []event.Value, v event.Value) []event.Value {
		var set int64
		if n, ok := long(v); ok {
			set = n.Int()
		} else {
			for word := range strings.FieldsSeq(v.Str()) {
				n, _ := long(event.StringOf(word))
				set |= n.Int()
			}
		}
		for _, b := range bits {
			if set&b.mask != 0 {
				dst = append(dst, event.StringOf(b.name))
			}
		}
		return dst
	}}
	for _, b := range bits {
		c.values = append(c.values, b.name)
	}
	return c
}

// accountControl names the flags of a user account
// ([MS-SAMR] 2.2.1.12, USER_ACCOUNT codes).
var accountControl = flags("its flags by name",
	bit{0x1, "USER_ACCOUNT_DISABLED"}, bit{0x2, "USER_HOME_DIRECTORY_REQUIRED"},
	bit{0x4, "USER_PASSWORD_NOT_REQUIRED"}, bit{0x8, "USER_TEMP_DUPLICATE_ACCOUNT"},
	bit{0x10, "USER_NORMAL_ACCOUNT"}, bit{0x20, "USER_MNS_LOGON_ACCOUNT"},
	bit{0x40, "USER_INTERDOMAIN_TRUST_ACCOUNT"}, bit{0x80, "USER_WORKSTATION_TRUST_ACCOUNT"},
	bit{0x100, "USER_SERVER_TRUST_ACCOUNT"}, bit{0x200, "USER_DONT_EXPIRE_PASSWORD"},
	bit{0x400, "USER_ACCOUNT_AUTO_LOCKED"}, bit{0x800, "USER_ENCRYPTED_TEXT_PASSWORD_ALLOWED"},
	bit{0x1000, "USER_SMARTCARD_REQUIRED"}, bit{0x2000, "USER_TRUSTED_FOR_DELEGATION"},
	bit{0x4000, "USER_NOT_DELEGATED"}, bit{0x8000, "USER_USE_DES_KEY_ONLY"},
	bit{0x10000, "USER_DONT_REQUIRE_PREAUTH"}, bit{0x20000, "USER_PASSWORD_EXPIRED"},
	bit{0x40000, "USER_TRUSTED_TO_AUTHENTICATE_FOR_DELEGATION"}, bit{0x80000, "USER_NO_AUTH_DATA_REQUIRED"},
	bit{0x100000, "USER_PARTIAL_SECRETS_ACCOUNT"}, bit{0x200000, "USER_USE_AES_KEYS"})

// accessMask names the rights to an object of the directory
// ([MS-ADTS] 5.1.3.2, access rights).
var accessMask = flags("its rights by name",
	bit{0x1, "Create Child"}, bit{0x2, "Delete Child"}, bit{0x4, "List Contents"}, bit{0x8, "SELF"},
	bit{0x10, "Read Property"}, bit{0x20, "Write Property"},
	bit{0x40, "Delete Treee"}, // spelled as Elastic's pipeline spells it: rules compare with that
	bit{0x80, "List Object"}, bit{0x100, "Control Access"},
	bit{0x10000, "DELETE"}, bit{0x20000, "READ_CONTROL"}, bit{0x40000, "WRITE_DAC"}, bit{0x80000, "WRITE_OWNER"},
	bit{0x100000, "SYNCHRONIZE"}, bit{0x1000000, "ADS_RIGHT_ACCESS_SYSTEM_SECURITY"},
	bit{0x10000000, "ADS_RIGHT_GENERIC_ALL"}, bit{0x20000000, "ADS_RIGHT_GENERIC_EXECUTE"},
	bit{0x40000000, "ADS_RIGHT_GENERIC_WRITE"}, bit{0x80000000, "ADS_RIGHT_GENERIC_READ"})

// commonName is the name in the first part of a distinguished name,
// "CN=Alice Example,OU=Staff,DC=corp,DC=example".
var commonName = conversion{name: "the name in its first part", one: func(v event.Value) (event.Value, bool) {
	name := strings.TrimSpace(namePart(v.Str(), 0))
	if len(name) > 3 && strings.EqualFold(name[:3], "CN=") {
		name = name[3:]
	}
	return event.StringOf(name), name != ""
}}

// memberDomain is the domain component in the fourth part of a distinguished
// name, which is where the names of users in a domain have their first.
var memberDomain = conversion{name: "the domain in its fourth part", one: func(v event.Value) (event.Value, bool) {
	name := namePart(v.Str(), 3)
	if len(name) > 3 && strings.EqualFold(name[:3], "DC=") {
		name = name[3:]
	}
	return event.StringOf(name), name != ""
}}

// namePart returns part n of a distinguished name. A comma after a backslash
// parts nothing.
func namePart(s string, n int) string {
	for start, i := 0, 0; i <= len(s); i++ {
		if i < len(s) && (s[i] != ',' || i > 0 && s[i-1] == '\\') {
			continue
		}
		if n == 0 {
			return s[start:i]
		}
		n--
		start = i + 1
	}
	return ""
}

// userName is the user in any of the forms in which the Security log has one:
// a distinguished name, a user principal, a name; "-" is none.
var userName = conversion{name: "the user's name, unless it is -", one: func(v event.Value) (event.Value, bool) {
	if s := v.Str(); len(s) > 3 && strings.EqualFold(s[:3], "CN=") {
		return commonName.one(v)
	}
	return nameNotDash.one(v)
}}

// protocol names the transport of an IP protocol number
// (https://www.iana.org/assignments/protocol-numbers).
var protocol = oneOf("its name", meaning{"6", "tcp"}, meaning{"17", "udp"}, meaning{"1", "icmp"}, meaning{"58", "ipv6-icmp"})

// filterDirection names the direction that the filtering platform gives as a
// number of a message.
var filterDirection = oneOf("%%14592 is ingress, %%14593 is egress", meaning{"%%14592", "ingress"}, meaning{"%%14593", "egress"})

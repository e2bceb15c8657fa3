package evtx

import "github.com/elastic/beats/v7/winlogbeat/sys/winevent"

// accounts are those that have the same identifier on every Windows, by the
// names that an English one gives them. All others only Windows can name.
var accounts = map[string]winevent.SID{
	"S-1-5-7":  {Name: "ANONYMOUS LOGON", Domain: "NT AUTHORITY", Type: winevent.SidTypeWellKnownGroup},
	"S-1-5-18": {Name: "SYSTEM", Domain: "NT AUTHORITY", Type: winevent.SidTypeWellKnownGroup},
	"S-1-5-19": {Name: "LOCAL SERVICE", Domain: "NT AUTHORITY", Type: winevent.SidTypeWellKnownGroup},
	"S-1-5-20": {Name: "NETWORK SERVICE", Domain: "NT AUTHORITY", Type: winevent.SidTypeWellKnownGroup},
}

// nameAccount gives an account its name, if that is the same everywhere.
func nameAccount(user *winevent.SID) {
	if known, ok := accounts[user.Identifier]; ok {
		known.Identifier = user.Identifier
		*user = known
	}
}

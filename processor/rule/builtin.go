package rule

// BuiltinID is the id of the built-in rule. Elastic publishes a rule of the
// same facts under it; a user's copy of that is to replace the built-in one.
const BuiltinID = "5cd55388-a19c-47c7-8ec4-f41656c2fded"

// builtinQuery finds a PowerShell that drives another machine's Task Scheduler.
//
// A negation is true of an event without the field, so step 2 asks for an
// address before it refuses loopback. cidrMatch compares addresses, not their
// spelling: the long form of ::1 and ::ffff:127.0.0.1 are loopback too.
const builtinQuery = `// PowerShell loads the client library of the Task Scheduler, then calls the RPC
// endpoint mapper of another machine: it is working on that machine's tasks.
sequence by host.id, process.entity_id with maxspan=5s

  // 1. The library. Sysmon's event 7 has the category of a process, and the
  //    library's name in file.name.
  [any where host.os.type == "windows"
    and process.name in~ ("powershell.exe", "pwsh.exe", "powershell_ise.exe")
    and (event.category == "library"
      or (event.category == "process" and startsWith~(event.action, "Image loaded")))
    and (?dll.name : "taskschd.dll" or ?file.name : "taskschd.dll")]

  // 2. The connection, to an address that is known and not this machine's own
  //    loopback. A source fills the one field, the other or both.
  [network where host.os.type == "windows"
    and process.name in~ ("powershell.exe", "pwsh.exe", "powershell_ise.exe")
    and destination.port == 135
    and (?destination.ip != null or ?destination.address : "?*")
    and not cidrMatch(?destination.ip, "127.0.0.0/8", "::1/128")
    and not cidrMatch(?destination.address, "127.0.0.0/8", "::1/128")
    and not ?destination.address : "localhost"]
`

// Builtin returns the built-in rule, each time a new one. It has the facts of
// Elastic's "Outbound Scheduled Task Activity via PowerShell" in our own words.
func Builtin() *Rule {
	const attack = "https://attack.mitre.org/"
	references := []string{
		attack + "techniques/T1053/005/",
		attack + "techniques/T1059/001/",
		attack + "techniques/T1021/003/",
	}
	return &Rule{
		ID:   BuiltinID,
		Name: "Outbound Scheduled Task Activity via PowerShell",
		Description: "A PowerShell process loaded the library that talks to the Task Scheduler and, at most five seconds later, " +
			"connected to the RPC endpoint mapper (port 135) of another machine. That is what creating, changing or listing " +
			"scheduled tasks on a remote machine looks like.",
		Severity:   "medium",
		RiskScore:  47,
		Version:    "1",
		License:    "Apache-2.0",
		Ruleset:    "eqlbeat",
		Reference:  references[0],
		References: references,
		Author:     []string{"eqlbeat"},
		Tags:       []string{"OS: Windows", "Tactic: Execution", "Tactic: Lateral Movement"},
		Threat: []Threat{
			{
				Framework: "MITRE ATT&CK",
				Tactic:    Label{"TA0002", "Execution", attack + "tactics/TA0002/"},
				Techniques: []Technique{
					{
						Label:         Label{"T1053", "Scheduled Task/Job", attack + "techniques/T1053/"},
						Subtechniques: []Label{{"T1053.005", "Scheduled Task", attack + "techniques/T1053/005/"}},
					},
					{
						Label:         Label{"T1059", "Command and Scripting Interpreter", attack + "techniques/T1059/"},
						Subtechniques: []Label{{"T1059.001", "PowerShell", attack + "techniques/T1059/001/"}},
					},
				},
			},
			{
				Framework: "MITRE ATT&CK",
				Tactic:    Label{"TA0008", "Lateral Movement", attack + "tactics/TA0008/"},
				Techniques: []Technique{{
					Label:         Label{"T1021", "Remote Services", attack + "techniques/T1021/"},
					Subtechniques: []Label{{"T1021.003", "Distributed Component Object Model", attack + "techniques/T1021/003/"}},
				}},
			},
		},
		Query:         builtinQuery,
		LookBack:      DefaultLookBack,
		CategoryField: DefaultCategoryField,
		Origin:        Origin{File: "built-in"},
	}
}

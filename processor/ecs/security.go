package ecs

// securityTable maps the Security log. The fields of each id are those of
// https://learn.microsoft.com/windows/security/threat-protection/auditing/ (the
// page of each id); the target fields are ECS 8.17. Which of the several
// accounts of an event is the user follows what Elastic's Security pipeline
// does. That pipeline keeps "-", and so does this table.
var securityTable = table{
	name:      "security",
	providers: []string{"Microsoft-Windows-Security-Auditing", "Microsoft-Windows-Eventlog"},
	channels:  []string{"Security"},
	doc:       "https://learn.microsoft.com/windows/security/threat-protection/auditing/",
	blank:     emptyIsBlank,
	rows:      append(auditRows(auditEvents), securityRows...),
}

// The lists of event ids that carry the same fields.
var (
	securityAll = append(idsOf(auditEvents), securityBare...)

	// Ids that Elastic's pipeline gives no category and this table some fields.
	securityBare = []int{4656, 4663, 5156}

	// Groups: with a member, or with the group alone.
	securityGroups = join(span(4727, 4735), []int{4737}, span(4744, 4764), []int{4799})
	// Logons, whose user is the one who logs on.
	securityLogons = []int{4624, 4625, 4634, 4647, 4768, 4769, 4770, 4771, 4776, 4964}
	// Changes to a user account, by another user.
	securityAccounts = []int{4670, 4720, 4722, 4723, 4724, 4725, 4726, 4738, 4740, 4767, 4797, 4798, 4817, 4907}
	securitySessions = []int{4778, 4779}

	// Events whose user is the subject: who did what the event tells.
	securitySubject = join(securityGroups, securityAccounts, securityBare[:2], []int{
		4648, 4657, 4662, 4672, 4673, 4674, 4688, 4689, 4697, 4698, 4699, 4700, 4701, 4702,
		4706, 4707, 4713, 4716, 4717, 4718, 4719, 4739, 4741, 4742, 4743, 4781,
		4904, 4905, 4912, 5136, 5140, 5145, 5379, 5380, 5381, 5382,
	})

	// Events that name a process by ProcessId and ProcessName, and an address
	// by IpAddress, as far as they have any.
	securityProcess = join(securityGroups, securityBare[:2], []int{
		4624, 4625, 4648, 4670, 4673, 4674, 4689, 4697, 4719, 4720, 4722, 4723, 4724, 4725, 4726, 4738, 4740,
		4741, 4742, 4743, 4767, 4768, 4769, 4770, 4771, 4798, 4817, 4904, 4905, 4907, 4912, 5140, 5145,
	})
	securityShares = []int{5140, 5145}
)

func idsOf(events []auditEvent) []int {
	var ids []int
	for _, e := range events {
		ids = append(ids, e.id)
	}
	return ids
}

var securityRows = []row{
	{field: "event.module", on: securityAll, is: []string{"security"}},

	// Of a name that is a user principal, only the user's part counts.
	{field: "user.id", on: securitySubject, from: []string{"SubjectUserSid"}},
	{field: "user.name", on: securitySubject, from: []string{"SubjectUserName"}},
	{field: "user.domain", on: securitySubject, from: []string{"SubjectDomainName"}},
	{field: "user.id", on: join(securityLogons, []int{4648}), from: []string{"TargetUserSid", "TargetSid"}},
	{field: "user.name", on: join(securityLogons, []int{4648}), from: []string{"TargetUserName"}, as: beforeAt},
	{field: "user.domain", on: join(securityLogons, []int{4648}), from: []string{"TargetDomainName"}},
	{field: "user.name", on: securitySessions, from: []string{"AccountName"}},
	{field: "user.domain", on: securitySessions, from: []string{"AccountDomain"}},
	{field: "user.id", on: []int{1102}, from: []string{"winlog.user_data.SubjectUserSid"}},
	{field: "user.name", on: []int{1102}, from: []string{"winlog.user_data.SubjectUserName"}},
	{field: "user.domain", on: []int{1102}, from: []string{"winlog.user_data.SubjectDomainName"}},

	{field: "user.effective.id", on: []int{4648, 4688}, from: []string{"TargetUserSid"}, as: notDash},
	{field: "user.effective.name", on: []int{4648, 4688}, from: []string{"TargetUserName"}, as: nameNotDash},
	{field: "user.effective.domain", on: []int{4648, 4688}, from: []string{"TargetDomainName"}, as: notDash},
	{field: "user.target.id", on: securityAccounts, from: []string{"TargetSid"}, as: notDash},
	{field: "user.target.name", on: securityAccounts, from: []string{"TargetUserName"}, as: nameNotDash},
	{field: "user.target.domain", on: securityAccounts, from: []string{"TargetDomainName"}, as: notDash},
	{field: "user.target.name", on: []int{4781}, from: []string{"OldTargetUserName"}},
	{field: "user.changes.name", on: []int{4781}, from: []string{"NewTargetUserName"}},

	// A member is a user; its group stands in the target's fields.
	{field: "user.target.name", on: securityGroups, from: []string{"MemberName"}, as: commonName},
	{field: "user.target.domain", on: securityGroups, from: []string{"MemberName"}, as: memberDomain},
	{field: "group.id", on: securityGroups, from: []string{"TargetSid", "TargetUserSid"}},
	{field: "group.name", on: securityGroups, from: []string{"TargetUserName"}},
	{field: "group.domain", on: securityGroups, from: []string{"TargetDomainName"}},
	{field: "user.target.group.id", on: securityGroups, from: []string{"TargetSid", "TargetUserSid"}, when: "MemberName"},
	{field: "user.target.group.name", on: securityGroups, from: []string{"TargetUserName"}, when: "MemberName"},
	{field: "user.target.group.domain", on: securityGroups, from: []string{"TargetDomainName"}, when: "MemberName"},

	{field: "process.pid", on: securityProcess, from: []string{"ProcessId"}, as: toLong},
	{field: "process.executable", on: securityProcess, from: []string{"ProcessName"}},
	{field: "process.name", on: securityProcess, from: []string{"ProcessName"}, as: lastPart, yield: ownElse},
	{field: "process.pid", on: []int{4688}, from: []string{"NewProcessId"}, as: toLong},
	{field: "process.executable", on: []int{4688}, from: []string{"NewProcessName"}},
	{field: "process.name", on: []int{4688}, from: []string{"NewProcessName"}, as: lastPart, yield: ownElse},
	{field: "process.command_line", on: []int{4688}, from: []string{"CommandLine"}},
	{field: "process.args", on: []int{4688}, from: []string{"CommandLine"}, as: quotedWords},
	{field: "process.args_count", on: []int{4688}, from: []string{"CommandLine"}, as: quotedWordCount},
	{field: "process.parent.pid", on: []int{4688}, from: []string{"ProcessId"}, as: toLong},
	{field: "process.parent.executable", on: []int{4688}, from: []string{"ParentProcessName"}},
	{field: "process.parent.name", on: []int{4688}, from: []string{"ParentProcessName"}, as: lastPart, yield: ownElse},
	{field: "process.pid", on: []int{5156}, from: []string{"ProcessID"}, as: toLong},
	{field: "process.executable", on: []int{5156}, from: []string{"Application"}},
	{field: "process.name", on: []int{5156}, from: []string{"Application"}, as: lastPart, yield: ownElse},

	{field: "source.ip", on: securityProcess, from: []string{"IpAddress"}, as: toPlainIP},
	{field: "source.port", on: securityProcess, from: []string{"IpPort"}, as: toLong},
	{field: "source.domain", on: securityProcess, from: []string{"WorkstationName"}},
	{field: "source.ip", on: securitySessions, from: []string{"ClientAddress"}, as: toClientIP},
	{field: "source.domain", on: securitySessions, from: []string{"ClientName"}},
	{field: "source.ip", on: []int{5156}, from: []string{"SourceAddress"}, as: toIP},
	{field: "source.port", on: []int{5156}, from: []string{"SourcePort"}, as: toLong},
	{field: "destination.ip", on: []int{5156}, from: []string{"DestAddress"}, as: toIP},
	{field: "destination.port", on: []int{5156}, from: []string{"DestPort"}, as: toLong},
	{field: "network.transport", on: []int{5156}, from: []string{"Protocol"}, as: protocol},
	{field: "network.direction", on: []int{5156}, from: []string{"Direction"}, as: filterDirection},

	{field: "file.name", on: securityShares, from: []string{"RelativeTargetName"}},
	{field: "file.directory", on: securityShares, from: []string{"ShareLocalPath"}},
	{field: "file.path", on: securityShares, from: []string{"ShareLocalPath", "RelativeTargetName"}, yield: joined},
	{field: "file.target_path", on: securityShares, from: []string{"ShareName", "RelativeTargetName"}, yield: joined},
	{field: "file.extension", on: securityShares, from: []string{"RelativeTargetName"}, as: nameExtension},
	{field: "service.name", on: []int{4697, 4769, 4770, 4768, 4771}, from: []string{"ServiceName"}},

	{field: "related.user", on: []int{4624, 4648}, from: []string{"TargetUserName", "SubjectUserName"}, as: userName, yield: union},
	{field: "related.user", on: securityLogons, from: []string{"TargetUserName"}, as: userName},
	{field: "related.user", on: securityGroups, from: []string{"MemberName", "SubjectUserName"}, as: userName, yield: union},
	{field: "related.user", on: join(securityAccounts, []int{4688}), from: []string{"SubjectUserName", "TargetUserName"}, as: userName, yield: union},
	{field: "related.user", on: []int{4781}, from: []string{"SubjectUserName", "NewTargetUserName", "OldTargetUserName"}, as: userName, yield: union},
	{field: "related.user", on: securitySubject, from: []string{"SubjectUserName"}, as: userName},
	{field: "related.user", on: securitySessions, from: []string{"AccountName"}, as: userName},
	{field: "related.user", on: []int{1102}, from: []string{"winlog.user_data.SubjectUserName"}, as: userName},
	{field: "related.ip", on: securityProcess, from: []string{"IpAddress"}, as: toPlainIP},
	{field: "related.ip", on: securitySessions, from: []string{"ClientAddress"}, as: toClientIP},

	{field: "winlog.logon.type", on: securityAll, from: []string{"LogonType"}, as: logonType},
	{field: "winlog.logon.id", on: securityAll, from: []string{"SubjectLogonId"}},
	{field: "winlog.logon.id", on: []int{1102}, from: []string{"winlog.user_data.SubjectLogonId"}},
	{field: "winlog.logon.id", on: []int{4634, 4647, 4964}, from: []string{"TargetLogonId"}},
	{field: "winlog.logon.id", on: securitySessions, from: []string{"LogonID"}},
	{field: "winlog.computerObject.id", on: []int{4741, 4742, 4743}, from: []string{"TargetSid"}},
	{field: "winlog.computerObject.name", on: []int{4741, 4742, 4743}, from: []string{"TargetUserName"}},
	{field: "winlog.computerObject.domain", on: []int{4741, 4742, 4743}, from: []string{"TargetDomainName"}},
	{field: "winlog.event_data.ProcessName", on: securityProcess, yield: nothing},
	{field: "winlog.event_data.NewUACList", from: []string{"NewUacValue"}, as: accountControl},
	{field: "winlog.event_data.AccessMaskDescription", from: []string{"AccessMask"}, as: accessMask},
	{field: "winlog.event_data.PrivilegeList", on: []int{4672, 4673, 4674, 4741, 4742, 4743}, from: []string{"PrivilegeList"}, as: words},
}

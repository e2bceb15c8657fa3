package ecs

// sysmonTable maps Sysmon 15's events. Their fields are those of Sysmon's
// manifest (sysmon -s) and of
// https://learn.microsoft.com/sysinternals/downloads/sysmon; the target fields
// are ECS 8.17 (https://www.elastic.co/guide/en/ecs/8.17). Which event goes to
// which field follows what Elastic's Sysmon pipeline does.
var sysmonTable = table{
	name:      "sysmon",
	providers: []string{"Microsoft-Windows-Sysmon"},
	channels:  []string{"Microsoft-Windows-Sysmon/Operational"},
	doc:       "https://learn.microsoft.com/sysinternals/downloads/sysmon",
	blank:     sysmonIsBlank,
	rows:      sysmonRows,
	complete:  true,
}

// The lists of event ids that carry the same fields.
var (
	sysmonAll = join(span(1, 29), []int{255})

	// Events that name the process they are about as Image, ProcessGuid and
	// ProcessId; 8 and 10 name it as the source of what it does to another.
	sysmonProcess = []int{1, 2, 3, 5, 7, 9, 11, 12, 13, 14, 15, 17, 18, 22, 23, 24, 25, 26, 27, 28, 29}
	sysmonSource  = []int{8, 10}

	sysmonFile     = []int{2, 11, 15, 23, 26, 27, 28, 29} // with TargetFilename
	sysmonLoad     = []int{6, 7}                          // with ImageLoaded
	sysmonRegistry = []int{12, 13, 14}
	sysmonPipe     = []int{17, 18}
	sysmonWMI      = []int{19, 20, 21}

	sysmonProcessHash = []int{1, 23, 24, 25, 26}
	sysmonFileHash    = []int{6, 7, 15, 29}
	sysmonUser        = join(sysmonProcess, sysmonWMI)
)

var sysmonRows = []row{
	{field: "event.category", on: []int{1, 4, 5, 7, 8, 9, 10, 19, 20, 21, 25, 255}, is: []string{"process"}},
	{field: "event.category", on: []int{2, 11, 15, 17, 18, 23, 26, 27, 28, 29}, is: []string{"file"}},
	{field: "event.category", on: []int{3, 22}, is: []string{"network"}},
	{field: "event.category", on: []int{6}, is: []string{"driver"}},
	{field: "event.category", on: sysmonRegistry, is: []string{"configuration", "registry"}},
	{field: "event.category", on: []int{16}, is: []string{"configuration"}},

	{field: "event.type", on: []int{1, 6}, is: []string{"start"}},
	{field: "event.type", on: []int{2, 4, 7, 8, 12, 13, 14, 16, 20, 24, 25}, is: []string{"change"}},
	{field: "event.type", on: []int{3}, is: []string{"start", "connection", "protocol"}},
	{field: "event.type", on: []int{5}, is: []string{"end"}},
	{field: "event.type", on: []int{9, 10, 15, 18, 21}, is: []string{"access"}},
	{field: "event.type", on: []int{11, 17, 27, 29}, is: []string{"creation"}},
	{field: "event.type", on: []int{19}, is: []string{"info"}},
	{field: "event.type", on: []int{22}, is: []string{"connection", "protocol", "info"}},
	{field: "event.type", on: []int{23, 26, 28}, is: []string{"deletion"}},

	{field: "event.action", on: []int{1}, is: []string{"Process creation"}},
	{field: "event.action", on: []int{2}, is: []string{"A process changed a file creation time"}},
	{field: "event.action", on: []int{3}, is: []string{"Network connection"}},
	{field: "event.action", on: []int{4}, is: []string{"Sysmon service state changed"}},
	{field: "event.action", on: []int{5}, is: []string{"Process terminated"}},
	{field: "event.action", on: []int{6}, is: []string{"Driver loaded"}},
	{field: "event.action", on: []int{7}, is: []string{"Image loaded"}},
	{field: "event.action", on: []int{8}, is: []string{"CreateRemoteThread"}},
	{field: "event.action", on: []int{9}, is: []string{"RawAccessRead"}},
	{field: "event.action", on: []int{10}, is: []string{"ProcessAccess"}},
	{field: "event.action", on: []int{11}, is: []string{"FileCreate"}},
	{field: "event.action", on: []int{12}, is: []string{"RegistryEvent (Object create and delete)"}},
	{field: "event.action", on: []int{13}, is: []string{"RegistryEvent (Value Set)"}},
	{field: "event.action", on: []int{14}, is: []string{"RegistryEvent (Key and Value Rename)"}},
	{field: "event.action", on: []int{15}, is: []string{"FileCreateStreamHash"}},
	{field: "event.action", on: []int{16}, is: []string{"ServiceConfigurationChange"}},
	{field: "event.action", on: []int{17}, is: []string{"PipeEvent (Pipe Created)"}},
	{field: "event.action", on: []int{18}, is: []string{"PipeEvent (Pipe Connected)"}},
	{field: "event.action", on: []int{19}, is: []string{"WmiEvent (WmiEventFilter activity detected)"}},
	{field: "event.action", on: []int{20}, is: []string{"WmiEvent (WmiEventConsumer activity detected)"}},
	{field: "event.action", on: []int{21}, is: []string{"WmiEvent (WmiEventConsumerToFilter activity detected)"}},
	{field: "event.action", on: []int{22}, is: []string{"DNSEvent (DNS query)"}},
	{field: "event.action", on: []int{23}, is: []string{"FileDelete (File Delete archived)"}},
	{field: "event.action", on: []int{24}, is: []string{"ClipboardChange (New content in the clipboard)"}},
	{field: "event.action", on: []int{25}, is: []string{"ProcessTampering (Process image change)"}},
	{field: "event.action", on: []int{26}, is: []string{"FileDeleteDetected (File Delete logged)"}},
	{field: "event.action", on: []int{27}, is: []string{"FileBlockExecutable"}},
	{field: "event.action", on: []int{28}, is: []string{"FileBlockShredding"}},
	{field: "event.action", on: []int{29}, is: []string{"FileExecutableDetected"}},
	{field: "event.action", on: []int{255}, is: []string{"Error"}},

	{field: "event.kind", on: sysmonAll, is: []string{"event"}},
	{field: "event.module", on: sysmonAll, is: []string{"sysmon"}},
	{field: "event.outcome", on: []int{27, 255}, is: []string{"failure"}},
	{field: "error.code", on: []int{255}, from: []string{"ID"}, as: toText},
	{field: "rule.name", on: sysmonAll, from: []string{"RuleName"}},

	{field: "process.entity_id", on: sysmonProcess, from: []string{"ProcessGuid"}},
	{field: "process.entity_id", on: []int{8}, from: []string{"SourceProcessGuid", "SourceProcessGUID"}},
	{field: "process.entity_id", on: []int{10}, from: []string{"SourceProcessGUID", "SourceProcessGuid"}},
	{field: "process.pid", on: sysmonProcess, from: []string{"ProcessId"}, as: toLong},
	{field: "process.pid", on: sysmonSource, from: []string{"SourceProcessId"}, as: toLong},
	{field: "process.thread.id", on: sysmonSource, from: []string{"SourceThreadId"}, as: toLong},
	{field: "process.executable", on: sysmonProcess, from: []string{"Image"}},
	{field: "process.executable", on: sysmonSource, from: []string{"SourceImage"}},
	{field: "process.executable", on: []int{20}, from: []string{"Destination"}},
	{field: "process.name", on: sysmonProcess, from: []string{"Image"}, as: baseName, yield: ownElse},
	{field: "process.name", on: sysmonSource, from: []string{"SourceImage"}, as: baseName, yield: ownElse},
	{field: "process.name", on: []int{20}, from: []string{"Destination"}, as: baseName, yield: ownElse},
	{field: "process.command_line", on: []int{1}, from: []string{"CommandLine"}},
	{field: "process.args", on: []int{1}, from: []string{"CommandLine"}, as: args},
	{field: "process.args_count", on: []int{1}, from: []string{"CommandLine"}, as: argsCount},
	{field: "process.working_directory", on: []int{1}, from: []string{"CurrentDirectory"}},
	{field: "process.hash.md5", on: sysmonProcessHash, from: []string{"Hashes"}, as: hashOf("MD5")},
	{field: "process.hash.sha1", on: sysmonProcessHash, from: []string{"Hashes"}, as: hashOf("SHA1")},
	{field: "process.hash.sha256", on: sysmonProcessHash, from: []string{"Hashes"}, as: hashOf("SHA256")},
	{field: "process.pe.imphash", on: sysmonProcessHash, from: []string{"Hashes"}, as: hashOf("IMPHASH")},
	{field: "process.pe.original_file_name", on: []int{1}, from: []string{"OriginalFileName"}},
	{field: "process.pe.company", on: []int{1}, from: []string{"Company"}},
	{field: "process.pe.description", on: []int{1}, from: []string{"Description"}},
	{field: "process.pe.file_version", on: []int{1}, from: []string{"FileVersion"}},
	{field: "process.pe.product", on: []int{1}, from: []string{"Product"}},

	{field: "process.parent.entity_id", on: []int{1}, from: []string{"ParentProcessGuid"}},
	{field: "process.parent.pid", on: []int{1}, from: []string{"ParentProcessId"}, as: toLong},
	{field: "process.parent.executable", on: []int{1}, from: []string{"ParentImage"}},
	{field: "process.parent.name", on: []int{1}, from: []string{"ParentImage"}, as: baseName, yield: ownElse},
	{field: "process.parent.command_line", on: []int{1}, from: []string{"ParentCommandLine"}},
	{field: "process.parent.args", on: []int{1}, from: []string{"ParentCommandLine"}, as: args},
	{field: "process.parent.args_count", on: []int{1}, from: []string{"ParentCommandLine"}, as: argsCount},

	{field: "file.path", on: sysmonFile, from: []string{"TargetFilename"}},
	{field: "file.path", on: []int{9}, from: []string{"Device"}},
	{field: "file.path", on: sysmonLoad, from: []string{"ImageLoaded"}},
	{field: "file.name", on: sysmonFile, from: []string{"TargetFilename"}, as: baseName},
	{field: "file.name", on: []int{9}, from: []string{"Device"}, as: baseName},
	{field: "file.name", on: sysmonLoad, from: []string{"ImageLoaded"}, as: baseName},
	{field: "file.name", on: sysmonPipe, from: []string{"PipeName"}},
	{field: "file.directory", on: sysmonFile, from: []string{"TargetFilename"}, as: directory},
	{field: "file.directory", on: []int{9}, from: []string{"Device"}, as: directory},
	{field: "file.directory", on: sysmonLoad, from: []string{"ImageLoaded"}, as: directory},
	{field: "file.extension", on: sysmonFile, from: []string{"TargetFilename"}, as: extension},
	{field: "file.extension", on: []int{9}, from: []string{"Device"}, as: extension},
	{field: "file.extension", on: sysmonLoad, from: []string{"ImageLoaded"}, as: extension},
	{field: "file.hash.md5", on: sysmonFileHash, from: []string{"Hashes", "Hash"}, as: hashOf("MD5")},
	{field: "file.hash.sha1", on: sysmonFileHash, from: []string{"Hashes", "Hash"}, as: hashOf("SHA1")},
	{field: "file.hash.sha256", on: sysmonFileHash, from: []string{"Hashes", "Hash"}, as: hashOf("SHA256")},
	{field: "file.pe.imphash", on: sysmonFileHash, from: []string{"Hashes", "Hash"}, as: hashOf("IMPHASH")},
	{field: "file.pe.original_file_name", on: []int{7}, from: []string{"OriginalFileName"}},
	{field: "file.pe.company", on: []int{7}, from: []string{"Company"}},
	{field: "file.pe.description", on: []int{7}, from: []string{"Description"}},
	{field: "file.pe.file_version", on: []int{7}, from: []string{"FileVersion"}},
	{field: "file.pe.product", on: []int{7}, from: []string{"Product"}},
	{field: "file.code_signature.subject_name", on: sysmonLoad, from: []string{"Signature"}},
	{field: "file.code_signature.status", on: sysmonLoad, from: []string{"SignatureStatus"}},
	{field: "file.code_signature.valid", on: sysmonLoad, from: []string{"SignatureStatus"}, as: equals("Valid", false)},

	// The image of event 7 is in dll.* too, as the Windows integration of
	// Elastic Agent has it; Winlogbeat's own pipeline stops at file.*.
	{field: "dll.path", on: []int{7}, from: []string{"ImageLoaded"}},
	{field: "dll.name", on: []int{7}, from: []string{"ImageLoaded"}, as: baseName},
	{field: "dll.hash.md5", on: []int{7}, from: []string{"Hashes"}, as: hashOf("MD5")},
	{field: "dll.hash.sha1", on: []int{7}, from: []string{"Hashes"}, as: hashOf("SHA1")},
	{field: "dll.hash.sha256", on: []int{7}, from: []string{"Hashes"}, as: hashOf("SHA256")},
	{field: "dll.pe.imphash", on: []int{7}, from: []string{"Hashes"}, as: hashOf("IMPHASH")},
	{field: "dll.pe.original_file_name", on: []int{7}, from: []string{"OriginalFileName"}},
	{field: "dll.pe.company", on: []int{7}, from: []string{"Company"}},
	{field: "dll.pe.description", on: []int{7}, from: []string{"Description"}},
	{field: "dll.pe.file_version", on: []int{7}, from: []string{"FileVersion"}},
	{field: "dll.pe.product", on: []int{7}, from: []string{"Product"}},
	{field: "dll.code_signature.exists", on: []int{7}, from: []string{"Signed"}, as: toBool},
	{field: "dll.code_signature.subject_name", on: []int{7}, from: []string{"Signature"}},
	{field: "dll.code_signature.status", on: []int{7}, from: []string{"SignatureStatus"}},
	{field: "dll.code_signature.trusted", on: []int{7}, from: []string{"SignatureStatus"}, as: equals("Valid", true)},
	{field: "dll.code_signature.valid", on: []int{7}, from: []string{"SignatureStatus"}, as: equals("Valid", true)},

	{field: "registry.path", on: sysmonRegistry, from: []string{"TargetObject"}},
	{field: "registry.hive", on: sysmonRegistry, from: []string{"TargetObject"}, as: registryHive},
	{field: "registry.key", on: sysmonRegistry, from: []string{"TargetObject"}, as: registryKey},
	{field: "registry.value", on: sysmonRegistry, from: []string{"TargetObject"}, as: registryValue},
	{field: "registry.data.strings", on: []int{13}, from: []string{"Details"}, as: registryText, when: "TargetObject"},
	{field: "registry.data.type", on: []int{13}, from: []string{"Details"}, as: registryType, when: "TargetObject"},

	{field: "network.transport", on: []int{3}, from: []string{"Protocol"}},
	{field: "network.protocol", on: []int{3}, from: []string{"DestinationPortName", "SourcePortName"}},
	{field: "network.protocol", on: []int{22}, is: []string{"dns"}},
	{field: "network.direction", on: []int{3}, from: []string{"Initiated"}, as: oneOf("true is egress, false is ingress", meaning{"true", "egress"}, meaning{"false", "ingress"})},
	{field: "network.type", on: []int{3}, from: []string{"SourceIsIpv6"}, as: oneOf("true is ipv6, false is ipv4", meaning{"true", "ipv6"}, meaning{"false", "ipv4"})},
	{field: "source.ip", on: []int{3}, from: []string{"SourceIp"}, as: toIP},
	{field: "source.port", on: []int{3}, from: []string{"SourcePort"}, as: toLong},
	{field: "source.domain", on: []int{3}, from: []string{"SourceHostname"}},
	{field: "destination.ip", on: []int{3}, from: []string{"DestinationIp"}, as: toIP},
	{field: "destination.port", on: []int{3}, from: []string{"DestinationPort"}, as: toLong},
	{field: "destination.domain", on: []int{3}, from: []string{"DestinationHostname"}},
	{field: "dns.question.name", on: []int{22}, from: []string{"QueryName"}},
	{field: "dns.answers.data", on: []int{22}, from: []string{"QueryResults"}, as: queryAnswers},
	{field: "dns.resolved_ip", on: []int{22}, from: []string{"QueryResults"}, as: queryAddresses},
	{field: "sysmon.file.archived", on: []int{23, 24}, from: []string{"Archived"}, as: toBool},
	{field: "sysmon.file.is_executable", on: []int{23, 26, 28}, from: []string{"IsExecutable"}, as: toBool},

	// winlog.user is who writes the event, which for Sysmon is the system.
	{field: "user.id", on: sysmonAll, from: []string{"winlog.user.identifier"}},
	{field: "user.domain", on: sysmonUser, from: []string{"User"}, as: accountDomain},
	{field: "user.domain", on: sysmonUser, from: []string{"_MemberDomain"}},
	{field: "user.name", on: sysmonUser, from: []string{"User"}, as: accountName},
	{field: "user.name", on: sysmonUser, from: []string{"_MemberUserName"}},

	{field: "related.user", on: sysmonUser, from: []string{"User"}, as: accountName},
	{field: "related.ip", on: []int{22}, from: []string{"QueryResults"}, as: queryAddresses},
	{field: "related.ip", on: []int{3}, from: []string{"SourceIp", "DestinationIp"}, as: toIP, yield: union},
	{field: "related.hash", on: join(sysmonProcessHash, sysmonFileHash, []int{27, 28}), from: []string{"Hashes", "Hash"}, as: allHashes},

	{field: "winlog.event_data.ParentProcessId", on: []int{1}, yield: nothing},
	// Event 8 spells the name of this field differently from event 10.
	{field: "winlog.event_data.TargetProcessGUID", on: []int{8}, from: []string{"TargetProcessGuid"}},
}

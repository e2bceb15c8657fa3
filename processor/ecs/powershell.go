package ecs

// powershellTable maps PowerShell's classic log, whose events carry their
// fields as lines of text
// (https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_eventlogs).
var powershellTable = table{
	name:      "powershell",
	providers: []string{"PowerShell"},
	channels:  []string{"Windows PowerShell"},
	doc:       "https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_eventlogs",
	rows:      append(lineRows([]int{800}, "param2"), append(classicRows, lineRows(nil, "param3")...)...),
}

var classicRows = []row{
	{field: "event.category", is: []string{"process"}},
	{field: "event.type", on: []int{400}, is: []string{"start"}},
	{field: "event.type", on: []int{403}, is: []string{"end"}},
	{field: "event.type", on: []int{600, 800}, is: []string{"info"}},
	{field: "event.type", is: []string{"info"}},
	{field: "event.kind", is: []string{"event"}},
	{field: "event.module", is: []string{"powershell"}},
}

// lineRows are the rows of the fields that stand as lines in one of the
// event's texts.
func lineRows(on []int, text string) []row {
	from := []string{text}
	return []row{
		{field: "event.sequence", on: on, from: from, as: line("SequenceNumber", toLong)},
		{field: "process.entity_id", on: on, from: from, as: line("HostId", verbatim)},
		{field: "process.command_line", on: on, from: from, as: line("HostApplication", verbatim)},
		{field: "process.args", on: on, from: from, as: line("HostApplication", args)},
		{field: "process.args_count", on: on, from: from, as: line("HostApplication", argsCount)},
		{field: "process.title", on: on, from: from, as: line("HostName", verbatim)},
		{field: "user.domain", on: on, from: from, as: line("UserId", accountDomain)},
		{field: "user.name", on: on, from: from, as: line("UserId", accountName)},
		{field: "related.user", on: on, from: from, as: line("UserId", accountName)},
		{field: "file.path", on: on, from: from, as: line("ScriptName", verbatim)},
		{field: "file.name", on: on, from: from, as: line("ScriptName", baseName)},
		{field: "file.directory", on: on, from: from, as: line("ScriptName", directory)},
		{field: "file.extension", on: on, from: from, as: line("ScriptName", extension)},

		{field: "powershell.command.name", on: on, from: from, as: line("CommandName", verbatim)},
		{field: "powershell.command.path", on: on, from: from, as: line("CommandPath", verbatim)},
		{field: "powershell.command.type", on: on, from: from, as: line("CommandType", verbatim)},
		{field: "powershell.command.value", on: on, from: from, as: line("CommandLine", verbatim)},
		{field: "powershell.engine.new_state", on: on, from: from, as: line("NewEngineState", verbatim)},
		{field: "powershell.engine.previous_state", on: on, from: from, as: line("PreviousEngineState", verbatim)},
		{field: "powershell.engine.version", on: on, from: from, as: line("EngineVersion", verbatim)},
		{field: "powershell.pipeline_id", on: on, from: from, as: line("PipelineId", verbatim)},
		{field: "powershell.process.executable_version", on: on, from: from, as: line("HostVersion", verbatim)},
		{field: "powershell.provider.name", on: on, from: from, as: line("ProviderName", verbatim)},
		{field: "powershell.provider.new_state", on: on, from: from, as: line("NewProviderState", verbatim)},
		{field: "powershell.runspace_id", on: on, from: from, as: line("RunspaceId", verbatim)},
		{field: "powershell.sequence", on: on, from: from, as: line("DetailSequence", toLong)},
		{field: "powershell.total", on: on, from: from, as: line("DetailTotal", toLong)},
	}
}

// powershellOperationalTable maps PowerShell's Operational log: 4103 is a
// pipeline's execution, 4104 a block of script, 4105 and 4106 its start and end
// (https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_logging_windows).
var powershellOperationalTable = table{
	name:      "powershell operational",
	providers: []string{"Microsoft-Windows-PowerShell"},
	channels:  []string{"Microsoft-Windows-PowerShell/Operational"},
	doc:       "https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_logging_windows",
	rows:      powershellOperationalRows,
}

// The list of operational ids with ContextInfo, and with a script's text.
var (
	powershellContext = []int{4103}
	powershellScript  = []int{4104}
	contextInfo       = []string{"ContextInfo"}
)

var powershellOperationalRows = []row{
	{field: "event.category", is: []string{"process"}},
	{field: "event.type", on: []int{4105}, is: []string{"start"}},
	{field: "event.type", on: []int{4106}, is: []string{"end"}},
	{field: "event.type", is: []string{"info"}},
	{field: "event.kind", is: []string{"event"}},
	{field: "event.module", is: []string{"powershell"}},
	{field: "event.sequence", on: powershellContext, from: contextInfo, as: entry("Sequence Number", toLong)},

	{field: "process.entity_id", on: powershellContext, from: contextInfo, as: entry("Host ID", verbatim)},
	{field: "process.command_line", on: powershellContext, from: contextInfo, as: entry("Host Application", verbatim)},
	{field: "process.args", on: powershellContext, from: contextInfo, as: entry("Host Application", args)},
	{field: "process.args_count", on: powershellContext, from: contextInfo, as: entry("Host Application", argsCount)},
	{field: "process.title", on: powershellContext, from: contextInfo, as: entry("Host Name", verbatim)},

	// A connected user, of a remote session, comes before the session's.
	{field: "user.id", from: []string{"winlog.user.identifier"}},
	{field: "user.domain", on: powershellContext, from: contextInfo, as: entry("Connected User", accountDomain)},
	{field: "user.domain", on: powershellContext, from: contextInfo, as: entry("User", accountDomain)},
	{field: "user.name", on: powershellContext, from: contextInfo, as: entry("Connected User", accountName)},
	{field: "user.name", on: powershellContext, from: contextInfo, as: entry("User", accountName)},
	{field: "source.user.domain", on: powershellContext, from: contextInfo, as: entry("Connected User", accountDomain)},
	{field: "source.user.name", on: powershellContext, from: contextInfo, as: entry("Connected User", accountName)},
	{field: "related.user", on: powershellContext, from: contextInfo, as: entry("User", accountName)},

	{field: "file.path", on: powershellContext, from: contextInfo, as: entry("Script Name", verbatim)},
	{field: "file.name", on: powershellContext, from: contextInfo, as: entry("Script Name", baseName)},
	{field: "file.directory", on: powershellContext, from: contextInfo, as: entry("Script Name", directory)},
	{field: "file.extension", on: powershellContext, from: contextInfo, as: entry("Script Name", extension)},
	{field: "file.path", on: powershellScript, from: []string{"Path"}},
	{field: "file.name", on: powershellScript, from: []string{"Path"}, as: baseName},
	{field: "file.directory", on: powershellScript, from: []string{"Path"}, as: directory},
	{field: "file.extension", on: powershellScript, from: []string{"Path"}, as: extension},

	{field: "powershell.command.name", on: powershellContext, from: contextInfo, as: entry("Command Name", verbatim)},
	{field: "powershell.command.path", on: powershellContext, from: contextInfo, as: entry("Command Path", verbatim)},
	{field: "powershell.command.type", on: powershellContext, from: contextInfo, as: entry("Command Type", verbatim)},
	{field: "powershell.engine.version", on: powershellContext, from: contextInfo, as: entry("Engine Version", verbatim)},
	{field: "powershell.id", on: powershellContext, from: contextInfo, as: entry("Shell ID", verbatim)},
	{field: "powershell.pipeline_id", on: powershellContext, from: contextInfo, as: entry("Pipeline ID", verbatim)},
	{field: "powershell.process.executable_version", on: powershellContext, from: contextInfo, as: entry("Host Version", verbatim)},
	{field: "powershell.runspace_id", on: powershellContext, from: contextInfo, as: entry("Runspace ID", verbatim)},
	{field: "powershell.runspace_id", on: []int{4105, 4106}, from: []string{"RunspaceId"}},
	{field: "powershell.file.script_block_id", on: []int{4104, 4105, 4106}, from: []string{"ScriptBlockId"}},
	{field: "powershell.file.script_block_text", on: powershellScript, from: []string{"ScriptBlockText"}, as: trimmed},
	{field: "powershell.sequence", on: powershellScript, from: []string{"MessageNumber"}, as: toLong},
	{field: "powershell.total", on: powershellScript, from: []string{"MessageTotal"}, as: toLong},
}

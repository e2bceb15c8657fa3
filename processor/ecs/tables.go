package ecs

// tables are all tables, in the order of the docs.
var tables = []*table{
	&sysmonTable, &securityTable, &powershellTable, &powershellOperationalTable,
	&systemTable, &defenderTable, &wmiTable, &taskTable,
}

// The tables without rows of their own are of providers whose events published
// rules read as they are, by event.code, event.provider and
// winlog.event_data.*; Elastic's pipelines give those no category either.

// systemTable maps the System log's events of the service control manager:
// 7045 is a service that was installed
// (https://learn.microsoft.com/windows/win32/services/service-control-manager).
var systemTable = table{
	name:      "system",
	providers: []string{"Service Control Manager"},
	channels:  []string{"System"},
	doc:       "https://learn.microsoft.com/windows/win32/services/service-control-manager",
	rows: []row{
		{field: "service.name", on: []int{7045}, from: []string{"ServiceName"}},
	},
}

// defenderTable maps Microsoft Defender's log
// (https://learn.microsoft.com/defender-endpoint/troubleshoot-microsoft-defender-antivirus).
var defenderTable = table{
	name:      "defender",
	providers: []string{"Microsoft-Windows-Windows Defender"},
	channels:  []string{"Microsoft-Windows-Windows Defender/Operational"},
	doc:       "https://learn.microsoft.com/defender-endpoint/troubleshoot-microsoft-defender-antivirus",
}

// wmiTable maps WMI's log of queries and subscriptions, whose fields stand in
// winlog.user_data (https://learn.microsoft.com/windows/win32/wmisdk/tracing-wmi-activity).
var wmiTable = table{
	name:      "wmi-activity",
	providers: []string{"Microsoft-Windows-WMI-Activity"},
	channels:  []string{"Microsoft-Windows-WMI-Activity/Operational"},
	doc:       "https://learn.microsoft.com/windows/win32/wmisdk/tracing-wmi-activity",
}

// taskTable maps the Task Scheduler's log
// (https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-start-page).
var taskTable = table{
	name:      "taskscheduler",
	providers: []string{"Microsoft-Windows-TaskScheduler"},
	channels:  []string{"Microsoft-Windows-TaskScheduler/Operational"},
	doc:       "https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-start-page",
}

// otherTable maps raw Windows events of providers that have no table.
var otherTable = table{name: "windows", doc: "https://learn.microsoft.com/windows/win32/wes/windows-event-log"}

// commonRows apply to every raw Windows event, after its table's own rows.
var commonRows = []row{
	{field: "event.code", from: []string{"winlog.event_id"}, as: toText, yield: ownElse},
	{field: "event.provider", from: []string{"winlog.provider_name"}, yield: ownElse},
	{field: "host.os.type", is: []string{"windows"}, yield: ownElse},
	{field: "host.os.family", is: []string{"windows"}, yield: ownElse},
}

package ecs_test

import "testing"

func TestClassicPowerShellEvents(t *testing.T) {
	started := "\tNewEngineState=Available\n\tPreviousEngineState=None\n\n\tSequenceNumber=13\n\n\tHostName=ConsoleHost\n\tHostId=ab-1\n" +
		"\tHostApplication=powershell -c \"a;\n b=1\" x\n\tEngineVersion=5.1\n\tScriptName=C:\\s\\t.ps1\n\tCommandLine="
	check(t, "PowerShell", []supplies{
		{name: "400 engine started", code: "400", data: map[string]any{"param3": started},
			want: map[string]string{
				"event.category": `"process"`, "event.type": `"start"`, "event.module": `"powershell"`, "event.kind": `"event"`, "event.sequence": `13`,
				"process.entity_id": `"ab-1"`, "process.title": `"ConsoleHost"`, "process.command_line": "\"powershell -c \"a;\n b=1\" x\"",
				"process.args": "\"-c\" \"a;\n b=1\" \"powershell\" \"x\"", "process.args_count": `4`,
				"file.path": `"C:\s\t.ps1"`, "file.name": `"t.ps1"`, "file.extension": `"ps1"`, "file.directory": `"C:\s"`,
				"powershell.engine.new_state": `"Available"`, "powershell.command.value": ``, "user.name": ``,
			}},
		{name: "403 engine stopped", code: "403", data: map[string]any{"param3": started}, want: map[string]string{"event.type": `"end"`, "process.entity_id": `"ab-1"`}},
		{name: "600 provider", code: "600", data: map[string]any{"param3": "\tProviderName=Env\n"}, want: map[string]string{"event.type": `"info"`, "powershell.provider.name": `"Env"`}},
		{name: "800 pipeline", code: "800", data: map[string]any{"param2": "\tDetailSequence=1\n\tUserId=CORP\\alice\n\tHostApplication=powershell\n", "param3": "\tUserId=X\\mallory"},
			want: map[string]string{"user.name": `"alice"`, "user.domain": `"CORP"`, "related.user": `"alice"`, "process.args": `"powershell"`, "powershell.sequence": `1`}},
		{name: "any other id", code: "501", data: map[string]any{"param3": started}, want: map[string]string{"event.type": `"info"`, "process.entity_id": `"ab-1"`}},
		{name: "the last of several lines of a key counts", code: "400", data: map[string]any{"param3": "\tHostId=a\n\tHostId=b"}, want: map[string]string{"process.entity_id": `"b"`}},
		{name: "a text without lines has no keys", code: "400", data: map[string]any{"param3": "HostId=a\t\t=\tHostId"}, want: map[string]string{"process.entity_id": ``}},
	})
}

func TestOperationalPowerShellEvents(t *testing.T) {
	context := "        Severity = Informational\n        Host Name = ConsoleHost\n        Host ID = ab-1\n        Host Application = powershell -x a:b=c\n" +
		"        Command Name = \n        Script Name = C:\\s\\t.ps1\n        Sequence Number = 34\n        User = CORP\\alice\n        Connected User = \n        Shell ID = Microsoft.PowerShell\n"
	check(t, "Microsoft-Windows-PowerShell", []supplies{
		{name: "4103 pipeline", code: "4103", data: map[string]any{"ContextInfo": context},
			want: map[string]string{
				"event.category": `"process"`, "event.type": `"info"`, "process.entity_id": `"ab-1"`, "process.args": `"-x" "a:b=c" "powershell"`,
				"process.command_line": `"powershell -x a:b=c"`, "user.name": `"alice"`, "user.domain": `"CORP"`, "user.id": `"S-1-5-18"`,
				"event.sequence": `34`, "file.name": `"t.ps1"`, "powershell.command.name": ``, "powershell.id": `"Microsoft.PowerShell"`, "source.user.name": ``,
			}},
		{name: "4103 of a remote session: the user is the connected one", code: "4103", data: map[string]any{"ContextInfo": "User = A\\host\nConnected User = B\\bob"},
			want: map[string]string{"user.name": `"bob"`, "user.domain": `"B"`, "source.user.name": `"bob"`}},
		{name: "4104 script block", code: "4104", data: map[string]any{"ScriptBlockText": " a \n", "ScriptBlockId": "id", "Path": `C:\s\t.ps1`, "MessageNumber": "1", "MessageTotal": "2"},
			want: map[string]string{
				"event.type": `"info"`, "powershell.file.script_block_text": `"a"`, "powershell.file.script_block_id": `"id"`, "file.path": `"C:\s\t.ps1"`,
				"file.name": `"t.ps1"`, "powershell.total": `2`, "winlog.event_data.ScriptBlockText": `" a ` + "\n" + `"`, "user.id": `"S-1-5-18"`,
			}},
		{name: "4105 block started", code: "4105", data: nil, want: map[string]string{"event.type": `"start"`}},
		{name: "4106 block ended", code: "4106", data: nil, want: map[string]string{"event.type": `"end"`}},
	})
}

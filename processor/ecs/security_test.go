package ecs_test

import "testing"

const security = "Microsoft-Windows-Security-Auditing"

func TestSecurityEvents(t *testing.T) {
	check(t, security, []supplies{
		{name: "4624 the user is the one who logs on", code: "4624", data: map[string]any{
			"TargetUserSid": "S-1-5-21-1", "TargetUserName": "alice@CORP.EXAMPLE", "TargetDomainName": "CORP", "TargetLogonId": "0x1f",
			"SubjectUserSid": "S-1-5-18", "SubjectUserName": "WS-17$", "SubjectLogonId": "0x3e7", "LogonType": "3",
			"IpAddress": "::ffff:192.0.2.7", "IpPort": "50123", "WorkstationName": "WS-7",
			"ProcessId": "0x1f4", "ProcessName": `C:\Windows\System32\lsass.exe`, "AuthenticationPackageName": "NTLM",
		}, want: map[string]string{
			"event.category": `"authentication"`, "event.type": `"start"`, "event.action": `"logged-in"`, "event.code": `"4624"`,
			"user.id": `"S-1-5-21-1"`, "user.name": `"alice"`, "user.domain": `"CORP"`, "winlog.logon.type": `"Network"`, "winlog.logon.id": `"0x3e7"`,
			"source.ip": `"192.0.2.7"`, "source.port": `50123`, "source.domain": `"WS-7"`, "process.pid": `500`, "process.name": `"lsass.exe"`,
			"process.executable": `"C:\Windows\System32\lsass.exe"`, "related.user": `"WS-17$" "alice"`, "winlog.event_data.ProcessName": ``,
			"winlog.event_data.TargetLogonId": `"0x1f"`, "winlog.event_data.AuthenticationPackageName": `"NTLM"`, "event.module": `"security"`,
		}},
		{name: "4624 at the console has no address", code: "4624", data: map[string]any{"IpAddress": "-", "IpPort": "-", "ProcessName": "-", "LogonType": "11", "TargetUserName": "-"},
			want: map[string]string{"source.ip": ``, "source.port": ``, "process.executable": `"-"`, "process.name": `"-"`, "winlog.logon.type": `"CachedInteractive"`, "user.name": `"-"`}},
		{name: "4625 logon failure", code: "4625", data: map[string]any{"TargetUserSid": "S-1-0-0", "LogonType": "99", "Status": "0xc000006d"},
			want: map[string]string{"event.action": `"logon-failed"`, "user.id": `"S-1-0-0"`, "winlog.logon.type": ``, "winlog.event_data.Status": `"0xc000006d"`}},
		{name: "4634 logoff", code: "4634", data: map[string]any{"TargetUserName": "alice", "TargetLogonId": "0x1f"},
			want: map[string]string{"event.type": `"end"`, "user.name": `"alice"`, "winlog.logon.id": `"0x1f"`}},
		{name: "4648 the user is who logs on as another", code: "4648", data: map[string]any{"SubjectUserName": "alice", "TargetUserName": "bob@CORP", "TargetDomainName": "-"},
			want: map[string]string{"user.name": `"alice"`, "user.effective.name": `"bob"`, "user.effective.domain": ``}},
		{name: "4662 rights by name", code: "4662", data: map[string]any{"AccessMask": "0x110", "Properties": "%%7684"},
			want: map[string]string{"winlog.event_data.AccessMaskDescription": `"Control Access" "Read Property"`, "winlog.event_data.Properties": `"%%7684"`, "event.action": `"object-operation-performed"`}},
		{name: "4663 has no category in Elastic's pipeline", code: "4663", data: map[string]any{"SubjectUserName": "alice", "ProcessId": "0x4", "ProcessName": `C:\a\b.exe`, "ObjectName": `C:\secret`},
			want: map[string]string{"event.category": ``, "event.action": `"its task"`, "process.name": `"b.exe"`, "process.pid": `4`, "user.name": `"alice"`, "winlog.event_data.ObjectName": `"C:\secret"`}},
		{name: "4672 privileges are a list", code: "4672", data: map[string]any{"PrivilegeList": "SeDebugPrivilege\n\t\t\tSeBackupPrivilege", "SubjectUserSid": "S-1-5-21-1"},
			want: map[string]string{"winlog.event_data.PrivilegeList": `"SeBackupPrivilege" "SeDebugPrivilege"`, "event.action": `"logged-in-special"`, "user.id": `"S-1-5-21-1"`}},
		{name: "4688 process creation", code: "4688", data: map[string]any{
			"NewProcessId": "0x10", "NewProcessName": `C:\a\b.exe`, "ProcessId": "0x4", "ParentProcessName": `C:\a\p.exe`, "CommandLine": `b.exe "x y"  z `,
			"SubjectUserName": "alice", "TargetUserName": "-", "TargetUserSid": "S-1-0-0",
		}, want: map[string]string{
			"event.category": `"process"`, "event.type": `"start"`, "process.pid": `16`, "process.executable": `"C:\a\b.exe"`, "process.name": `"b.exe"`,
			"process.parent.pid": `4`, "process.parent.name": `"p.exe"`, "process.parent.executable": `"C:\a\p.exe"`,
			"process.command_line": `"b.exe "x y"  z "`, "process.args": `"" "" ""x y"" "b.exe" "z"`, "process.args_count": `5`,
			"user.name": `"alice"`, "user.effective.name": ``, "user.effective.id": `"S-1-0-0"`,
		}},
		{name: "4689 process end", code: "4689", data: map[string]any{"ProcessId": "0x10", "ProcessName": `C:\a\b.exe`},
			want: map[string]string{"event.type": `"end"`, "process.pid": `16`, "process.name": `"b.exe"`}},
		{name: "4697 service installed", code: "4697", data: map[string]any{"ServiceName": "svc", "ServiceFileName": `%SystemRoot%\a.exe`, "ClientProcessId": "0", "SubjectDomainName": "CORP"},
			want: map[string]string{"event.category": `"configuration" "iam"`, "event.action": `"service-installed"`, "service.name": `"svc"`, "winlog.event_data.ServiceFileName": `"%SystemRoot%\a.exe"`, "user.domain": `"CORP"`}},
		{name: "4698 task created", code: "4698", data: map[string]any{"TaskName": `\x`, "RpcCallClientLocality": "0", "SubjectUserName": "alice"},
			want: map[string]string{"event.action": `"scheduled-task-created"`, "event.type": `"admin" "creation"`, "user.name": `"alice"`, "winlog.event_data.TaskName": `"\x"`}},
		{name: "4703 keeps its task as action", code: "4703", data: map[string]any{"EnabledPrivilegeList": "SeDebugPrivilege", "ProcessName": `C:\a.exe`},
			want: map[string]string{"event.action": `"its task"`, "winlog.event_data.EnabledPrivilegeList": `"SeDebugPrivilege"`, "winlog.event_data.ProcessName": `"C:\a.exe"`, "host.os.type": `"windows"`}},
	})
}

func TestSecurityAccountsAndShares(t *testing.T) {
	check(t, security, []supplies{
		{name: "4724 the user changes another's account", code: "4724", data: map[string]any{"SubjectUserName": "admin", "SubjectLogonId": "0x5", "TargetUserName": "alice", "TargetSid": "S-1-5-21-9"},
			want: map[string]string{"event.action": `"reset-password"`, "event.type": `"change" "user"`, "user.name": `"admin"`, "user.target.name": `"alice"`, "user.target.id": `"S-1-5-21-9"`, "winlog.event_data.SubjectLogonId": `"0x5"`}},
		{name: "4728 a member of a group", code: "4728", data: map[string]any{"MemberName": `CN=Alice\, B.,OU=Staff,OU=All,DC=corp,DC=example`, "TargetUserName": "Admins", "TargetSid": "S-1-5-21-512", "TargetDomainName": "CORP", "SubjectUserName": "admin"},
			want: map[string]string{
				"event.action": `"added-member-to-group"`, "user.target.name": `"Alice\, B."`, "user.target.domain": `"corp"`, "group.name": `"Admins"`, "group.id": `"S-1-5-21-512"`,
				"group.domain": `"CORP"`, "user.target.group.domain": `"CORP"`, "user.target.group.id": `"S-1-5-21-512"`, "user.name": `"admin"`, "related.user": `"Alice\, B." "admin"`,
			}},
		{name: "4727 a group without a member", code: "4727", data: map[string]any{"TargetUserName": "Admins", "TargetDomainName": "CORP"},
			want: map[string]string{"group.name": `"Admins"`, "user.target.group.domain": ``, "user.target.name": ``}},
		{name: "4738 flags of the account by name", code: "4738", data: map[string]any{"NewUacValue": "0x210", "AllowedToDelegateTo": "x"},
			want: map[string]string{"winlog.event_data.NewUACList": `"USER_DONT_EXPIRE_PASSWORD" "USER_NORMAL_ACCOUNT"`, "winlog.event_data.AllowedToDelegateTo": `"x"`}},
		{name: "4741 a computer's account", code: "4741", data: map[string]any{"NewUacValue": "-", "TargetUserName": "WS-1$"},
			want: map[string]string{"winlog.event_data.NewUACList": ``, "winlog.computerObject.name": `"WS-1$"`, "event.action": `"added-computer-account"`}},
		{name: "4768 a ticket", code: "4768", data: map[string]any{"TargetUserName": "alice", "TargetSid": "S-1-5-21-9", "IpAddress": "::1", "IpPort": "0"},
			want: map[string]string{"event.category": `"authentication"`, "user.id": `"S-1-5-21-9"`, "source.ip": `"::1"`, "source.port": `0`}},
		{name: "4778 a session at the console", code: "4778", data: map[string]any{"AccountName": "alice", "AccountDomain": "CORP", "ClientAddress": "LOCAL", "ClientName": "WS-7", "LogonID": "0x9"},
			want: map[string]string{"event.category": `"authentication" "session"`, "user.name": `"alice"`, "user.domain": `"CORP"`, "source.ip": `"127.0.0.1"`, "source.domain": `"WS-7"`, "winlog.logon.id": `"0x9"`}},
		{name: "4781 an account renamed", code: "4781", data: map[string]any{"OldTargetUserName": "WS-1$", "NewTargetUserName": "dc1", "SubjectUserName": "alice"},
			want: map[string]string{"event.action": `"renamed-user-account"`, "user.target.name": `"WS-1$"`, "user.changes.name": `"dc1"`, "related.user": `"WS-1$" "alice" "dc1"`}},
		{name: "5136 a directory object", code: "5136", data: map[string]any{"AttributeValue": "66048", "OperationType": "%%14674"},
			want: map[string]string{"event.action": `"directory-service-object-modified"`, "winlog.event_data.AttributeValue": `"66048"`, "winlog.event_data.OperationType": `"%%14674"`}},
		{name: "5145 a file in a share", code: "5145", data: map[string]any{"ShareName": `\\*\C$`, "ShareLocalPath": `\??\C:\`, "RelativeTargetName": `a\b.exe`, "IpAddress": "192.0.2.7", "SubjectUserName": "alice"},
			want: map[string]string{
				"event.category": `"file" "network"`, "file.name": `"a\b.exe"`, "file.directory": `"\??\C:\"`, "file.path": `"\??\C:\\a\b.exe"`, "file.target_path": `"\\*\C$\a\b.exe"`,
				"file.extension": `"exe"`, "source.ip": `"192.0.2.7"`, "winlog.event_data.RelativeTargetName": `"a\b.exe"`,
			}},
		{name: "5145 a pipe, which has no local path", code: "5145", data: map[string]any{"ShareName": `\\*\IPC$`, "RelativeTargetName": "winreg"},
			want: map[string]string{"file.name": `"winreg"`, "file.path": ``, "file.extension": ``, "file.target_path": `"\\*\IPC$\winreg"`}},
		{name: "5156 a connection has no category in Elastic's pipeline", code: "5156", data: map[string]any{
			"ProcessID": "4711", "Application": `\device\harddiskvolume2\windows\system32\svchost.exe`, "Direction": "%%14593", "SourceAddress": "192.0.2.1",
			"SourcePort": "50123", "DestAddress": "192.0.2.2", "DestPort": "135", "Protocol": "6",
		}, want: map[string]string{
			"event.category": ``, "process.pid": `4711`, "process.name": `"svchost.exe"`, "network.direction": `"egress"`, "network.transport": `"tcp"`,
			"source.ip": `"192.0.2.1"`, "source.port": `50123`, "destination.ip": `"192.0.2.2"`, "destination.port": `135`,
		}},
	})
	t.Run("1102 the user stands in user_data", func(t *testing.T) {
		e := raw("Microsoft-Windows-Eventlog", "1102", nil)
		e["winlog"].(map[string]any)["user_data"] = map[string]any{"SubjectUserSid": "S-1-5-21-1", "SubjectUserName": "alice", "SubjectDomainName": "CORP", "SubjectLogonId": "0x1"}
		expect(t, e, map[string]string{"event.action": `"audit-log-cleared"`, "user.id": `"S-1-5-21-1"`, "user.name": `"alice"`, "user.domain": `"CORP"`, "winlog.logon.id": `"0x1"`})
	})
}

func TestSystemEvents(t *testing.T) {
	check(t, "Service Control Manager", []supplies{{
		name: "7045 service installed", code: "7045", data: map[string]any{"ServiceName": "svc", "ImagePath": `%COMSPEC% /c x`},
		want: map[string]string{"event.code": `"7045"`, "host.os.type": `"windows"`, "winlog.event_data.ImagePath": `"%COMSPEC% /c x"`, "service.name": `"svc"`, "event.category": ``},
	}})
}

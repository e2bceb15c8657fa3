package ecs_test

import "testing"

const sysmon = "Microsoft-Windows-Sysmon"

func TestSysmonEvents(t *testing.T) {
	check(t, sysmon, []supplies{
		{name: "1 process creation", code: "1", data: map[string]any{
			"Image": `C:\Tools\run me.exe`, "ProcessGuid": "{6F1C2D3E-0001-0000-0000-000000000001}", "ProcessId": "4711",
			"CommandLine": `"C:\Tools\run me.exe" /x "a b"`, "CurrentDirectory": `C:\Tools\`, "OriginalFileName": "RUN.EXE",
			"User": `CORP\alice`, "IntegrityLevel": "High", "Company": "-", "RuleName": "tool",
			"Hashes":            "SHA1=AB12,MD5=00000000000000000000000000000000,SHA256=cd34,IMPHASH=EF56",
			"ParentProcessGuid": "{6F1C2D3E-0002-0000-0000-000000000001}", "ParentProcessId": "12",
			"ParentImage": `C:\Windows\explorer.exe`, "ParentCommandLine": `C:\Windows\explorer.exe`,
		}, want: map[string]string{
			"event.category": `"process"`, "event.type": `"start"`, "event.action": `"Process creation"`, "event.code": `"1"`,
			"event.kind": `"event"`, "event.module": `"sysmon"`, "event.provider": `"Microsoft-Windows-Sysmon"`, "event.outcome": ``,
			"process.executable": `"C:\Tools\run me.exe"`, "process.name": `"run me.exe"`, "process.pid": `4711`,
			"process.entity_id":    `"{6F1C2D3E-0001-0000-0000-000000000001}"`,
			"process.command_line": `"` + `"C:\Tools\run me.exe" /x "a b"` + `"`,
			"process.args":         `"/x" "C:\Tools\run me.exe" "a b"`, "process.args_count": `3`,
			"process.working_directory": `"C:\Tools\"`, "process.pe.original_file_name": `"RUN.EXE"`, "process.pe.company": ``,
			"process.hash.sha1": `"ab12"`, "process.hash.md5": ``, "process.hash.sha256": `"cd34"`, "process.pe.imphash": `"ef56"`,
			"process.parent.name": `"explorer.exe"`, "process.parent.executable": `"C:\Windows\explorer.exe"`,
			"process.parent.pid": `12`, "process.parent.entity_id": `"{6F1C2D3E-0002-0000-0000-000000000001}"`,
			"process.parent.args": `"C:\Windows\explorer.exe"`, "process.parent.args_count": `1`,
			"user.name": `"alice"`, "user.domain": `"CORP"`, "user.id": `"S-1-5-18"`, "related.user": `"alice"`,
			"rule.name": `"tool"`, "winlog.event_data.IntegrityLevel": `"High"`, "winlog.event_data.Company": ``,
			"winlog.event_data.ParentProcessId": ``, "file.hash.sha1": ``, "related.hash": `"ab12" "cd34" "ef56"`,
		}},
		{name: "3 network connection", code: "3", data: map[string]any{
			"Protocol": "tcp", "Initiated": "true", "SourceIsIpv6": "false", "SourceIp": "192.0.2.17", "SourcePort": "50123",
			"SourceHostname": "ws-17", "SourcePortName": "-", "DestinationIp": "0:0:0:0:0:0:0:1", "DestinationPort": "135",
			"DestinationHostname": "-", "DestinationPortName": "epmap",
		}, want: map[string]string{
			"event.category": `"network"`, "event.type": `"connection" "protocol" "start"`, "network.direction": `"egress"`,
			"network.transport": `"tcp"`, "network.type": `"ipv4"`, "network.protocol": `"epmap"`, "source.ip": `"192.0.2.17"`,
			"source.port": `50123`, "source.domain": `"ws-17"`, "destination.ip": `"0:0:0:0:0:0:0:1"`, "destination.port": `135`,
			"destination.domain": ``, "related.ip": `"0:0:0:0:0:0:0:1" "192.0.2.17"`, "winlog.event_data.DestinationHostname": ``,
		}},
		{name: "3 accepted, over IPv6, to a port that has no name", code: "3", data: map[string]any{
			"Initiated": "false", "SourceIsIpv6": "true", "SourcePortName": "ldap", "DestinationPortName": "-", "DestinationPort": "-1x",
		}, want: map[string]string{
			"network.direction": `"ingress"`, "network.type": `"ipv6"`, "network.protocol": `"ldap"`, "destination.port": ``,
		}},
		{name: "3 of a process that was gone", code: "3", data: map[string]any{
			"Image": "<unknown process>", "ProcessGuid": "{00000000-0000-0000-0000-000000000000}", "ProcessId": "4711",
		}, want: map[string]string{
			"process.entity_id": ``, "process.executable": `"<unknown process>"`, "process.name": ``, "process.pid": `4711`,
			"winlog.event_data.ProcessGuid": ``, "winlog.event_data.Image": `"<unknown process>"`,
		}},
		{name: "5 process end", code: "5", data: map[string]any{"Image": `C:\a\b.exe`},
			want: map[string]string{"event.type": `"end"`, "process.name": `"b.exe"`}},
		{name: "6 driver loaded", code: "6", data: map[string]any{
			"ImageLoaded": `C:\Windows\System32\drivers\a.sys`, "Hashes": "SHA256=AA", "Signature": "Example", "SignatureStatus": "Expired",
		}, want: map[string]string{
			"event.category": `"driver"`, "file.path": `"C:\Windows\System32\drivers\a.sys"`, "file.name": `"a.sys"`, "file.hash.sha256": `"aa"`,
			"file.code_signature.status": `"Expired"`, "file.code_signature.valid": ``, "dll.name": ``,
		}},
		{name: "7 image loaded", code: "7", data: map[string]any{
			"Image": `C:\a\p.exe`, "ImageLoaded": `C:\Windows\System32\taskschd.dll`, "Hashes": "SHA256=AA,MD5=BB", "OriginalFileName": "taskschd.dll",
			"Signed": "true", "Signature": "Microsoft Windows", "SignatureStatus": "Valid", "Company": "Microsoft Corporation",
		}, want: map[string]string{
			"event.category": `"process"`, "event.type": `"change"`, "event.action": `"Image loaded"`,
			"file.path": `"C:\Windows\System32\taskschd.dll"`, "file.name": `"taskschd.dll"`, "file.extension": `"dll"`,
			"file.directory": `"C:\Windows\System32"`, "file.hash.sha256": `"aa"`, "file.pe.original_file_name": `"taskschd.dll"`,
			"file.code_signature.valid": `true`, "file.code_signature.subject_name": `"Microsoft Windows"`,
			"dll.path": `"C:\Windows\System32\taskschd.dll"`, "dll.name": `"taskschd.dll"`, "dll.hash.sha256": `"aa"`, "dll.hash.md5": `"bb"`,
			"dll.pe.original_file_name": `"taskschd.dll"`, "dll.pe.company": `"Microsoft Corporation"`,
			"dll.code_signature.exists": `true`, "dll.code_signature.trusted": `true`, "dll.code_signature.status": `"Valid"`,
			"dll.code_signature.subject_name": `"Microsoft Windows"`, "process.pe.original_file_name": ``, "process.name": `"p.exe"`,
			"process.hash.sha256": ``,
		}},
		{name: "7 unsigned", code: "7", data: map[string]any{"ImageLoaded": `C:\x.dll`, "Signed": "false", "Signature": "-", "SignatureStatus": "Unavailable"},
			want: map[string]string{
				"dll.code_signature.exists": `false`, "dll.code_signature.trusted": `false`, "dll.code_signature.subject_name": ``,
				"file.code_signature.valid": ``, "file.directory": `"C:"`,
			}},
		{name: "8 remote thread", code: "8", data: map[string]any{
			"SourceProcessGuid": "{A}", "SourceProcessId": "1", "SourceImage": `C:\s.exe`, "TargetProcessGuid": "{B}", "TargetImage": `C:\t.exe`,
		}, want: map[string]string{
			"process.entity_id": `"{A}"`, "process.pid": `1`, "process.name": `"s.exe"`, "winlog.event_data.TargetProcessGUID": `"{B}"`,
			"winlog.event_data.TargetProcessGuid": `"{B}"`, "winlog.event_data.TargetImage": `"C:\t.exe"`,
		}},
		{name: "9 raw read", code: "9", data: map[string]any{"Device": `\Device\HarddiskVolume2`, "Image": "System"},
			want: map[string]string{
				"event.type": `"access"`, "file.path": `"\Device\HarddiskVolume2"`, "file.name": `"HarddiskVolume2"`, "file.directory": `"\Device"`,
				"file.extension": ``, "process.executable": `"System"`, "process.name": ``,
			}},
		{name: "10 process access", code: "10", data: map[string]any{
			"SourceProcessGUID": "{A}", "SourceProcessId": "1", "SourceThreadId": "2", "SourceImage": `C:\s.exe`, "TargetProcessGUID": "{B}",
			"TargetImage": `C:\Windows\System32\lsass.exe`, "GrantedAccess": "0x14c0", "CallTrace": "UNKNOWN(0)",
		}, want: map[string]string{
			"event.type": `"access"`, "process.entity_id": `"{A}"`, "process.thread.id": `2`, "process.name": `"s.exe"`,
			"winlog.event_data.GrantedAccess": `"0x14c0"`, "winlog.event_data.CallTrace": `"UNKNOWN(0)"`, "winlog.event_data.TargetProcessGUID": `"{B}"`,
		}},
	})
}

func TestSysmonFileAndRegistryEvents(t *testing.T) {
	check(t, sysmon, []supplies{
		{name: "2 creation time", code: "2", data: map[string]any{"TargetFilename": `C:\a\b.txt`},
			want: map[string]string{"event.category": `"file"`, "event.type": `"change"`, "event.action": `"A process changed a file creation time"`, "file.name": `"b.txt"`}},
		{name: "11 file created", code: "11", data: map[string]any{"TargetFilename": `C:\Users\a\x.tar.gz`},
			want: map[string]string{"event.type": `"creation"`, "file.path": `"C:\Users\a\x.tar.gz"`, "file.name": `"x.tar.gz"`, "file.extension": `"gz"`, "file.directory": `"C:\Users\a"`}},
		{name: "11 without an extension, in a folder with a dot, as Elastic's pipeline has it", code: "11", data: map[string]any{"TargetFilename": `C:\Users\j.doe\x`},
			want: map[string]string{"file.extension": `"doe\x"`, "file.name": `"x"`}},
		{name: "15 stream", code: "15", data: map[string]any{"TargetFilename": `C:\a\b.txt:Zone.Identifier`, "Hash": "SHA256=AA"},
			want: map[string]string{"event.type": `"access"`, "file.name": `"b.txt:Zone.Identifier"`, "file.hash.sha256": `"aa"`}},
		{name: "17 pipe created", code: "17", data: map[string]any{"PipeName": `\a\Pipe\b`},
			want: map[string]string{"event.category": `"file"`, "event.type": `"creation"`, "file.name": `"\a\Pipe\b"`, "file.path": ``}},
		{name: "18 pipe connected", code: "18", data: map[string]any{"PipeName": `\lsass`},
			want: map[string]string{"event.type": `"access"`, "file.name": `"\lsass"`}},
		{name: "23 file deleted", code: "23", data: map[string]any{"TargetFilename": `C:\a.exe`, "Hashes": "SHA256=AA", "IsExecutable": "true", "Archived": "false"},
			want: map[string]string{"event.type": `"deletion"`, "file.name": `"a.exe"`, "process.hash.sha256": `"aa"`, "sysmon.file.is_executable": `true`, "sysmon.file.archived": `false`}},
		{name: "27 executable blocked", code: "27", data: map[string]any{"TargetFilename": `C:\a.exe`},
			want: map[string]string{"event.type": `"creation"`, "event.outcome": `"failure"`, "file.name": `"a.exe"`}},
		{name: "29 executable detected", code: "29", data: map[string]any{"TargetFilename": `C:\a.exe`, "Hashes": "SHA256=AA"},
			want: map[string]string{"event.type": `"creation"`, "file.hash.sha256": `"aa"`}},
		{name: "12 key created", code: "12", data: map[string]any{"TargetObject": `HKLM\SOFTWARE\Example\Run`, "EventType": "CreateKey"},
			want: map[string]string{
				"event.category": `"configuration" "registry"`, "registry.path": `"HKLM\SOFTWARE\Example\Run"`, "registry.hive": `"HKLM"`,
				"registry.key": `"SOFTWARE\Example\Run"`, "registry.value": `"Run"`, "registry.data.strings": ``,
			}},
		{name: "13 number", code: "13", data: map[string]any{"TargetObject": `HKU\S-1-5-18\x`, "Details": "DWORD (0x000000ff)"},
			want: map[string]string{"registry.hive": `"HKU"`, "registry.value": `"x"`, "registry.data.strings": `"255"`, "registry.data.type": `"SZ_DWORD"`}},
		{name: "13 large number", code: "13", data: map[string]any{"TargetObject": `HKLM\x`, "Details": "QWORD (0x00000001-0x00000002)"},
			want: map[string]string{"registry.data.strings": `"4294967298"`, "registry.data.type": `"SZ_QWORD"`}},
		{name: "13 bytes", code: "13", data: map[string]any{"TargetObject": `HKLM\x`, "Details": "Binary Data"},
			want: map[string]string{"registry.data.strings": `"Binary Data"`, "registry.data.type": `"REG_BINARY"`}},
		{name: "13 text that only looks like a number", code: "13", data: map[string]any{"TargetObject": `HKLM\x`, "Details": "DWORD (0x1)"},
			want: map[string]string{"registry.data.strings": `"DWORD (0x1)"`, "registry.data.type": `"REG_SZ"`}},
		{name: "13 of an application's hive, which ECS has no name for", code: "13", data: map[string]any{"TargetObject": `\REGISTRY\A\{x}\Root\v`, "Details": "1"},
			want: map[string]string{"registry.path": `"\REGISTRY\A\{x}\Root\v"`, "registry.hive": ``, "registry.key": ``, "registry.value": `"v"`, "registry.data.strings": `"1"`}},
		{name: "14 renamed", code: "14", data: map[string]any{"TargetObject": `HKLM\a`, "NewName": `HKLM\b`},
			want: map[string]string{"event.type": `"change"`, "registry.path": `"HKLM\a"`, "winlog.event_data.NewName": `"HKLM\b"`}},
	})
}

func TestOtherSysmonEvents(t *testing.T) {
	check(t, sysmon, []supplies{
		{name: "4 service state", code: "4", data: map[string]any{"State": "Stopped"},
			want: map[string]string{"event.category": `"process"`, "event.type": `"change"`, "winlog.event_data.State": `"Stopped"`}},
		{name: "16 configuration", code: "16", data: nil,
			want: map[string]string{"event.category": `"configuration"`, "event.type": `"change"`}},
		{name: "19 WMI filter", code: "19", data: map[string]any{"User": `CORP\alice`, "Query": "SELECT 1"},
			want: map[string]string{"event.type": `"info"`, "user.name": `"alice"`, "winlog.event_data.Query": `"SELECT 1"`}},
		{name: "20 WMI consumer", code: "20", data: map[string]any{"Destination": `C:\x\y.vbs`},
			want: map[string]string{"event.type": `"change"`, "process.executable": `"C:\x\y.vbs"`, "process.name": `"y.vbs"`}},
		{name: "21 WMI binding", code: "21", data: map[string]any{"User": `alice`},
			want: map[string]string{"event.type": `"access"`, "user.name": ``, "user.domain": ``}},
		{name: "22 DNS query", code: "22", data: map[string]any{"QueryName": "www.example.net", "QueryResults": "type:  5 cdn.example.net;::ffff:192.0.2.1;2001:db8::1;"},
			want: map[string]string{
				"event.category": `"network"`, "event.type": `"connection" "info" "protocol"`, "network.protocol": `"dns"`,
				"dns.question.name": `"www.example.net"`, "dns.resolved_ip": `"192.0.2.1" "2001:db8::1"`, "dns.answers.data": `"192.0.2.1" "2001:db8::1" "cdn.example.net"`,
			}},
		{name: "24 clipboard", code: "24", data: map[string]any{"Hashes": "MD5=AA"},
			want: map[string]string{"event.category": ``, "event.type": `"change"`, "process.hash.md5": `"aa"`}},
		{name: "25 tampering", code: "25", data: map[string]any{"Image": `C:\a.exe`, "Type": "Image is replaced"},
			want: map[string]string{"event.category": `"process"`, "event.type": `"change"`, "process.name": `"a.exe"`, "winlog.event_data.Type": `"Image is replaced"`}},
		{name: "255 error", code: "255", data: map[string]any{"ID": "DriverCommunication"},
			want: map[string]string{"event.category": `"process"`, "event.outcome": `"failure"`, "error.code": `"DriverCommunication"`}},
		{name: "a newer id", code: "30", data: map[string]any{"Image": `C:\a.exe`, "ProcessGuid": "-"},
			want: map[string]string{"event.category": ``, "event.action": `"its task"`, "process.name": ``, "winlog.event_data.ProcessGuid": ``}},
	})
}

func TestTheEventsOwnFieldStandsInForARowThatYieldsNothing(t *testing.T) {
	e := raw(sysmon, "1", map[string]any{"Image": "-"})
	e["process"] = map[string]any{"name": "own.exe", "executable": `C:\own.exe`}
	e["user"] = map[string]any{"email": "alice@example.net"}
	expect(t, e, map[string]string{"process.name": `"own.exe"`, "process.executable": `"C:\own.exe"`, "user.email": `"alice@example.net"`})
}

func TestValuesOfUnexpectedTypes(t *testing.T) {
	check(t, sysmon, []supplies{
		{name: "numbers may be numbers", code: "3", data: map[string]any{"DestinationPort": 135, "SourcePort": 50123.0, "ProcessId": uint32(7)},
			want: map[string]string{"destination.port": `135`, "source.port": `50123`, "process.pid": `7`}},
		{name: "fractions and overflows are no ports", code: "3", data: map[string]any{"DestinationPort": 135.5, "SourcePort": "99999999999999999999999", "ProcessId": 1e300},
			want: map[string]string{"destination.port": ``, "source.port": ``, "process.pid": ``}},
		{name: "a number is no path", code: "1", data: map[string]any{"Image": 5, "CommandLine": true},
			want: map[string]string{"process.name": ``, "process.executable": `5`, "process.args": ``, "process.args_count": ``}},
		{name: "an object is no value", code: "1", data: map[string]any{"Image": map[string]any{"a": "b"}},
			want: map[string]string{"process.name": ``, "process.executable": ``}},
		{name: "each of several values counts", code: "1", data: map[string]any{"Image": []any{`C:\a.exe`, "-", nil, `C:\b.exe`}},
			want: map[string]string{"process.name": `"a.exe" "b.exe"`}},
		{name: "broken text stays as it is", code: "1", data: map[string]any{"Image": "C:\\\xff\xfe.exe"},
			want: map[string]string{"process.name": "\"\xff\xfe.exe\""}},
		{name: "booleans may be booleans", code: "7", data: map[string]any{"Signed": true},
			want: map[string]string{"dll.code_signature.exists": `true`}},
		{name: "what is no address isn't one", code: "3", data: map[string]any{"SourceIp": "fe80::1%12", "DestinationIp": "1.2.3.400"},
			want: map[string]string{"source.ip": ``, "destination.ip": ``}},
		{name: "event data may be missing", code: "1", data: nil,
			want: map[string]string{"process.name": ``, "event.category": `"process"`}},
	})
}

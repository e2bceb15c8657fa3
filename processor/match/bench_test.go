package match

import (
	"testing"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// What one condition costs once its fields are resolved: Reset and Match.
func BenchmarkMatch(b *testing.B) {
	commandLine := `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe -NoProfile -NonInteractive -Command "Get-ScheduledTask | Out-Null"`
	table := []struct {
		name, condition string
		match, mismatch any // of field x
	}{
		{"missing", `x == null`, nil, "a"},
		{"equal", `x == "powershell.exe"`, "powershell.exe", "powershell_ise"},
		{"in 3", `x in ("powershell.exe", "pwsh.exe", "cmd.exe")`, "cmd.exe", "svchost.exe"},
		{"in 100", "x in " + manyNames(100), "Name-70.exe", "Name-700.exe"},
		{"in~ 3", `x in~ ("powershell.exe", "pwsh.exe", "cmd.exe")`, "CMD.exe", "svchost.exe"},
		{"in~ 100", "x in~ " + manyNames(100), "NAME-70.exe", "NAME-700.exe"},
		{"number", `x == 135`, 135, 443},
		{"number in text", `x == 135`, "135", "443"},
		{"order", `x >= 49152`, 50000, 443},
		{"colon exact", `x : "powershell.exe"`, "PowerShell.exe", "PowerShell.exf"},
		{"colon prefix", `x : "c:\\windows\\*"`, commandLine, "D:" + commandLine},
		{"colon suffix", `x : "*\\powershell.exe"`, `C:\Windows\PowerShell.EXE`, commandLine},
		{"colon drive", `x : "?:\\Windows\\*\\cmd.exe"`, `C:\Windows\System32\cmd.exe`, commandLine},
		{"colon contains", `x : "*get-scheduledtask*"`, commandLine, commandLine[:90]},
		{"colon contains 20", `x : ("*invoke-*", "*iex *", "*downloadstring*", "*frombase64*", "*-enc *", "*hidden*", "*bypass*", "*webclient*",
			"*bitstransfer*", "*certutil*", "*mshta*", "*regsvr32*", "*rundll32*", "*wscript*", "*cscript*", "*schtasks*", "*vssadmin*", "*wmic *",
			"*net user*", "*get-scheduledtask*")`, commandLine, commandLine[:90]},
		{"like general", `x like "C:\\*\\System32\\*\\v?.0\\*.exe *Out-*"`, commandLine, commandLine[:90]},
		{"regex", `x regex """C:\\.*\.(com|exe|scr) .*-[A-Z][a-z]+ @\|@"""`, commandLine, commandLine[:90]},
		{"regex suffixes", `x regex ".*\\.(top|xyz|buzz|rest|cc|bar|club)"`, "www.some-shop.xyz", "www.some-shop.org"},
		{"cidrMatch v4", `cidrMatch(x, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")`, "127.0.0.1", "203.0.113.77"},
		{"cidrMatch v6", `cidrMatch(x, "::1", "fe80::/10", "ff00::/8")`, "fe80::1234:5678", "2001:db8::77"},
		{"startsWith~ constant", `startsWith~(x, "c:\\windows\\system32")`, commandLine, "D:" + commandLine},
		{"length", `length(x) > 100`, commandLine, "short"},
		{"substring", `substring(x, 0, 3) == "C:\\"`, commandLine, "D:" + commandLine},
		{"arithmetic", `x % 2 == 1`, 135, 136},
		{"several values", `x : "*.dll"`, []any{"a", "b", "c", "d.dll"}, []any{"a", "b", "c", "d"}},
	}
	for _, tt := range table {
		s := compile(b, tt.condition)
		for name, value := range map[string]any{"match": tt.match, "mismatch": tt.mismatch} {
			want := name == "match"
			b.Run(tt.name+"/"+name, func(b *testing.B) {
				s.show(fields{"x": value})
				b.ReportAllocs()
				for b.Loop() {
					s.state.Reset()
					if s.condition.Match(s.state) != want {
						b.Fatal("wrong")
					}
				}
			})
		}
	}
}

func manyNames(n int) string {
	list := `("Name-0.exe"`
	for i := 1; i < n; i++ {
		list += `, "Name-` + string(rune('0'+i/100%10)) + string(rune('0'+i/10%10)) + string(rune('0'+i%10)) + `.exe"`
	}
	return list + `, "Name-70.exe")`
}

// What all published rules cost on one event when each is tried, without any
// dispatch, and how long compiling them takes.
func BenchmarkPublishedRules(b *testing.B) {
	events := publishedEvents(b)
	b.Run("compile", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			compileAll(b, events)
		}
	})
	c, conditions := compileAll(b, events)
	schema := c.schema
	d := event.NewDocument(schema.Paths(), nil)
	v := event.NewView(schema, event.AsIs)
	s := &subject{document: d, view: v, state: NewState(c, v)}
	e := fields{
		"event":   fields{"category": []any{"process"}, "type": []any{"start"}, "action": "creation", "code": "1"},
		"host":    fields{"os": fields{"type": "windows"}},
		"process": fields{"name": "notepad.exe", "executable": `C:\Windows\System32\notepad.exe`, "command_line": `notepad.exe C:\Users\a\notes.txt`},
		"user":    fields{"id": "S-1-5-21-1-2-3-1001", "name": "a"},
	}
	b.Run("match each", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.show(e)
			for _, cond := range conditions {
				cond.Match(s.state)
			}
		}
	})
}

func compileAll(b *testing.B, events []*eql.EventQuery) (*Compiler, []*Condition) {
	c := NewCompiler(event.NewSchema())
	conditions := make([]*Condition, len(events))
	for i, e := range events {
		var err error
		if conditions[i], err = compileQuery(c, e); err != nil {
			b.Fatal(err)
		}
	}
	return c, conditions
}

package rule

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

func TestFactsOfTheBuiltInRule(t *testing.T) {
	r := Builtin()
	if r.ID != "5cd55388-a19c-47c7-8ec4-f41656c2fded" || r.Severity != "medium" || r.RiskScore != 47 ||
		r.License != "Apache-2.0" || r.Ruleset != "eqlbeat" || r.Version == "" {
		t.Errorf("the rule %+v", r)
	}
	if r.RiskScore != float64(SeverityNumber(r.Severity)) {
		t.Errorf("risk score %v is not that of severity %s", r.RiskScore, r.Severity)
	}
	var threats []string
	for _, threat := range r.Threat {
		for _, technique := range threat.Techniques {
			for _, sub := range technique.Subtechniques {
				threats = append(threats, threat.Tactic.ID+"/"+technique.ID+"/"+sub.ID)
				if want := "https://attack.mitre.org/techniques/" + strings.Replace(sub.ID, ".", "/", 1) + "/"; sub.Reference != want {
					t.Errorf("%s has the reference %s, want %s", sub.ID, sub.Reference, want)
				}
			}
		}
	}
	const want = "TA0002/T1053/T1053.005 TA0002/T1059/T1059.001 TA0008/T1021/T1021.003"
	if got := strings.Join(threats, " "); got != want {
		t.Errorf("threats %s, want %s", got, want)
	}
	if r == Builtin() {
		t.Error("two callers share one rule")
	}
}

// builtinSteps returns the two steps of the built-in query.
func builtinSteps(t *testing.T) []*eql.Term {
	t.Helper()
	query, err := eql.Parse(Builtin().Query)
	if err != nil {
		t.Fatalf("%s", Builtin().QueryErrors(err).Render())
	}
	if err := eql.Check(query); err != nil {
		t.Errorf("%s", Builtin().QueryErrors(err).Render())
	}
	sequence, ok := query.Body.(*eql.Sequence)
	if !ok || len(sequence.Terms) != 2 || len(query.Pipes) > 0 || sequence.Until != nil {
		t.Fatalf("the query is no sequence of two steps")
	}
	if len(sequence.By) != 2 || sequence.By[0].Name != "host.id" || sequence.By[1].Name != "process.entity_id" ||
		sequence.By[0].Optional || sequence.By[1].Optional {
		t.Errorf("wrong join keys")
	}
	if sequence.Maxspan == nil || sequence.Maxspan.Duration != 5*time.Second {
		t.Errorf("wrong maxspan")
	}
	return sequence.Terms
}

func TestStepsOfTheBuiltInRule(t *testing.T) {
	load := map[string]string{
		"host.os.type": "windows", "process.name": "powershell.exe", "event.category": "library", "dll.name": "taskschd.dll",
	}
	connection := map[string]string{
		"host.os.type": "windows", "process.name": "powershell.exe", "event.category": "network",
		"destination.port": "135", "destination.ip": "172.18.39.6",
	}
	for _, test := range []struct {
		name   string
		step   int
		event  map[string]string
		change string // "field=value; field=", without a value for a missing field
		want   bool
	}{
		{"a library event", 0, load, "", true},
		{"in any case", 0, load, "process.name=PowerShell.EXE; dll.name=TaskSchd.DLL", true},
		{"pwsh.exe", 0, load, "process.name=pwsh.exe", true},
		{"powershell_ise.exe", 0, load, "process.name=powershell_ise.exe", true},
		{"another process", 0, load, "process.name=schtasks.exe", false},
		{"another library", 0, load, "dll.name=taskcomp.dll", false},
		{"another system", 0, load, "host.os.type=linux", false},
		{"the library in file.name", 0, load, "dll.name=; file.name=taskschd.dll", true},
		{"Sysmon's event 7", 0, load,
			"event.category=process; event.action=Image loaded (rule: ImageLoad); dll.name=; file.name=taskschd.dll", true},
		{"Sysmon's event 7 of an older task name", 0, load, "event.category=process; event.action=Image loaded", true},
		{"a process event of another action", 0, load, "event.category=process; event.action=Process Create", false},
		{"a process event without an action", 0, load, "event.category=process", false},
		{"no library name", 0, load, "dll.name=", false},

		{"a connection", 1, connection, "", true},
		{"of pwsh.exe in any case", 1, connection, "process.name=Pwsh.exe", true},
		{"of another process", 1, connection, "process.name=svchost.exe", false},
		{"to another port", 1, connection, "destination.port=445", false},
		{"of another system", 1, connection, "host.os.type=linux", false},
		{"with the address in destination.address", 1, connection, "destination.ip=; destination.address=172.18.39.6", true},
		{"with a name in destination.address", 1, connection, "destination.ip=; destination.address=dc01.corp.example", true},
		{"with both", 1, connection, "destination.address=172.18.39.6", true},
		{"with neither", 1, connection, "destination.ip=", false},
		{"to 127.0.0.1", 1, connection, "destination.ip=127.0.0.1", false},
		{"to 127.8.9.10", 1, connection, "destination.ip=127.8.9.10", false},
		{"to ::1", 1, connection, "destination.ip=::1", false},
		{"to the long form of ::1", 1, connection, "destination.ip=0:0:0:0:0:0:0:1", false},
		{"to ::ffff:127.0.0.1", 1, connection, "destination.ip=::ffff:127.0.0.1", false},
		{"to ::ffff:7f00:1", 1, connection, "destination.ip=::ffff:7f00:1", false},
		{"to another address of IPv6", 1, connection, "destination.ip=fe80::1", true},
		{"to loopback in destination.address", 1, connection, "destination.ip=; destination.address=127.0.0.1", false},
		{"to the long form of ::1 in destination.address", 1, connection,
			"destination.ip=; destination.address=0:0:0:0:0:0:0:1", false},
		{"to localhost", 1, connection, "destination.ip=; destination.address=LOCALHOST", false},
		{"to loopback in destination.address only", 1, connection, "destination.address=::1", false},
		{"to loopback in destination.ip only", 1, connection, "destination.ip=::1; destination.address=pc.example", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			event := make(map[string]string)
			for field, value := range test.event {
				event[field] = value
			}
			for _, change := range strings.Split(test.change, "; ") {
				field, value, _ := strings.Cut(change, "=")
				if delete(event, field); value != "" {
					event[field] = value
				}
			}
			step := builtinSteps(t)[test.step].Event
			got := (step.Category.Any || step.Category.Name == event["event.category"]) && holds(t, step.Condition, event)
			if got != test.want {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

// holds evaluates a condition the slow and obvious way, as far as the built-in
// query needs it: a comparison with a missing field is false, `not` turns that
// into true.
func holds(t *testing.T, e eql.Expr, event map[string]string) bool {
	t.Helper()
	value := func(e eql.Expr) (string, bool) {
		v, ok := event[e.(*eql.Field).Name]
		return v, ok
	}
	switch e := e.(type) {
	case *eql.Logical:
		left, right := holds(t, e.Left, event), holds(t, e.Right, event)
		return e.Op == eql.And && left && right || e.Op == eql.Or && (left || right)
	case *eql.Not:
		return !holds(t, e.X, event)
	case *eql.Comparison:
		v, ok := value(e.Left)
		switch literal := e.Right.(*eql.Literal); literal.Kind {
		case eql.NullLiteral:
			return !ok
		case eql.IntLiteral:
			return ok && v == "135" && literal.Int == 135
		default:
			return ok && v == literal.Str
		}
	case *eql.In:
		v, ok := value(e.X)
		for _, member := range e.Members {
			if ok && e.Fold && strings.EqualFold(v, member.(*eql.Literal).Str) {
				return true
			}
		}
		return false
	case *eql.Pattern:
		v, ok := value(e.X)
		if pattern := e.Patterns[0].Str; pattern != "?*" {
			return ok && e.Op == eql.Colon && strings.EqualFold(v, pattern)
		}
		return v != ""
	case *eql.Call:
		v, ok := value(e.Args[0])
		if e.Name == "startsWith" {
			prefix := e.Args[1].(*eql.Literal).Str
			return ok && e.Fold && len(v) >= len(prefix) && strings.EqualFold(v[:len(prefix)], prefix)
		}
		address, err := netip.ParseAddr(v)
		for _, block := range e.Args[1:] {
			if err == nil && netip.MustParsePrefix(block.(*eql.Literal).Str).Contains(address.Unmap()) {
				return e.Name == "cidrMatch"
			}
		}
		return false
	}
	t.Fatalf("%T is not expected in the built-in query", e)
	return false
}

package processor

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/event"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// foundBy is what a rule has found in two events.
func foundBy(r *rule.Rule) []engine.Finding {
	process := engine.Field{Name: "process.name", Value: event.StringOf("pwsh.exe")}
	return []engine.Finding{{
		ID: 0xfedc, Rule: r, Span: 1900 * time.Millisecond,
		Key: []engine.Field{{Name: "host.id", Value: event.StringOf("0f5a8c1e")}, {Name: "process.pid", Value: event.IntOf(7)}},
		Steps: []engine.Step{
			{Number: 1, At: begin, ID: "41", Fields: []engine.Field{process}},
			{Number: 2, At: begin.Add(1900 * time.Millisecond), ID: "42", Fields: []engine.Field{process}},
		},
	}}
}

// TestEveryTagIsWhatPutValueWrites tags events that have all sorts of things in
// the places of tags.
func TestEveryTagIsWhatPutValueWrites(t *testing.T) {
	findings := foundBy(rule.Builtin())
	alone := &beat.Event{}
	require.True(t, new(generation).tag(alone, findings, ""))
	tags := alone.Fields.Flatten()
	require.Contains(t, tags, "threat.technique.subtechnique.id")

	inTheWay := map[string]mapstr.M{
		"nothing":                        {"message": "a text", "host": mapstr.M{"id": "0f5a8c1e"}},
		"objects":                        {"event": mapstr.M{"kind": "event", "code": "3"}, "rule": mapstr.M{"id": "theirs", "category": "theirs"}},
		"objects of the other type":      {"event": map[string]any{"kind": "event"}, "rule": map[string]any{"name": "theirs"}, "eql": map[string]any{"theirs": 1}},
		"empty objects":                  {"event": mapstr.M{}, "rule": map[string]any{}, "threat": mapstr.M{}, "eql": mapstr.M{}},
		"part of the threat":             {"threat": mapstr.M{"indicator": mapstr.M{"ip": "10.0.0.1"}, "tactic": map[string]any{"id": "theirs", "other": 1}}},
		"a text for an object":           {"rule": "theirs", "threat": "theirs", "event": "theirs", "eql": "theirs"},
		"null for an object":             {"rule": nil, "threat": nil, "event": nil, "eql": nil},
		"a list for an object":           {"rule": []any{mapstr.M{"id": 1}}, "eql": []mapstr.M{{"matches": 1}}},
		"a text for an object below":     {"threat": mapstr.M{"technique": "theirs", "tactic": 7}},
		"an object for a text":           {"rule": mapstr.M{"id": mapstr.M{"theirs": 1}}, "event": mapstr.M{"reason": mapstr.M{"theirs": 1}}},
		"all of an earlier finding":      alone.Fields,
		"a dotted name":                  {"rule.id": "theirs", "event.reason": "theirs"},
		"a dotted name and an object":    {"event.kind": "event", "event": mapstr.M{"code": "3"}, "threat.framework": "theirs", "threat": mapstr.M{}},
		"dotted names of a whole object": {"event.kind": 1, "event.severity": 2, "event.risk_score": 3, "event.reason": 4, "eql.matches": 5},
		"a dotted name in an object":     {"threat": mapstr.M{"technique.id": "theirs", "technique.subtechnique.id": "theirs"}, "event": mapstr.M{"a.b": 1}},
		"a dotted name over an object":   {"threat.technique": mapstr.M{"id": "theirs"}, "threat.tactic.id": mapstr.M{"theirs": 1}},
		"dotted names that are no tags":  {"rule.theirs": 1, "ecs.version": "8.17.0", "eventual.kind": "theirs"},
	}
	for name, fields := range inTheWay {
		t.Run(name, func(t *testing.T) {
			got, want := &beat.Event{Fields: fields.Clone()}, &beat.Event{Fields: fields.Clone()}
			wantOK := true
			for field, value := range tags {
				if _, err := want.PutValue(field, value); err != nil {
					wantOK = false
				}
			}
			assert.Equal(t, wantOK, new(generation).tag(got, findings, ""))
			assert.Equal(t, want.Fields, got.Fields)
		})
	}
}

func TestANilObjectIsAsGoodAsNone(t *testing.T) {
	findings := foundBy(rule.Builtin())
	want := &beat.Event{}
	require.True(t, new(generation).tag(want, findings, ""))
	got := &beat.Event{Fields: mapstr.M{"rule": mapstr.M(nil), "threat": map[string]any(nil), "event": mapstr.M(nil), "eql": mapstr.M(nil)}}
	require.True(t, new(generation).tag(got, findings, ""))
	assert.Equal(t, want.Fields, got.Fields)
}

func TestTaggedEventsShareNoObject(t *testing.T) {
	g, findings := new(generation), foundBy(rule.Builtin())
	one, two := &beat.Event{}, &beat.Event{}
	require.True(t, g.tag(one, findings, "eql-match"))
	before, err := json.Marshal(one.Fields)
	require.NoError(t, err)
	require.True(t, g.tag(two, findings, "eql-match"))
	assert.Equal(t, one.Fields, two.Fields)
	objects, others := objectsOf(one.Fields), objectsOf(two.Fields)
	for at := range objects {
		assert.NotContains(t, others, at)
	}
	for _, m := range others {
		clear(m)
	}
	after, err := json.Marshal(one.Fields)
	require.NoError(t, err)
	assert.JSONEq(t, string(before), string(after))
}

// objectsOf returns an object and all in it, by where they stand in memory.
func objectsOf(value any) map[uintptr]mapstr.M {
	all := make(map[uintptr]mapstr.M)
	switch v := value.(type) {
	case mapstr.M:
		all[reflect.ValueOf(v).Pointer()] = v
		for _, below := range v {
			maps.Copy(all, objectsOf(below))
		}
	case []mapstr.M:
		for _, m := range v {
			maps.Copy(all, objectsOf(m))
		}
	}
	return all
}

func TestWhoAppendsToASharedListMakesANewOne(t *testing.T) {
	r := rule.Builtin()
	r.Author = append(make([]string, 0, 8), "one")
	for _, p := range newRuleFields(r).top {
		for _, f := range p.all {
			if list, ok := f.value.([]string); ok {
				assert.Equal(t, len(list), cap(list), f.name)
			}
		}
	}
}

func TestAGradeOfTheEventsOwnStandsOnIt(t *testing.T) {
	r := rule.Builtin()
	r.SeverityMapping = []rule.Mapping{{Field: "host.role", Value: "dc", Severity: "critical"}}
	r.RiskScoreMapping = []rule.Mapping{{Field: "host.risk"}}
	g := new(generation)
	plain, graded := &beat.Event{}, &beat.Event{Fields: mapstr.M{"host": mapstr.M{"role": "dc", "risk": 91.5}}}
	for range 2 { // the one leaves nothing behind for the other
		require.True(t, g.tag(plain, foundBy(r), ""))
		require.True(t, g.tag(graded, foundBy(r), ""))
		assert.Equal(t, []any{int64(47), 47.0, "medium", 47.0}, gradesOn(plain))
		assert.Equal(t, []any{int64(99), 91.5, "critical", 91.5}, gradesOn(graded))
	}
}

// gradesOn returns what an event says of how bad its one finding is.
func gradesOn(e *beat.Event) []any {
	severity, _ := e.GetValue("event.severity")
	score, _ := e.GetValue("event.risk_score")
	matches, _ := e.GetValue("eql.matches")
	m := matches.([]mapstr.M)[0]
	return []any{severity, score, m["severity"], m["risk_score"]}
}

func TestReasons(t *testing.T) {
	r := &rule.Rule{Name: "A rule"}
	steps := slices.Repeat([]engine.Step{{At: begin}}, 3)
	for want, f := range map[string]engine.Finding{
		"A rule: this event matches the rule.":          {Rule: r, Steps: steps[:1]},
		"A rule: 3 events within 1m0.5s.":               {Rule: r, Steps: steps, Span: 60*time.Second + 500*time.Millisecond + 3*time.Microsecond},
		"A rule: 3 events within 0s of user.name a.":    {Rule: r, Steps: steps, Key: []engine.Field{{Name: "user.name", Value: event.StringOf("a")}}},
		"A rule: 1 events within 2s of a true and b 7.": {Rule: r, Steps: []engine.Step{{At: begin}, {Missing: true}}, Span: 2 * time.Second, Key: []engine.Field{{Name: "a", Value: event.BoolOf(true)}, {Name: "b", Value: event.IntOf(7)}}},
	} {
		assert.Equal(t, want, reason(&f))
	}
}

// TestAFindingAllocatesLittleBeyondItsObjects bounds the allocations of a start
// and its finding: 28 are those of the 13 objects that tags are made of.
func TestAFindingAllocatesLittleBeyondItsObjects(t *testing.T) {
	if raceDetector {
		t.Skip("under the race detector pooled memory is forgotten at random; the test also runs without")
	}
	p, m := open(t, ""), pairs(t)
	warm(t, p, m)
	allocations := testing.AllocsPerRun(cycle/2-1, func() {
		_, _ = p.Run(m.next())
		_, _ = p.Run(m.next())
	})
	assert.LessOrEqual(t, allocations, 55.0)
}

package meta_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/elastic/beats/v7/libbeat/mapping"
	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// Kibana isn't at hand here. These tests hold its files to what it asks of them: see docs/elastic-security.md.

// object is a saved object of Kibana, as its export has it.
type object struct {
	Type, ID   string
	Attributes map[string]any
	References []reference
}

type reference struct{ Type, ID, Name string }

// readLines decodes a file of one JSON object per line.
func readLines[T any](t *testing.T, path string) (all []T) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		var one T
		require.NoError(t, json.Unmarshal([]byte(line), &one))
		all = append(all, one)
	}
	require.NotEmpty(t, all)
	return all
}

// inner decodes an attribute that is JSON as text, as Kibana has them.
func inner[T any](t *testing.T, attributes map[string]any, name string) (value T) {
	t.Helper()
	text, ok := attributes[name].(string)
	require.True(t, ok, "%s is no text", name)
	require.NoError(t, json.Unmarshal([]byte(text), &value))
	return value
}

// knownFields are our fields and ECS's, by name and type.
func knownFields(t *testing.T) map[string]string {
	t.Helper()
	beats, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/elastic/beats/v7").Output()
	require.NoError(t, err)
	ecs := filepath.Join(strings.TrimSpace(string(beats)), "libbeat", "_meta", "fields.ecs.yml")
	known := map[string]string{}
	for _, path := range []string{"fields.yml", ecs} {
		fields, err := mapping.LoadFieldsYaml(path)
		require.NoError(t, err)
		list(fields, "", known)
	}
	return known
}

func list(fields mapping.Fields, below string, to map[string]string) {
	for _, f := range fields {
		to[below+f.Name] = f.Type
		list(f.Fields, below+f.Name+".", to)
	}
}

var queryField = regexp.MustCompile(`([a-z_@.]+) *:`)

// requireQuery requires that the query reads known fields only.
func requireQuery(t *testing.T, known map[string]string, query string) {
	t.Helper()
	fields := queryField.FindAllStringSubmatch(query, -1)
	require.NotEmpty(t, fields, query)
	for _, f := range fields {
		require.Contains(t, known, f[1])
	}
}

// TestDashboard: every reference leads to an object of the file and is used, and every panel has one.
func TestDashboard(t *testing.T) {
	objects := readLines[object](t, "kibana/dashboard.ndjson")
	byID := map[string]object{}
	for _, o := range objects {
		require.NotContains(t, byID, o.ID)
		byID[o.ID] = o
	}
	used := map[string]bool{}
	for _, o := range objects {
		for _, r := range o.References {
			require.Equal(t, r.Type, byID[r.ID].Type, "%s refers to %s", o.ID, r.ID)
			used[r.ID] = true
		}
		switch o.Type {
		case "index-pattern":
			require.Equal(t, "@timestamp", o.Attributes["timeFieldName"])
		case "dashboard":
			requirePanels(t, o)
		default:
			require.Equal(t, []reference{{"index-pattern", "eqlbeat-findings", "kibanaSavedObjectMeta.searchSourceJSON.index"}}, o.References)
		}
	}
	for _, o := range objects {
		require.Equal(t, o.Type != "dashboard", used[o.ID], o.ID)
	}
}

// requirePanels requires that each panel of a dashboard has its reference and a place of its own on the 48 columns.
func requirePanels(t *testing.T, dashboard object) {
	t.Helper()
	type place struct{ X, Y, W, H int }
	panels := inner[[]struct {
		Type, PanelIndex, PanelRefName string
		GridData                       struct {
			place
			I string
		}
	}](t, dashboard.Attributes, "panelsJSON")
	require.Len(t, dashboard.References, len(panels))
	var taken []place
	for i, p := range panels {
		r := dashboard.References[i]
		require.Equal(t, p.PanelIndex+":"+p.PanelRefName, r.Name)
		require.Equal(t, p.Type, r.Type)
		require.Equal(t, p.PanelIndex, p.GridData.I)
		at := p.GridData.place
		require.True(t, at.X >= 0 && at.W > 0 && at.H > 0 && at.X+at.W <= 48, "panel %s is off the grid", p.PanelIndex)
		for _, other := range taken {
			apart := at.X+at.W <= other.X || other.X+other.W <= at.X || at.Y+at.H <= other.Y || other.Y+other.H <= at.Y
			require.True(t, apart, "panel %s lies on another", p.PanelIndex)
		}
		taken = append(taken, at)
	}
}

// TestDashboardFields: visualizations and lists read fields that exist, in ways that their types allow.
func TestDashboardFields(t *testing.T) {
	known := knownFields(t)
	types := map[string][]string{
		"terms": {"keyword"}, "cardinality": {"keyword"}, "date_histogram": {"date"}, "max": {"long", "float"}, "avg": {"long", "float"},
	}
	read := 0
	for _, o := range readLines[object](t, "kibana/dashboard.ndjson") {
		if o.Type == "visualization" || o.Type == "search" {
			meta := o.Attributes["kibanaSavedObjectMeta"].(map[string]any)
			requireQuery(t, known, inner[struct{ Query struct{ Query string } }](t, meta, "searchSourceJSON").Query.Query)
		}
		switch o.Type {
		case "visualization":
			state := inner[struct {
				Title, Type string
				Aggs        []struct {
					ID, Type string
					Params   struct{ Field, OrderBy string }
				}
			}](t, o.Attributes, "visState")
			require.Equal(t, o.Attributes["title"], state.Title)
			metrics := map[string]bool{}
			for _, a := range state.Aggs {
				if a.Type == "count" {
					metrics[a.ID] = true
					continue
				}
				require.Contains(t, types[a.Type], known[a.Params.Field], "%s: %s of %s", o.ID, a.Type, a.Params.Field)
				metrics[a.ID], read = true, read+1
				require.True(t, a.Params.OrderBy == "" || metrics[a.Params.OrderBy], "%s is ordered by nothing", o.ID)
			}
		case "search":
			for _, column := range o.Attributes["columns"].([]any) {
				require.Contains(t, known, column)
				read++
			}
		}
	}
	require.Greater(t, read, 10)
}

// TestPromotionRule: the rule has what Kibana's import asks for, and takes name, severity and risk score from the event as
// the processor writes them.
func TestPromotionRule(t *testing.T) {
	known := knownFields(t)
	rules := readLines[map[string]any](t, "kibana/promotion-rule.ndjson")
	require.Len(t, rules, 1)
	r := rules[0]
	for _, key := range []string{
		"rule_id", "name", "description", "type", "language", "query", "index", "enabled", "interval", "from", "to", "severity",
		"risk_score", "max_signals", "author", "license", "tags", "threat", "actions", "exceptions_list", "version", "immutable",
	} {
		require.Contains(t, r, key)
	}
	require.Equal(t, "query", r["type"])
	require.Equal(t, false, r["immutable"], "Kibana refuses to import a prebuilt rule")
	requireQuery(t, known, r["query"].(string))

	require.Equal(t, "rule.name", r["rule_name_override"])
	require.Equal(t, "keyword", known["rule.name"])
	require.Equal(t, []any{map[string]any{"field": "event.risk_score", "operator": "equals", "value": ""}}, r["risk_score_mapping"])
	var want []any
	for _, m := range []struct{ severity, number string }{{"low", "21"}, {"medium", "47"}, {"high", "73"}, {"critical", "99"}} {
		number, err := json.Marshal(rule.SeverityNumber(m.severity))
		require.NoError(t, err)
		require.Equal(t, m.number, string(number), "what the processor writes")
		want = append(want, map[string]any{"field": "event.severity", "operator": "equals", "value": m.number, "severity": m.severity})
	}
	require.Equal(t, want, r["severity_mapping"])
	for _, name := range r["investigation_fields"].(map[string]any)["field_names"].([]any) {
		require.Contains(t, known, name)
	}
	for _, f := range r["required_fields"].([]any) {
		field := f.(map[string]any)
		require.Equal(t, known[field["name"].(string)], field["type"])
	}
	for _, o := range readLines[object](t, "kibana/dashboard.ndjson") {
		if o.Type == "index-pattern" {
			var indices []string
			for _, index := range r["index"].([]any) {
				indices = append(indices, index.(string))
			}
			require.Equal(t, strings.Join(indices, ","), o.Attributes["title"], "the dashboard looks at other indices")
		}
	}
}

// TestIngestPipeline: it sets event.kind, of tagged events only.
func TestIngestPipeline(t *testing.T) {
	text, err := os.ReadFile("kibana/ingest-pipeline.json")
	require.NoError(t, err)
	var pipeline struct {
		Processors []map[string]map[string]string
	}
	require.NoError(t, json.Unmarshal(text, &pipeline))
	require.Equal(t, []map[string]map[string]string{{"set": {
		"tag": "eql_event_kind", "if": "ctx.eql?.matches != null", "field": "event.kind", "value": "alert",
	}}}, pipeline.Processors)
}

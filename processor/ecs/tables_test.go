package ecs

import (
	"slices"
	"strings"
	"testing"
)

func TestTablesAreWellFormed(t *testing.T) {
	names, providers := make(map[string]bool), make(map[string]bool)
	for _, table := range allTables() {
		if table.name == "" || !strings.HasPrefix(table.doc, "https://") || names[table.name] {
			t.Errorf("the table %q needs a name of its own and a source", table.name)
		}
		names[table.name] = true
		for _, p := range slices.Concat(table.providers, table.channels) {
			if providers[p] {
				t.Errorf("%s stands in two tables", p)
			}
			providers[p] = true
		}
		for _, r := range slices.Concat(table.rows, commonRows) {
			checkRow(t, table, r)
		}
		for field, rows := range table.byField() {
			for _, code := range append(table.codes(), 0) {
				checkRows(t, table, field, code, applying(rows, code))
			}
		}
	}
}

func checkRow(t *testing.T, table *table, r row) {
	t.Helper()
	constant, read := len(r.is) > 0, len(r.from) > 0
	switch {
	case r.yield == nothing:
		if constant || read {
			t.Errorf("%s %s: a row of nothing needs nothing", table.name, r.field)
		}
	case constant == read:
		t.Errorf("%s %s: a row has either a constant or fields", table.name, r.field)
	}
	if r.as.one != nil && r.as.many != nil {
		t.Errorf("%s %s: a conversion makes one value or many", table.name, r.field)
	}
	if (r.as.one != nil || r.as.many != nil) != (r.as.name != "") {
		t.Errorf("%s %s: the docs need a name for the conversion", table.name, r.field)
	}
	if slices.ContainsFunc(r.on, func(code int) bool { return code < 1 || 1<<16 <= code }) {
		t.Errorf("%s %s: no event id of Windows", table.name, r.field)
	}
	if len(slices.Compact(slices.Sorted(slices.Values(r.on)))) != len(r.on) {
		t.Errorf("%s %s: the row names an id twice", table.name, r.field)
	}
}

// checkRows checks the rows of one field and one event id.
func checkRows(t *testing.T, table *table, field string, code int, rows []*row) {
	t.Helper()
	if len(rows) > len(made{}.rows) {
		t.Errorf("%s %d %s: %d rows", table.name, code, field, len(rows))
	}
	for i, r := range rows {
		// Rows for all ids may stand behind those of single ones.
		if final := r.is != nil || r.yield == nothing; final && i+1 < len(rows) && rows[i+1].on != nil {
			t.Errorf("%s %d %s: a row stands behind a constant", table.name, code, field)
		}
	}
}

func TestSysmonNamesAllItsEvents(t *testing.T) {
	want := append(span(1, 29), 255)
	if got := sysmonTable.codes(); !slices.Equal(got, want) {
		t.Errorf("the ids are %v", got)
	}
}

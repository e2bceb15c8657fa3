package eql

import (
	"slices"
	"strings"
	"testing"
)

func TestFunctionsAreFoundInAnyCase(t *testing.T) {
	for _, f := range Functions() {
		for _, name := range []string{f.Name, strings.ToLower(f.Name), strings.ToUpper(f.Name)} {
			if got, ok := LookupFunction(name); !ok || got != f {
				t.Errorf("%s is not found as %s", f.Name, name)
			}
		}
	}
	for _, name := range []string{"", "lengths", "length~", "wildcard"} {
		if f, ok := LookupFunction(name); ok {
			t.Errorf("%q is found as %s", name, f.Name)
		}
	}
}

func TestFunctionsAreSortedAndComplete(t *testing.T) {
	all := Functions()
	if !slices.IsSortedFunc(all, func(a, b *Function) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("not sorted")
	}
	var signatures []string
	for _, f := range all {
		s := f.signature() + " " + f.Result.String()
		if f.Fold {
			s += " ~"
		}
		signatures = append(signatures, s)
	}
	want := []string{
		"add(a, b) number",
		"between(string, left, right[, greedy]) string ~",
		"cidrMatch(ip, block, …) boolean",
		"concat(value, …) string",
		"divide(a, b) number",
		"endsWith(string, suffix) boolean ~",
		"indexOf(string, part[, start]) number ~",
		"length(string) number",
		"modulo(a, b) number",
		"multiply(a, b) number",
		"number(string[, base]) number",
		"startsWith(string, prefix) boolean ~",
		"string(value) string",
		"stringContains(string, part) boolean ~",
		"substring(string, start[, end]) string",
		"subtract(a, b) number",
	}
	if !slices.Equal(signatures, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(signatures, "\n"), strings.Join(want, "\n"))
	}
}

func TestParameters(t *testing.T) {
	cidr, _ := LookupFunction("cidrMatch")
	if cidr.MaxArgs() != -1 || cidr.Param(0).Name != "ip" || cidr.Param(7).Name != "block" || !cidr.Param(7).Constant {
		t.Error("cidrMatch takes any number of constant blocks")
	}
	between, _ := LookupFunction("between")
	if between.MinArgs != 3 || between.MaxArgs() != 4 || between.Param(3).Type != BoolType {
		t.Error("between takes three strings and may take a boolean")
	}
}

func TestSuggestions(t *testing.T) {
	names := make([]string, 0, len(functions))
	for _, f := range functions {
		names = append(names, f.Name)
	}
	for name, want := range map[string]string{
		"startWith":              "startsWith",
		"starts_with":            "startsWith",
		"STARTWITH":              "startsWith",
		"lenght":                 "length",
		"len":                    "length",
		"cidrmtach":              "cidrMatch",
		"contains":               "stringContains",
		"substr":                 "substring",
		"concatt":                "concat",
		"frobnicate":             "",
		"x":                      "",
		"":                       "",
		"日本":                     "",
		strings.Repeat("a", 500): "",
	} {
		if got := nearest(name, names); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

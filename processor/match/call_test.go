package match

import (
	"strings"
	"testing"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// here is the event of the tests of functions.
var here = fields{
	"s": "Hello World", "e": "", "d": "12", "h": "0x1F", "i": 42, "f": 1.5, "w": 2.0, "b": true,
	"u": "añ😀z", "many": []any{"a", "abc", "abcde"},
	"at": time.Date(2024, 5, 6, 7, 8, 9, 123_000_000, time.UTC),
}

func checkCalls(t *testing.T, table map[string]string) {
	t.Helper()
	for name, condition := range table {
		t.Run(name, func(t *testing.T) {
			s := compile(t, condition)
			if !s.matches(here) || s.state.Failures > 0 {
				t.Errorf("%s is false, %d failures", condition, s.state.Failures)
			}
		})
	}
}

// Every function is known here, and gives null, or an error, where its first
// argument is missing.
func TestEveryFunction(t *testing.T) {
	rest := map[string]string{
		"between": `, "a", "b"`, "cidrMatch": `, "::/0"`, "endsWith": `, "a"`, "startsWith": `, "a"`, "stringContains": `, "a"`,
		"indexOf": `, "a"`, "substring": `, 0`, "add": `, 1`, "subtract": `, 1`, "multiply": `, 1`, "divide": `, 1`, "modulo": `, 1`,
	}
	for _, f := range eql.Functions() {
		for _, name := range []string{f.Name, strings.ToUpper(f.Name)} {
			condition := name + "(gone" + rest[f.Name] + ") == null"
			if !compile(t, condition).matches(here) {
				t.Errorf("%s is false", condition)
			}
		}
	}
}

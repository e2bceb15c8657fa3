package rule

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

const rest = "name = 'A'\ntype = 'eql'\nseverity = 'low'\nrisk_score = 1\n"

// Every letter of a query stands in the file at the place that QueryPosition
// gives. The queries have each letter once, so it can be looked for.
func TestPlaceOfEveryLetterOfAQuery(t *testing.T) {
	for _, test := range []struct{ name, file, content string }{
		{"a literal text on the line of its key", "a.toml", "[rule]\nrule_id = '1'\nquery = 'QUACKS'\n" + rest},
		{"a literal text from the next line on", "a.toml", "[rule]\nrule_id = '1'\nquery = '''\nQU\n  ACKS'''\n" + rest},
		{"a literal text from the same line on", "a.toml", "[rule]\nrule_id = '1'\n  query   =   '''QU\nACKS\n'''\n" + rest},
		{"a basic text with escapes", "a.toml", "[rule]\nrule_id = '1'\nquery = \"Q\\u00e9\\\"U\\U0001F600A\\tCK\\\\S\"\n" + rest},
		{"a basic text over several lines", "a.toml", "[rule]\nrule_id = '1'\nquery = \"\"\"\nQU\\n\nA\\\"C\nKS\"\"\"\n" + rest},
		{"continued lines", "a.toml", "[rule]\nrule_id = '1'\nquery = \"\"\"\\\n\n   QU\\\n   A C\\   \n\n  KS\"\"\"\n" + rest},
		{"lines that end with CRLF", "a.toml", "[rule]\r\nrule_id = '1'\r\nquery = '''\r\nQU\r\nACKS\r\n'''\r\n" +
			strings.ReplaceAll(rest, "\n", "\r\n")},
		{"a byte order mark", "a.toml", "\ufeffrule.query = 'QUACKS'\nrule.rule_id = '1'\nrule.name = 'A'\n" +
			"rule.type = 'eql'\nrule.severity = 'low'\nrule.risk_score = 1"},
		{"other scripts", "a.toml", "[rule]\nrule_id = '1'\nquery = 'éQ日U😀ACKS'\n" + rest},
		{"JSON", "a.json", `{"rule_id":"1","name":"A","type":"eql","severity":"low","risk_score":1,` +
			`"query":"Q\u00e9\"U\ud83d\ude00A\nC\\\td\ud800K\/S"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := parse(test.file, []byte(test.content), true)
			if len(d.errs) > 0 {
				t.Fatalf("%s", d.errs.Render())
			}
			r := d.rules[0]
			lines := strings.Split(strings.TrimPrefix(strings.ReplaceAll(test.content, "\r\n", "\n"), "\ufeff"), "\n")
			for _, letter := range "QUACKS" {
				offset := strings.IndexRune(r.Query, letter)
				line, column := r.QueryPosition(offset)
				text := []rune(lines[line-1])
				if column > len(text) || text[column-1] != letter {
					t.Errorf("%c is at %d:%d of\n%s", letter, line, column, test.content)
				}
			}
		})
	}
}

func TestErrorsOfAQuery(t *testing.T) {
	const query = "process where\n  prcess.name == 'x'"
	at := strings.Index(query, "prcess")
	fault := &eql.Error{Span: eql.Span{Start: at, End: at + 6}, Message: "no such field", Hint: "process"}
	for _, test := range []struct {
		name   string
		origin Origin
		err    error
		want   string
	}{
		{
			"in a file", Origin{File: "a.toml", QueryLine: 10, QueryColumn: 4}, eql.Errors{fault},
			`a.toml:11:3: query 2:3: no such field
    2 |   prcess.name == 'x'
      |   ^^^^^^
    try: process`,
		},
		{
			"in a file, alone and wrapped", Origin{File: "a.toml", QueryLine: 10, QueryColumn: 4}, fmt.Errorf("step: %w", fault),
			`a.toml:11:3: query 2:3: no such field
    2 |   prcess.name == 'x'
      |   ^^^^^^
    try: process`,
		},
		{
			"in a line of an export",
			Origin{File: "a.ndjson", QueryLine: 7, QueryColumn: 20,
				query: written{text: `process where\n  prcess.name == 'x'`, spelling: jsonString}},
			eql.Errors{fault},
			`a.ndjson:7:37: query 2:3: no such field
    2 |   prcess.name == 'x'
      |   ^^^^^^
    try: process`,
		},
		{
			"in no file", Origin{File: "rules_inline[2]"}, eql.Errors{fault},
			`rules_inline[2]: query 2:3: no such field
    2 |   prcess.name == 'x'
      |   ^^^^^^
    try: process`,
		},
		{
			"of another kind", Origin{File: "a.toml", QueryLine: 10, QueryColumn: 4}, errors.New("too large"),
			`a.toml:10:4: too large`,
		},
		{"none", Origin{File: "a.toml"}, nil, ``},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := &Rule{Query: query, Origin: test.origin}
			if got := r.QueryErrors(test.err).Render(); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestErrorInOneLine(t *testing.T) {
	errs := Errors{
		{File: "a.toml", Line: 3, Column: 7, Message: "severity is missing", Hint: `"low"`},
		{File: "rules_inline[0].name", Message: "name is empty"},
	}
	const want = "a.toml:3:7: severity is missing (try: \"low\")\nrules_inline[0].name: name is empty"
	if got := errs.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var one *Error
	if !errors.As(errs.Err(), &one) || one != errs[0] {
		t.Error("errors.As does not find the first error")
	}
	if err := (Errors{}).Err(); err != nil {
		t.Errorf("no errors are the error %v", err)
	}
}

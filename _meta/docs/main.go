// Command docs writes docs/fields.md: which ECS fields the view supplies for which raw Windows events, from the tables
// that supply them. With -check it only verifies that the file is up to date.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/ecs"
)

const page = "docs/fields.md"

const intro = `# ECS fields of raw Windows events

Generated from the tables in ` + "`processor/ecs`" + ` by ` + "`go tool mage update`" + `.

Inside a shipper, Windows events have no ECS fields; Elastic's pipelines map them later, in Elasticsearch. The processor reads raw events as if they were mapped
already. A field is computed only when a rule asks for it, and nothing is written to the event.

An event is raw if it names a Windows provider or channel and has no ` + "`event.category`" + `. All others are read as they are. A field that stands in no table is
read under its own name, and so is one whose source has no value. ` + "`winlog.event_data.*`" + ` stays readable. What differs from Elastic's pipelines, and why, is in
[field-differences.md](field-differences.md).
`

func main() {
	check := flag.Bool("check", false, "verify that the page is up to date")
	flag.Parse()
	text := render()
	if !*check {
		if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
			fail(err)
		}
		return
	}
	written, err := os.ReadFile(page)
	if err != nil {
		fail(err)
	}
	if string(written) != text {
		fail(fmt.Errorf("%s is not what the tables say: run go tool mage update", page))
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func render() string {
	var b strings.Builder
	b.WriteString(intro)
	for _, source := range ecs.Sources() {
		fmt.Fprintf(&b, "\n## %s\n\n", source.Name)
		if len(source.Providers) > 0 {
			fmt.Fprintf(&b, "Events of %s, described [by their maker](%s).\n\n", codes(source.Providers), source.Doc)
		}
		b.WriteString("| field | event ids | from | becomes |\n|---|---|---|---|\n")
		for s := range ecs.Supplied() {
			if s.Source == source.Name {
				fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", s.Field, ids(s.Codes), from(s), becomes(s))
			}
		}
	}
	return b.String()
}

func ids(list []int) string {
	if len(list) == 0 {
		return "all"
	}
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		part := strconv.Itoa(list[i])
		if j > i {
			part += "–" + strconv.Itoa(list[j])
		}
		parts, i = append(parts, part), j+1
	}
	return strings.Join(parts, ", ")
}

func codes(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = "`" + strings.ReplaceAll(s, "|", "\\|") + "`"
	}
	return strings.Join(quoted, ", ")
}

func from(s ecs.Supply) string {
	switch {
	case s.Never:
		return "–"
	case len(s.From) == 0:
		return "always"
	case s.OwnFirst:
		return codes(slices.Concat([]string{s.Field}, s.From))
	}
	return codes(s.From)
}

func becomes(s ecs.Supply) string {
	switch {
	case s.Never:
		return "missing, as in Elastic's pipeline"
	case len(s.Constant) > 0:
		return codes(s.Constant)
	case s.Conversion == "":
		return "as it is"
	}
	return strings.ReplaceAll(s.Conversion, "|", "\\|")
}

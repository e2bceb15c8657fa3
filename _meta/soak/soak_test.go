package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/eqlbeat/eqlbeat/processor/sequence"
)

// TestSoak runs the part inside this process for a moment. The Beat's part needs minutes to say anything:
// `go tool mage soak` runs it.
func TestSoak(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds, which -short leaves out")
	}
	var report bytes.Buffer
	require.NoError(t, soak(t.Context(), &report, options{duration: time.Second, seed: 417}))
	t.Log(report.String())
	require.Regexp(t, `findings expected, found +\d,\d{3}, \d,\d{3}\n`, report.String())
}

// TestWrongClocksAreNobodyElses: where hosts share a clock, a wrong one costs the other's findings.
func TestWrongClocksAreNobodyElses(t *testing.T) {
	users := map[uint16][]*host{}
	for _, h := range newHosts() {
		for _, channel := range channels {
			class, _ := sequence.Classes(h.name, channel)
			users[class] = append(users[class], h)
		}
	}
	for _, sharing := range users {
		for _, h := range sharing {
			require.False(t, len(sharing) > 1 && (h.jumping() || h.shift != 0), "%s shares its clock with another host", h.name)
		}
	}
}

// line is one of the output: event n of the first file. The findings on event 4 are to be made of events 2 and 4.
func line(n string, more string) string {
	return `{"soak":{"file":0,"n":` + n + `}` + more + "}\n"
}

const (
	wants  = `,"rule":"r","steps":[1000000002,1000000004]}`
	tagged = `,"eql":{"matches":[{"rule":{"id":"r"},"steps":[{"id":"1000000002"},{"id":"1000000004"}]}]}`
	other  = `,"eql":{"matches":[{"rule":{"id":"r"},"steps":[{"id":"1000000001"},{"id":"1000000004"}]}]}`
	fourth = `{"soak":{"file":0,"n":4` + wants
)

func TestWhatCameOut(t *testing.T) {
	one, two, three, four := line("1", ""), line("2", ""), line("3", ""), fourth+tagged+"}\n"
	for _, c := range []struct {
		name string
		runs []string // the output; a run ends as its first word says
		want string   // violation
	}{
		{"all came out, once", []string{"stop " + one + two + three + four}, ""},
		{"a kill lets the newest events come again", []string{"kill " + one + two + three, "stop " + two + three + four}, ""},
		{"a line may be cut off by a kill", []string{"kill " + one + two + three[:9], "stop " + three + four}, ""},
		{"of two copies one has to be tagged", []string{"kill " + one + two + three + four, "stop " + fourth + "}\n"}, ""},
		{"nothing may come twice in one run", []string{"stop " + one + two + two + three + four}, "event 2 came after event 2, in one run"},
		{"nothing may come again after a stop", []string{"stop " + one + two, "stop " + two + three + four}, "though the run before was asked to end"},
		{"nothing may be left out", []string{"kill " + one + two, "stop " + four}, "event 4 came after event 2"},
		{"nothing may be missing at the end", []string{"stop " + one + two + three}, "1 events did not come out"},
		{"nothing else may come out", []string{"stop " + one + "text\n" + two + three + four}, "what came out is no event that went in"},
		{"what makes a finding has to be tagged", []string{"stop " + one + two, "stop " + three + fourth + "}\n"}, "event 4 is not tagged"},
		{"the tag has to name the right events", []string{"stop " + one + two + three + fourth + other + "}\n"}, "it should be"},
		{"what makes no finding has to stay as it is", []string{"stop " + one + line("2", tagged) + three + four}, "event 2 is tagged"},
		{"a partial match in a snapshot outlives a kill", []string{"kill! " + one + two, "stop " + three + fourth + "}\n"}, "event 4 is not tagged"},
		{"a younger one is lost", []string{"kill " + one + two, "stop " + three + fourth + "}\n"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOutside(&verdict{}, "", t.TempDir(), 1, false)
			output := ""
			for _, run := range c.runs {
				how, text, _ := strings.Cut(run, " ")
				e := runEnd{killed: how != "stop"}
				if output += text; how == "kill!" {
					e.safe = int64(len(output))
				}
				e.bytes = int64(len(output))
				o.ends = append(o.ends, e)
			}
			path := filepath.Join(t.TempDir(), "events.ndjson")
			require.NoError(t, os.WriteFile(path, []byte(output), 0o600))
			require.NoError(t, newShipped(o).read([]string{path}, [feedFiles]int64{4}))
			if c.want == "" {
				require.NoError(t, o.err())
				return
			}
			require.ErrorContains(t, o.err(), c.want)
		})
	}
}

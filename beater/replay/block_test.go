package replay

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// cutUp returns the events of a file as "number:line text", and then what is
// no event.
func cutUp(t *testing.T, r io.Reader) (found []string, err error) {
	t.Helper()
	var p places
	p.open("f", 1)
	_, err = readBlocks(r, 1, func(b *block) bool {
		p.elements(b.lines)
		b.events(func(text string, number uint64) {
			_, line := p.of(number)
			found = append(found, fmt.Sprintf("%d:%d %s", number, line, strings.TrimRight(text, "\r")))
		})
		if b.problem != "" {
			_, line := p.of(b.first)
			found = append(found, fmt.Sprintf("%d:%d problem: %s", b.first, line, b.problem))
		}
		return true
	})
	return found, err
}

func TestFilesAreCutIntoEvents(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       []string
	}{
		{"an empty file", "", nil},
		{"blank lines have numbers", "\n{1}\n \r\n{2}\n\n", []string{"2:2 {1}", "4:4 {2}"}},
		{"the last line needs no end", "{1}\n{2}", []string{"1:1 {1}", "2:2 {2}"}},
		{"Windows line ends", "{1}\r\n{2}\r\n", []string{"1:1 {1}", "2:2 {2}"}},
		{"a byte order mark", "\xEF\xBB\xBF{1}\n", []string{"1:1 {1}"}},
		{"an array on one line", `[{"a":1},{"b":[2,"]"]}]`, []string{`1:1 {"a":1}`, `2:1 {"b":[2,"]"]}`}},
		{"an array over lines", "\n[\n {\n  \"a\": 1\n }\n,\n\n {\"b\": 2} ]\n", []string{"1:3 {\n  \"a\": 1\n }", "2:8 {\"b\": 2}"}},
		{"an array behind a byte order mark", "\xEF\xBB\xBF[{1}]", []string{"1:1 {1}"}},
		{"an empty array", " [ ] ", nil},
		{"several arrays", "[{1},{2}]\n[{3}]", []string{"1:1 {1}", "2:1 {2}", "3:2 {3}"}},
		{"strings with brackets and quotes", `[{"a":"}],\"["},{"b":"\\"}]`, []string{`1:1 {"a":"}],\"["}`, `2:1 {"b":"\\"}`}},
		{"elements that are no objects", `[1,"a,b" , null]`, []string{"1:1 1", `2:1 "a,b"`, "3:1 null"}},
		{"an array that is cut off", "[{1},\n{2", []string{"1:1 {1}", "2:2 {2", "3:2 problem: the array is not closed: the file is cut off"}},
		{"text behind an array", "[{1}]\n{2}", []string{"1:1 {1}", "2:2 problem: it is text behind the array; what follows is not read"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(c.file), iotest.OneByteReader(strings.NewReader(c.file)), iotest.DataErrReader(strings.NewReader(c.file))} {
				found, err := cutUp(t, r)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(found, c.want) {
					t.Errorf("%q\nwant %q", found, c.want)
				}
			}
		})
	}
}

func TestLinesLongerThanABlockStayWhole(t *testing.T) {
	long := `{"a":"` + strings.Repeat("x", 3*blockSize) + `"}`
	found, err := cutUp(t, strings.NewReader("{1}\n"+long+"\n{3}\n"))
	if err != nil || !slices.Equal(found, []string{"1:1 {1}", "2:2 " + long, "3:3 {3}"}) {
		t.Errorf("%d events, %v", len(found), err)
	}
	found, err = cutUp(t, strings.NewReader("["+long+","+long+",{3}]"))
	if err != nil || !slices.Equal(found, []string{"1:1 " + long, "2:1 " + long, "3:1 {3}"}) {
		t.Errorf("%d events, %v", len(found), err)
	}
}

func TestLinesThatAreTooLongAreSkipped(t *testing.T) {
	found, err := cutUp(t, io.MultiReader(strings.NewReader("{1}\n"), io.LimitReader(endless{}, maxEvent+100), strings.NewReader("\n{3}\n")))
	if err != nil || !slices.Equal(found, []string{"1:1 {1}", "2:2 problem: it has more than 64 MiB", "3:3 {3}"}) {
		t.Errorf("%.100q, %v", found, err)
	}
}

// endless is a line without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestWhatWasReadBeforeAnErrorCounts(t *testing.T) {
	broken := errors.New("broken")
	for _, file := range []string{"{1}\n{2}", "[{1},{2}"} {
		found, err := cutUp(t, io.MultiReader(strings.NewReader(file), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) || len(found) == 0 || found[0] != "1:1 {1}" {
			t.Errorf("%q: %q, %v", file, found, err)
		}
	}
	if _, err := cutUp(t, strings.NewReader("\xFF\xFE{\x00")); !errors.Is(err, errUTF16) {
		t.Errorf("UTF-16: %v", err)
	}
}

func TestEventsAreFoundAgainByTheirNumber(t *testing.T) {
	var p places
	p.open("lines", 1) // 1 to 3
	p.open("empty", 4) // none
	p.open("array", 4) // 4 and 5
	p.elements([]uint64{2})
	p.elements([]uint64{7})
	p.open("more", 6)
	for number, want := range map[uint64]string{1: "lines:1", 3: "lines:3", 4: "array:2", 5: "array:7", 6: "more:1", 1000: "more:995"} {
		file, line := p.of(number)
		if got := fmt.Sprintf("%s:%d", file, line); got != want {
			t.Errorf("%d is at %s, want %s", number, got, want)
		}
	}
}

package rules

import (
	"io"

	"github.com/goccy/go-json"
)

// lines writes objects, one on each line.
type lines struct {
	to  *json.Encoder
	err error // the first
}

func newLines(w io.Writer) *lines {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return &lines{to: e}
}

func (l *lines) write(object any) {
	if l.err == nil {
		l.err = l.to.Encode(object)
	}
}

// ruleName identifies a rule in the output.
type ruleName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

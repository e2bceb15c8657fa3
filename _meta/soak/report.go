package main

import (
	"fmt"
	"io"
	"strconv"
)

// figure is a line of the report.
type figure struct{ name, value string }

func report(w io.Writer, title string, figures []figure) {
	fmt.Fprintf(w, "\n%s\n", title)
	for _, f := range figures {
		fmt.Fprintf(w, "  %-36s %s\n", f.name, f.value)
	}
}

// number writes thousands apart.
func number(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func mebibytes(bytes float64) string { return fmt.Sprintf("%.1f MiB", bytes/(1<<20)) }

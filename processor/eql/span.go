package eql

// Span is a half-open range of byte offsets in a query's text. The zero Span
// is an empty range at the start of the text.
type Span struct {
	Start, End int
}

// To returns the span from the start of s to the end of last.
func (s Span) To(last Span) Span { return Span{Start: s.Start, End: last.End} }

// in returns what the span covers of text; the span has to fit.
func (s Span) in(text string) string { return text[s.Start:s.End] }

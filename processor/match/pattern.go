package match

import (
	"strings"
	"unicode/utf8"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// pattern makes the node of `:`, like and regex.
func (b *builder) pattern(e *eql.Pattern) operand {
	x := b.operand(e.X)
	if !b.validPatterns(e) || isNull(x) {
		return constantNode{}
	}
	f, isField := x.(fieldNode)
	switch {
	case e.Op == eql.Regex || e.Op == eql.RegexFold:
		return b.regex(e, x)
	case isField:
		t := b.textTest(b.fields[f.i], patternTexts(e.Patterns), patternSpans(e.Patterns), func(texts []string) test {
			return newPatternTest(texts, e.Op != eql.Like)
		})
		return testNode{i: f.i, test: t}
	}
	return b.fold(e, valuePattern(x, e.Op, patternTexts(e.Patterns)), x)
}

func (b *builder) validPatterns(e *eql.Pattern) bool {
	before := len(b.errs)
	for _, l := range e.Patterns {
		switch {
		case l.Kind != eql.StringLiteral:
			b.refuse(l.Pos, "a pattern has to be a string", "")
		case !utf8.ValidString(l.Str):
			b.refuse(l.Pos, "pattern is not valid UTF-8", "")
		case len(l.Str) > maxPattern:
			b.refuse(l.Pos, "pattern is longer than 32,766 bytes", "")
		}
	}
	if len(e.Patterns) > maxList {
		b.refuse(e.Pos, "more than 65,535 patterns in one list", "")
	}
	return len(b.errs) == before
}

func (b *builder) regex(e *eql.Pattern, x operand) operand {
	t, errs := newRegexTest(e.Patterns, e.Op == eql.RegexFold)
	if errs != nil {
		b.errs = append(b.errs, errs...)
		return constantNode{}
	}
	if f, isField := x.(fieldNode); isField {
		return testNode{i: f.i, test: t}
	}
	return b.fold(e, &patternNode{x: x, test: t}, x)
}

const (
	maxPattern = 32_766 // bytes: Lucene's longest term
	maxList    = 65_535
)

func patternTexts(list []*eql.Literal) []string {
	texts := make([]string, len(list))
	for i, l := range list {
		texts[i] = l.Str
	}
	return texts
}

func patternSpans(list []*eql.Literal) []eql.Span {
	spans := make([]eql.Span, len(list))
	for i, l := range list {
		spans[i] = l.Pos
	}
	return spans
}

// valuePattern makes a wildcard operator's node for an expression.
// Elasticsearch runs it as a script, in which `:` ignores case in all of
// Unicode where the pattern has no wildcard.
func valuePattern(x operand, op eql.PatternOp, texts []string) *patternNode {
	n := &patternNode{x: x}
	var rest []string
	for _, s := range texts {
		if op == eql.Colon && !strings.ContainsAny(s, "*?") {
			n.plain = append(n.plain, s)
		} else {
			rest = append(rest, s)
		}
	}
	if rest != nil {
		n.test = newPatternTest(rest, op != eql.Like)
	}
	return n
}

// patternNode is a pattern operator on an expression; null of null.
type patternNode struct {
	x     operand
	plain []string // equal but for case
	test  test     // nil where all are plain
}

func (n *patternNode) eval(s *State) value {
	str, ok := evalText(s, n.x)
	if !ok {
		return value{}
	}
	for _, p := range n.plain {
		if equalIgnoringCase(str, p) {
			return boolOf(true)
		}
	}
	return boolOf(n.test != nil && n.test.pass(s, event.StringOf(str)))
}

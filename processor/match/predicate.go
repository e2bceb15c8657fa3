package match

import (
	"strings"
	"unicode/utf8"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// in makes the node of `x in (…)`. Null members are dropped; if all are null,
// or x is, it is null itself.
func (b *builder) in(e *eql.In) evaluator {
	x := b.operand(e.X)
	var members []value
	var at []eql.Span
	for _, m := range e.Members {
		c, constant := b.operand(m).(constantNode)
		switch {
		case !constant:
			b.refuse(m.Span(), `a value behind "in" has to be constant`, "")
		case c.v.kind == null:
		case e.Fold && c.v.kind != text:
			b.refuse(m.Span(), `"in~" compares strings`, "in")
		default:
			members = append(members, c.v)
			at = append(at, m.Span())
		}
	}
	if isNull(x) || members == nil {
		return constantNode{}
	}
	f, isField := x.(fieldNode)
	switch {
	case isField && e.Fold:
		return testNode{i: f.i, test: b.textTest(b.fields[f.i], textsOf(members), at, func(texts []string) test {
			return newPatternSet(texts, true)
		})}
	case isField:
		return testNode{i: f.i, test: b.equalTest(b.fields[f.i], members, at)}
	}
	return b.fold(e, &inNode{x: x, members: members, fold: e.Fold}, x)
}

func textsOf(values []value) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.str
	}
	return texts
}

// inNode is `x in (…)` for an expression x; null of null.
type inNode struct {
	x       evaluator
	members []value
	fold    bool
}

func (n *inNode) eval(s *State) value {
	x := n.x.eval(s)
	if x.kind == null {
		return value{}
	}
	for _, m := range n.members {
		if n.fold {
			if equalIgnoringCase(s.asText(x), m.str) {
				return boolOf(true)
			}
		} else if compareValues(eql.Equal, x, m).is(true) {
			return boolOf(true)
		}
	}
	return boolOf(false)
}

// pattern makes the node of `:`, like and regex.
func (b *builder) pattern(e *eql.Pattern) evaluator {
	x := b.operand(e.X)
	for _, l := range e.Patterns {
		switch {
		case l.Kind != eql.StringLiteral:
			return b.refuse(l.Pos, "a pattern has to be a string", "")
		case !utf8.ValidString(l.Str):
			return b.refuse(l.Pos, "pattern is not valid UTF-8", "")
		case len(l.Str) > maxPattern:
			return b.refuse(l.Pos, "pattern is longer than 32,766 bytes", "")
		}
	}
	if len(e.Patterns) > maxList {
		return b.refuse(e.Pos, "more than 65,535 patterns in one list", "")
	}
	var t test
	f, isField := x.(fieldNode)
	switch {
	case e.Op == eql.Regex || e.Op == eql.RegexFold:
		var errs eql.Errors
		if t, errs = newRegexTest(e.Patterns, e.Op == eql.RegexFold); errs != nil {
			b.errs = append(b.errs, errs...)
			return constantNode{}
		}
	case isField:
		t = b.textTest(b.fields[f.i], patternTexts(e.Patterns), patternSpans(e.Patterns), func(texts []string) test {
			return newPatternTest(texts, e.Op != eql.Like)
		})
	default:
		t = valuePattern(patternTexts(e.Patterns), e.Op)
	}
	switch {
	case isNull(x):
		return constantNode{}
	case isField:
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

// textTest makes a test of text for a field; where the field holds addresses,
// those among the texts are compared as addresses.
func (b *builder) textTest(field string, texts []string, at []eql.Span, make func([]string) test) test {
	if event.TypeOf(field) != event.IP {
		return make(texts)
	}
	var blocks []block
	var rest []string
	for i, s := range texts {
		if parsed, ok := b.block(s, at[i]); ok {
			blocks = append(blocks, parsed)
		} else {
			rest = append(rest, s)
		}
	}
	var tests []test
	if blocks != nil {
		tests = append(tests, newAddressSet(blocks))
	}
	if rest != nil {
		tests = append(tests, make(rest))
	}
	return join(tests)
}

// valuePattern makes the test of a wildcard operator for an expression's
// value. Elasticsearch runs `:` as a script there, which ignores case in all of
// Unicode where the pattern has no wildcard.
func valuePattern(texts []string, op eql.PatternOp) test {
	var plain, wild []string
	for _, s := range texts {
		if op == eql.Colon && !strings.ContainsAny(s, "*?") {
			plain = append(plain, s)
		} else {
			wild = append(wild, s)
		}
	}
	var tests []test
	if plain != nil {
		tests = append(tests, unicodeSet(plain))
	}
	if wild != nil {
		tests = append(tests, newPatternTest(wild, op != eql.Like))
	}
	return join(tests)
}

// unicodeSet passes for texts equal to one of its own but for case, in all of
// Unicode.
type unicodeSet []string

func (t unicodeSet) pass(s *State, v event.Value) bool {
	str := s.text(v)
	for _, m := range t {
		if equalIgnoringCase(str, m) {
			return true
		}
	}
	return false
}

func (t unicodeSet) key() string    { return "unicode " + listKey(t) }
func (t unicodeSet) demand() demand { return demand{} }

// patternNode is a pattern operator on an expression; null of null.
type patternNode struct {
	x    evaluator
	test test
}

func (n *patternNode) eval(s *State) value {
	str, ok := evalText(s, n.x)
	if !ok {
		return value{}
	}
	return boolOf(n.test.pass(s, event.StringOf(str)))
}

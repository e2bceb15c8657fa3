package match

import (
	"regexp"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// regexTest passes for text the whole of which matches any of several regular
// expressions: regex and regex~.
type regexTest struct {
	fold      bool
	patterns  []string       // as given
	automaton *automaton     // nil where it would be too large
	re        *regexp.Regexp // else
}

func (t *regexTest) pass(s *State, v event.Value) bool { return t.match(s.text(v)) }

func (t *regexTest) match(s string) bool {
	if t.automaton != nil {
		return t.automaton.match(s)
	}
	return t.re.MatchString(s)
}

func (t *regexTest) key() string {
	if t.fold {
		return "regex ~" + listKey(t.patterns)
	}
	return "regex " + listKey(t.patterns)
}

func (t *regexTest) demand() demand { return demand{} }

// smallAutomaton is how many states an automaton may have before Go's regexp is
// asked to match the expression, which takes less memory.
const smallAutomaton = 2000

// newRegexTest compiles the expressions of a list. Those without operators
// become a set of strings.
func newRegexTest(list []*eql.Literal, fold bool) (test, eql.Errors) {
	ts := newTerms()
	var (
		errs     eql.Errors
		literals []string
		rest     []*term
		texts    []string
	)
	for _, l := range list {
		p, err := parseRegex(ts, l.Str, fold)
		if err != nil {
			errs = append(errs, &eql.Error{Span: literalSpan(l, err.at), Message: err.message, Hint: err.hint})
			continue
		}
		if s, ok := p.literal(fold); ok {
			literals = append(literals, s)
		} else {
			rest = append(rest, p)
			texts = append(texts, l.Str)
		}
	}
	if errs != nil {
		return nil, errs
	}
	var tests []test
	if literals != nil {
		tests = append(tests, newPatternSet(literals, fold))
	}
	if rest != nil {
		t, ok := ts.regexTest(rest, texts, fold)
		if !ok {
			return nil, eql.Errors{{Span: list[0].Pos.To(list[len(list)-1].Pos),
				Message: "regular expression is too large", Hint: "fewer alternatives, repeats, ~ and &"}}
		}
		tests = append(tests, t)
	}
	return join(tests), nil
}

// regexTest compiles the union of several terms; ok is false if it is too
// large.
func (ts *terms) regexTest(list []*term, texts []string, fold bool) (t *regexTest, ok bool) {
	t = &regexTest{fold: fold, patterns: texts}
	p := ts.or(list...)
	if t.automaton, ok = ts.automaton(p, smallAutomaton); ok {
		return t, true
	}
	if t.re, ok = p.re2(); ok {
		return t, true
	}
	t.automaton, ok = ts.automaton(p, maxStates)
	return t, ok
}

// literalSpan returns where byte i of a literal's text stands in the query; the
// whole literal where the way it is written leaves that open.
func literalSpan(l *eql.Literal, i int) eql.Span {
	const plain, raw = 2, 6 // bytes of the quotes
	start := l.Pos.Start + i
	escapes := needEscapes(l.Str)
	most := escapes + strings.Count(l.Str, "\t") + strings.Count(l.Str, "'")
	switch surplus := l.Pos.End - l.Pos.Start - len(l.Str); {
	case surplus == raw && (escapes <= raw-plain && most >= raw-plain || !isASCII(l.Str)): // either
		return l.Pos
	case surplus == raw:
		start += raw / 2
	case surplus == plain+escapes:
		start += plain/2 + needEscapes(l.Str[:i])
	default: // longer escapes
		return l.Pos
	}
	return eql.Span{Start: start, End: min(start+1, l.Pos.End-1)}
}

// needEscapes returns how many bytes of s have to be escaped in "…", each with
// one byte more.
func needEscapes(s string) (n int) {
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' || s[i] < ' ' && s[i] != '\t' {
			n++
		}
	}
	return n
}

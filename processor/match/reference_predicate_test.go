package match

import (
	"regexp"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

func referenceIn(e *eql.In, chosen map[string]any) any {
	x := evaluate(e.X, chosen)
	if x == nil {
		return nil
	}
	f, isField := e.X.(*eql.Field)
	members := 0
	for _, m := range e.Members {
		c := constant(m)
		if c == nil {
			continue
		}
		members++
		switch {
		case e.Fold && isField && fieldEqualsFolded(f.Name, x, c.(string)),
			e.Fold && !isField && strings.EqualFold(asText(x), c.(string)),
			!e.Fold && isField && fieldCompares(f.Name, eql.Equal, x, c),
			!e.Fold && !isField && valuesCompare(eql.Equal, x, c) == true:
			return true
		}
	}
	if members == 0 {
		return nil
	}
	return false
}

func fieldEqualsFolded(field string, x any, c string) bool {
	if event.TypeOf(field) == event.IP {
		if holds, ok := addressesCompare(eql.Equal, x, c); ok {
			return holds
		}
	}
	return asciiLower(asText(x)) == asciiLower(c)
}

func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 32
		}
	}
	return string(b)
}

func referencePattern(e *eql.Pattern, chosen map[string]any) any {
	x := evaluate(e.X, chosen)
	if x == nil {
		return nil
	}
	f, isField := e.X.(*eql.Field)
	for _, l := range e.Patterns {
		s, p := asText(x), l.Str
		if isField && event.TypeOf(f.Name) == event.IP && e.Op <= eql.LikeFold {
			if holds, ok := addressesCompare(eql.Equal, x, p); ok {
				if holds {
					return true
				}
				continue
			}
		}
		switch e.Op {
		case eql.Colon:
			if !isField && !strings.ContainsAny(p, "*?") {
				if strings.EqualFold(s, p) {
					return true
				}
				continue
			}
			s, p = asciiLower(s), asciiLower(p)
		case eql.LikeFold:
			s, p = asciiLower(s), asciiLower(p)
		case eql.Regex, eql.RegexFold:
			if referenceRegex(p, e.Op == eql.RegexFold).MatchString(s) {
				return true
			}
			continue
		}
		if wildcardMatches([]rune(p), []rune(s)) {
			return true
		}
	}
	return false
}

// wildcardMatches tries everything.
func wildcardMatches(p, s []rune) bool {
	if len(p) == 0 {
		return len(s) == 0
	}
	if p[0] == '*' {
		return wildcardMatches(p[1:], s) || len(s) > 0 && wildcardMatches(p, s[1:])
	}
	return len(s) > 0 && (p[0] == '?' || p[0] == s[0]) && wildcardMatches(p[1:], s[1:])
}

// referenceRegex knows expressions that mean the same to Go and to Lucene.
func referenceRegex(p string, fold bool) *regexp.Regexp {
	if fold {
		p = "(?i)" + p
	}
	return regexp.MustCompile(`(?s)\A(?:` + p + `)\z`)
}

package eql

import (
	"fmt"
	"net/netip"
	"strings"
)

// call checks a function call and its arguments.
func (c *checker) call(e *Call) {
	valid := make([]bool, len(e.Args))
	for i, a := range e.Args {
		valid[i] = c.valid(a)
	}
	f, ok := LookupFunction(e.Name)
	if !ok {
		c.unknownFunction(e)
		return
	}
	if e.Fold && !f.Fold {
		c.add(e.NamePos, f.Name+` has no form with "~"`, f.signature())
	}
	switch n := len(e.Args); {
	case n >= f.MinArgs && (f.Variadic || n <= len(f.Params)):
		for i, a := range e.Args {
			if valid[i] {
				c.argument(f, f.Param(i), a)
			}
		}
	default:
		c.add(e.NamePos, fmt.Sprintf("%s takes %s, found %d", f.Name, arity(f), n), f.signature())
	}
}

// arity says how many arguments f takes.
func arity(f *Function) string {
	low, high := f.MinArgs, f.MaxArgs()
	switch {
	case high < 0 && low == 1:
		return "at least 1 argument"
	case high < 0:
		return fmt.Sprintf("at least %d arguments", low)
	case low != high:
		return fmt.Sprintf("%d to %d arguments", low, high)
	case low == 1:
		return "1 argument"
	}
	return fmt.Sprintf("%d arguments", low)
}

// argument checks one argument, which is valid itself.
func (c *checker) argument(f *Function, p Param, e Expr) {
	found := TypeOf(e)
	switch {
	case !found.fits(p.Type):
		hint := literalHint(e, p.Type)
		if p.Type == StringType && found == NumberType && !IsConstant(e) {
			hint = clip("string(" + Print(e) + ")")
		}
		c.add(e.Span(), fmt.Sprintf("the argument %q of %s has to be %s, this is %s", p.Name, f.Name, p.Type.article(), found.article()), hint)
	case p.Constant && !IsConstant(e):
		c.add(e.Span(), fmt.Sprintf("the argument %q of %s has to be constant, this has a field", p.Name, f.Name), "")
	case p.wrong != nil:
		if l, ok := e.(*Literal); ok && l.Kind == StringLiteral {
			if message := p.wrong(l.Str); message != "" {
				c.add(l.Pos, message, "")
			}
		}
	}
}

// wrongBlock says what is wrong with a block of cidrMatch, or "". A block is
// an address with or without a prefix length; bits behind the prefix are
// allowed.
func wrongBlock(block string) string {
	if _, err := netip.ParsePrefix(block); err == nil {
		return ""
	}
	if a, err := netip.ParseAddr(block); err == nil && a.Zone() == "" {
		return ""
	}
	return show(block) + " is no block of IP addresses"
}

// removedFunctions were part of the EQL before Elasticsearch's, with what
// stands for them now: %f is the first argument, %a are the others.
var removedFunctions = map[string]string{
	"wildcard":      "%f : (%a)",
	"match":         "%f regex~ (%a)",
	"matchlite":     "%f regex~ (%a)",
	"arraycontains": "%f in~ (%a), which holds if any value of %f is in the list",
	"arraysearch":   "a condition on %f, which holds if any value satisfies it",
	"arraycount":    "",
	"safe":          "%f",
}

// unknownFunction reports a call of what is no function.
func (c *checker) unknownFunction(e *Call) {
	name := strings.ToLower(e.Name)
	if form, ok := removedFunctions[name]; ok {
		first, others := "field", "…"
		if len(e.Args) > 0 {
			first = clip(Print(e.Args[0]))
		}
		if len(e.Args) > 1 {
			list := Print(&Call{Args: e.Args[1:]})
			others = clip(list[1 : len(list)-1])
		}
		hint := strings.NewReplacer("%f", first, "%a", others).Replace(form)
		c.add(e.NamePos, fmt.Sprintf("the function %q is no longer part of the language", e.Name), hint)
		return
	}
	if keywords[name] != kindEnd {
		c.add(e.NamePos, fmt.Sprintf("unknown word %q: keywords are written in lower case", e.Name), name)
		return
	}
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = f.Name
	}
	c.add(e.NamePos, "unknown function "+show(e.Name), nearest(e.Name, names))
}

package eql

import (
	"slices"
	"strings"
)

// Function is a function of the language, as far as it can be checked.
type Function struct {
	Name string // the usual spelling; any other use of case is the same function
	// Params are the parameters. Those behind the first MinArgs can be left
	// out, and the last one can be repeated if Variadic is true.
	Params   []Param
	MinArgs  int
	Variadic bool
	Fold     bool // there is a form with `~` that ignores case
	Result   Type
}

// Param is a parameter of a Function.
type Param struct {
	Name     string
	Type     Type // AnyType takes everything
	Constant bool // takes no expression with a field in it
	// wrong says what is wrong with a constant string, or "". Nil accepts all.
	wrong func(string) string
}

// MaxArgs returns the largest number of arguments, -1 if there is none.
func (f *Function) MaxArgs() int {
	if f.Variadic {
		return -1
	}
	return len(f.Params)
}

// Param returns the parameter for argument i, counted from 0. Arguments
// beyond the last parameter belong to that one.
func (f *Function) Param(i int) Param { return f.Params[min(i, len(f.Params)-1)] }

// signature returns how the function is called.
func (f *Function) signature() string {
	var b strings.Builder
	b.WriteString(f.Name + "(")
	for i, p := range f.Params {
		switch {
		case i == 0:
		case i >= f.MinArgs:
			b.WriteString("[, ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(p.Name)
	}
	if f.Variadic {
		b.WriteString(", …")
	}
	b.WriteString(strings.Repeat("]", len(f.Params)-f.MinArgs) + ")")
	return b.String()
}

var (
	numberParam = func(name string) Param { return Param{Name: name, Type: NumberType} }
	stringParam = func(name string) Param { return Param{Name: name, Type: StringType} }
	twoNumbers  = []Param{numberParam("a"), numberParam("b")}
)

// functions are all functions, sorted by name.
var functions = []*Function{
	{Name: "add", Params: twoNumbers, MinArgs: 2, Result: NumberType},
	{Name: "between", Params: []Param{stringParam("string"), stringParam("left"), stringParam("right"), {Name: "greedy", Type: BoolType}},
		MinArgs: 3, Fold: true, Result: StringType},
	{Name: "cidrMatch", Params: []Param{stringParam("ip"), {Name: "block", Type: StringType, Constant: true, wrong: wrongBlock}},
		MinArgs: 2, Variadic: true, Result: BoolType},
	{Name: "concat", Params: []Param{{Name: "value"}}, MinArgs: 1, Variadic: true, Result: StringType},
	{Name: "divide", Params: twoNumbers, MinArgs: 2, Result: NumberType},
	{Name: "endsWith", Params: []Param{stringParam("string"), stringParam("suffix")}, MinArgs: 2, Fold: true, Result: BoolType},
	{Name: "indexOf", Params: []Param{stringParam("string"), stringParam("part"), numberParam("start")},
		MinArgs: 2, Fold: true, Result: NumberType},
	{Name: "length", Params: []Param{stringParam("string")}, MinArgs: 1, Result: NumberType},
	{Name: "modulo", Params: twoNumbers, MinArgs: 2, Result: NumberType},
	{Name: "multiply", Params: twoNumbers, MinArgs: 2, Result: NumberType},
	{Name: "number", Params: []Param{stringParam("string"), numberParam("base")}, MinArgs: 1, Result: NumberType},
	{Name: "startsWith", Params: []Param{stringParam("string"), stringParam("prefix")}, MinArgs: 2, Fold: true, Result: BoolType},
	{Name: "string", Params: []Param{{Name: "value"}}, MinArgs: 1, Result: StringType},
	{Name: "stringContains", Params: []Param{stringParam("string"), stringParam("part")}, MinArgs: 2, Fold: true, Result: BoolType},
	{Name: "substring", Params: []Param{stringParam("string"), numberParam("start"), numberParam("end")}, MinArgs: 2, Result: StringType},
	{Name: "subtract", Params: twoNumbers, MinArgs: 2, Result: NumberType},
}

var functionsByName = func() map[string]*Function {
	byName := make(map[string]*Function, len(functions))
	for _, f := range functions {
		byName[strings.ToLower(f.Name)] = f
	}
	return byName
}()

// Functions returns all functions, sorted by name. They belong to the package
// and are not to be changed.
func Functions() []*Function { return slices.Clone(functions) }

// LookupFunction returns the function with the given name, in any case and
// without `~`.
func LookupFunction(name string) (*Function, bool) {
	f, ok := functionsByName[name]
	if !ok {
		f, ok = functionsByName[strings.ToLower(name)]
	}
	return f, ok
}

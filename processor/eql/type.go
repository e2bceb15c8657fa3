package eql

// Type is what is known of a value before there is an event.
type Type uint8

const (
	AnyType    Type = iota // of a field: known only with the event
	NullType               // of the literal null
	BoolType               // of conditions
	NumberType             // integers and floating point
	StringType
)

var typeNames = [...]string{"any value", "null", "boolean", "number", "string"}

// String returns the type's name as messages use it.
func (t Type) String() string { return typeNames[t] }

// article returns the name with an article.
func (t Type) article() string {
	switch t {
	case AnyType, NullType:
		return t.String()
	}
	return "a " + t.String()
}

// fits reports whether a value of type t can stand where want is needed. What
// is not known fits everywhere, and so does null.
func (t Type) fits(want Type) bool {
	return t == want || t == AnyType || want == AnyType || t == NullType || want == NullType
}

// TypeOf returns the type of e. The condition of a query that passed Check has
// type BoolType, AnyType (a field on its own) or NullType.
func TypeOf(e Expr) Type {
	switch e := e.(type) {
	case *Logical, *Not, *Comparison, *In, *Pattern:
		return BoolType
	case *Arithmetic, *Negation:
		return NumberType
	case *Call:
		if f, ok := LookupFunction(e.Name); ok {
			return f.Result
		}
	case *Literal:
		return [...]Type{NullType, BoolType, NumberType, NumberType, StringType}[e.Kind]
	}
	return AnyType
}

package eql

// Walk calls visit for e and all nodes below it, each before its operands and
// these from left to right. It does not go below a node for which visit
// returns false.
func Walk(e Expr, visit func(Expr) bool) {
	if e == nil || !visit(e) {
		return
	}
	switch e := e.(type) {
	case *Logical:
		Walk(e.Left, visit)
		Walk(e.Right, visit)
	case *Not:
		Walk(e.X, visit)
	case *Comparison:
		Walk(e.Left, visit)
		Walk(e.Right, visit)
	case *Arithmetic:
		Walk(e.Left, visit)
		Walk(e.Right, visit)
	case *Negation:
		Walk(e.X, visit)
	case *In:
		Walk(e.X, visit)
		for _, m := range e.Members {
			Walk(m, visit)
		}
	case *Pattern:
		Walk(e.X, visit)
		for _, l := range e.Patterns {
			Walk(l, visit)
		}
	case *Call:
		for _, a := range e.Args {
			Walk(a, visit)
		}
	}
}

// Fields returns every mention of a field in e, from left to right. A field
// mentioned twice is there twice.
func Fields(e Expr) []*Field {
	var fields []*Field
	Walk(e, func(e Expr) bool {
		if f, ok := e.(*Field); ok {
			fields = append(fields, f)
		}
		return true
	})
	return fields
}

// IsConstant reports whether e mentions no field, so that it has the same
// value for every event.
func IsConstant(e Expr) bool {
	constant := true
	Walk(e, func(e Expr) bool {
		if _, ok := e.(*Field); ok {
			constant = false
		}
		return constant
	})
	return constant
}

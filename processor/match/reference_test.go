package match

import (
	"math/big"
	"slices"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// The reference evaluates a condition by walking its tree, slowly and plainly.
// An event is a map from a field's name to its values: string, int64, float64,
// bool or time.Time. Inside a leaf there are int32 and nil as well.

type reference map[string][]any

// trouble is a run-time error of a leaf.
type trouble string

// verdict is the outcome of a condition; fixed where no event can change it,
// and nil where it is null, which only a fixed one can be.
type verdict struct {
	value any // nil, true or false
	fixed bool
}

func (r reference) matches(e eql.Expr) bool { return r.condition(e).value == true }

func (r reference) condition(e eql.Expr) verdict {
	switch e := e.(type) {
	case *eql.Not:
		v := r.condition(e.X)
		if v.value != nil {
			v.value = !v.value.(bool)
		}
		return v
	case *eql.Logical:
		return r.logical(e.Op == eql.And, r.condition(e.Left), r.condition(e.Right))
	case *eql.Comparison:
		if e.Op == eql.Equal && eql.TypeOf(e.Left) == eql.BoolType && eql.TypeOf(e.Right) == eql.BoolType {
			if eql.IsConstant(e.Right) != eql.IsConstant(e.Left) {
				x, c := e.Left, e.Right
				if eql.IsConstant(x) {
					x, c = c, x
				}
				switch constant(c) {
				case true:
					return r.condition(x)
				case false:
					return r.condition(&eql.Not{X: x})
				}
			}
		}
	}
	return r.leaf(e)
}

func (r reference) logical(and bool, a, b verdict) verdict {
	for _, v := range []verdict{a, b} {
		if v.fixed && v.value == !and {
			return v
		}
	}
	for _, v := range []verdict{a, b} {
		if v.fixed && v.value == nil && and {
			return v
		}
	}
	switch {
	case a.fixed && !(a.value == nil && b.fixed): // true for and; false or null for or
		return b
	case b.fixed:
		return a
	case and:
		return verdict{value: a.value.(bool) && b.value.(bool)}
	}
	return verdict{value: a.value.(bool) || b.value.(bool)}
}

func (r reference) leaf(e eql.Expr) verdict {
	if fixed, value := fixedValue(e); fixed {
		return verdict{value, true}
	}
	if f, ok := e.(*eql.Field); ok {
		e = &eql.Comparison{Left: f, Right: &eql.Literal{Kind: eql.BoolLiteral, Bool: true}}
	}
	var names []string
	for _, f := range eql.Fields(e) {
		if !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	return verdict{value: r.any(e, names, map[string]any{})}
}

// any tries all combinations of the values of the fields in names.
func (r reference) any(e eql.Expr, names []string, chosen map[string]any) bool {
	if len(names) == 0 {
		return safely(e, chosen) == true
	}
	values := r[names[0]]
	if len(values) == 0 {
		values = []any{nil}
	}
	for _, v := range values {
		chosen[names[0]] = v
		if r.any(e, names[1:], chosen) {
			return true
		}
	}
	return false
}

func safely(e eql.Expr, chosen map[string]any) (v any) {
	defer func() {
		if t := recover(); t != nil {
			if _, ok := t.(trouble); !ok {
				panic(t)
			}
			v = nil
		}
	}()
	return evaluate(e, chosen)
}

func constant(e eql.Expr) any { return evaluate(e, nil) }

// fixedValue says whether e is folded to a constant before any event is seen.
func fixedValue(e eql.Expr) (fixed bool, v any) {
	if eql.IsConstant(e) {
		return true, constant(e)
	}
	null := func(e eql.Expr) bool { fixed, v := fixedValue(e); return fixed && v == nil }
	switch e := e.(type) {
	case *eql.Arithmetic:
		return null(e.Left) || null(e.Right), nil
	case *eql.Negation:
		return null(e.X), nil
	case *eql.Logical:
		left, l := fixedValue(e.Left)
		right, r := fixedValue(e.Right)
		return left && right, kleene(e.Op == eql.And, l, r)
	case *eql.Not:
		if fixed, v := fixedValue(e.X); fixed {
			if v == nil {
				return true, nil
			}
			return true, v == false
		}
	case *eql.Comparison:
		left, l := fixedValue(e.Left)
		right, r := fixedValue(e.Right)
		switch {
		case e.Op == eql.Equal:
			return left && right, l == nil && r == nil
		case left && l == nil, right && r == nil:
			return true, nil
		}
	case *eql.In:
		return null(e.X) || !slices.ContainsFunc(e.Members, func(m eql.Expr) bool { return !null(m) }), nil
	case *eql.Pattern:
		return null(e.X), nil
	}
	return false, nil
}

// evaluate returns nil, bool, int32, int64, float64, string or time.Time.
func evaluate(e eql.Expr, chosen map[string]any) any {
	if !eql.IsConstant(e) {
		if fixed, v := fixedValue(e); fixed {
			return v
		}
	}
	switch e := e.(type) {
	case *eql.Literal:
		return literal(e)
	case *eql.Field:
		return chosen[e.Name]
	case *eql.Not:
		if b, ok := asBool(evaluate(e.X, chosen)); ok {
			return !b
		}
		return nil
	case *eql.Logical:
		left := evaluate(e.Left, chosen)
		if b, ok := asBool(left); ok && b != (e.Op == eql.And) {
			return b // the right side may not be evaluable
		}
		return kleene(e.Op == eql.And, left, evaluate(e.Right, chosen))
	case *eql.Negation:
		switch v := asNumber(evaluate(e.X, chosen)).(type) {
		case int32:
			return int32(checked(big.NewInt(-int64(v)), 32))
		case int64:
			return checked(new(big.Int).Neg(big.NewInt(v)), 64)
		case float64:
			return -v
		}
		return nil
	case *eql.Arithmetic:
		return calculate(e.Op, evaluate(e.Left, chosen), evaluate(e.Right, chosen))
	case *eql.Comparison:
		return referenceComparison(e, chosen)
	case *eql.In:
		return referenceIn(e, chosen)
	case *eql.Pattern:
		return referencePattern(e, chosen)
	case *eql.Call:
		return referenceCall(e, chosen)
	}
	panic("unknown node")
}

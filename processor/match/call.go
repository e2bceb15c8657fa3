package match

import "github.com/eqlbeat/eqlbeat/processor/eql"

// call makes a node of a function's call, folded where all arguments are
// constant.
func (b *builder) call(e *eql.Call) operand {
	args := make([]operand, len(e.Args))
	for i, a := range e.Args {
		args[i] = b.operand(a)
	}
	f, known := eql.LookupFunction(e.Name)
	if !known || len(args) < f.MinArgs || f.MaxArgs() >= 0 && len(args) > f.MaxArgs() {
		return b.refuse(e.NamePos, "no function can be called like this: "+e.Name, "")
	}
	return b.fold(e, b.callOf(f.Name, e, args), args...)
}

// callOf makes the node of a call whose number of arguments is right.
func (b *builder) callOf(name string, e *eql.Call, args []operand) operand {
	switch name {
	case "add":
		return &arithmeticNode{op: eql.Add, left: args[0], right: args[1]}
	case "subtract":
		return &arithmeticNode{op: eql.Subtract, left: args[0], right: args[1]}
	case "multiply":
		return &arithmeticNode{op: eql.Multiply, left: args[0], right: args[1]}
	case "divide":
		return &arithmeticNode{op: eql.Divide, left: args[0], right: args[1]}
	case "modulo":
		return &arithmeticNode{op: eql.Modulo, left: args[0], right: args[1]}
	case "between":
		return &betweenNode{s: args[0], left: args[1], right: args[2], greedy: optional(args, 3), fold: e.Fold}
	case "cidrMatch":
		return b.cidrMatch(e, args)
	case "concat":
		return &concatNode{parts: args}
	case "endsWith":
		return affixCall(atEnd, e.Fold, args)
	case "indexOf":
		return &indexOfNode{s: args[0], part: args[1], start: optional(args, 2), fold: e.Fold}
	case "length":
		return &lengthNode{s: args[0]}
	case "number":
		return &numberNode{s: args[0], base: optional(args, 1)}
	case "startsWith":
		return affixCall(atStart, e.Fold, args)
	case "string":
		return &stringNode{x: args[0]}
	case "stringContains":
		return affixCall(inside, e.Fold, args)
	case "substring":
		return &substringNode{s: args[0], start: args[1], end: optional(args, 2)}
	}
	return b.refuse(e.NamePos, "function "+name+" is not known here", "")
}

// optional returns argument i, or null where it is left out.
func optional(args []operand, i int) operand {
	if i < len(args) {
		return args[i]
	}
	return constantNode{}
}

package match

import "strings"

// affixCall makes startsWith, endsWith or stringContains: a test where the
// first argument is a field and the second a string.
func affixCall(where place, fold bool, args []operand) operand {
	field, isField := args[0].(fieldNode)
	literal, isConstant := args[1].(constantNode)
	if isField && isConstant && literal.v.kind == text {
		return testNode{i: field.i, test: newAffix(where, literal.v.str, fold)}
	}
	return &affixNode{place: where, s: args[0], part: args[1], fold: fold}
}

// affixNode is startsWith, endsWith or stringContains of any two texts: null
// if either is null. Everything starts and ends with the empty string; nothing
// contains it.
type affixNode struct {
	place   place
	s, part operand
	fold    bool
}

func (n *affixNode) eval(s *State) value {
	str, ok := evalText(s, n.s)
	if !ok {
		return value{}
	}
	part, ok := evalText(s, n.part)
	if !ok {
		return value{}
	}
	switch {
	case n.place == inside && part == "":
		return boolOf(false)
	case n.place == inside:
		_, _, ok = indexText(str, part, n.fold)
	case n.place == atEnd && n.fold:
		ok = suffixLower(str, part)
	case n.place == atEnd:
		ok = strings.HasSuffix(str, part)
	case n.fold:
		_, ok = prefixLower(str, part)
	default:
		ok = strings.HasPrefix(str, part)
	}
	return boolOf(ok)
}

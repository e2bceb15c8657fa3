package match

import "strings"

// betweenNode is between(s, left, right[, greedy]): what stands in s between
// the first left and the first right behind it or, if greedy, the last right
// of all. It is "" where one of them isn't found, or the last right stands
// before the end of left; it is s where s, left or right is empty. A null s
// gives null, a null left or right an error.
type betweenNode struct {
	s, left, right, greedy operand
	fold                   bool
}

func (n *betweenNode) eval(s *State) value {
	str, ok := evalText(s, n.s)
	if !ok {
		return value{}
	}
	left, leftOK := evalText(s, n.left)
	right, rightOK := evalText(s, n.right)
	if !leftOK || !rightOK {
		return s.fail("between has no text to look for")
	}
	if str == "" || left == "" || right == "" {
		return textOf(str)
	}
	_, start, ok := indexText(str, left, n.fold)
	if !ok {
		return textOf("")
	}
	greedy, _ := evalBool(s, n.greedy)
	end := start
	switch {
	case !greedy:
		at, _, found := indexText(str[start:], right, n.fold)
		end, ok = start+at, found
	case n.fold:
		end, ok = lastIndexLower(str, right)
	default:
		end = strings.LastIndex(str, right)
	}
	if !ok || end < start {
		return textOf("")
	}
	return textOf(str[start:end])
}

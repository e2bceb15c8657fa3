package match

// lengthNode is length(s): UTF-16 code units; null of null.
type lengthNode struct{ s operand }

func (n *lengthNode) eval(s *State) value {
	str, ok := evalText(s, n.s)
	if !ok {
		return value{}
	}
	return integerOf(units(str))
}

package match

// concatNode is concat(v, …): all values as text, one behind the other; null
// if any is null.
type concatNode struct{ parts []operand }

func (n *concatNode) eval(s *State) value {
	if len(n.parts) == 1 {
		str, ok := evalText(s, n.parts[0])
		if !ok {
			return value{}
		}
		return textOf(str)
	}
	// The parts' own text may go to the arena too: the end of it is only known
	// once each part is evaluated, so the result is begun anew for each.
	whole := value{kind: text}
	for _, part := range n.parts {
		str, ok := evalText(s, part)
		if !ok {
			return value{}
		}
		whole.str = s.appended(whole.str, str)
	}
	return whole
}

// appended returns a followed by b, in the arena.
func (s *State) appended(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	start := len(s.arena)
	s.arena = append(s.arena, a...)
	s.arena = append(s.arena, b...)
	return stringOver(s.arena[start:])
}

// stringNode is string(v): v as text; null of null.
type stringNode struct{ x operand }

func (n *stringNode) eval(s *State) value {
	str, ok := evalText(s, n.x)
	if !ok {
		return value{}
	}
	return textOf(str)
}

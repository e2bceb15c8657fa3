package match

// indexOfNode is indexOf(s, part[, start]): where part first stands in s at or
// behind start, in UTF-16 code units from 0, or null where it doesn't, or where
// s or part is null. A null or negative start is 0; one beyond the end of s
// finds nothing.
type indexOfNode struct {
	s, part, start operand
	fold           bool
}

func (n *indexOfNode) eval(s *State) value {
	str, ok := evalText(s, n.s)
	if !ok {
		return value{}
	}
	part, ok := evalText(s, n.part)
	if !ok {
		return value{}
	}
	start, _ := evalPosition(s, n.start)
	start = max(start, 0)
	if start > units(str) {
		return value{}
	}
	from := byteOf(str, start)
	at, _, ok := indexText(str[from:], part, n.fold)
	switch {
	case !ok:
		return value{}
	case part == "":
		return integerOf(start)
	}
	return integerOf(units(str[:from+at]))
}

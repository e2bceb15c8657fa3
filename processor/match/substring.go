package match

import "math"

// substringNode is substring(s, start[, end]): a slice as in Python, where
// negative positions count from the end and those outside are clipped. A null
// start leaves s as it is, whatever end says; a null end is the end of s.
type substringNode struct{ s, start, end operand }

func (n *substringNode) eval(s *State) value {
	str, ok := evalText(s, n.s)
	if !ok {
		return value{}
	}
	start, ok := evalPosition(s, n.start)
	if !ok {
		return textOf(str)
	}
	length := units(str)
	end, ok := evalPosition(s, n.end)
	if !ok {
		end = length
	}
	start, end = clip(start, length), clip(end, length)
	if start >= end {
		return textOf("")
	}
	return textOf(s.slice(str, start, end))
}

func clip(position, length int) int {
	if position < 0 {
		position += length
	}
	return min(max(position, 0), length)
}

// evalPosition evaluates x as a position in a text; ok is false where it is
// null. Doubles are truncated, numbers beyond 32 bits clipped.
func evalPosition(s *State, x operand) (position int, ok bool) {
	v, ok := evalNumber(s, x)
	if !ok {
		return 0, false
	}
	if v.kind == double {
		f := v.float()
		if f != f {
			return 0, true
		}
		return int(min(max(f, math.MinInt32), math.MaxInt32)), true
	}
	return int(min(max(v.int(), math.MinInt32), math.MaxInt32)), true
}

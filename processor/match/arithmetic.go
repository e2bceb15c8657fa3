package match

import (
	"math"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// arithmeticNode is + - * / % and the functions of the same meaning, with
// Java's arithmetic: 32 bits unless an operand has 64, whole unless one is a
// double. Null in, null out.
type arithmeticNode struct {
	op          eql.ArithmeticOp
	left, right operand
}

func (n *arithmeticNode) eval(s *State) value {
	a, aOK := evalNumber(s, n.left)
	b, bOK := evalNumber(s, n.right)
	switch {
	case !aOK || !bOK:
		return value{}
	case a.kind == double || b.kind == double:
		return doubleOf(floatArithmetic(n.op, a.number().float(), b.number().float()))
	}
	wide := a.kind == long || b.kind == long
	result, problem := wholeArithmetic(n.op, a.int(), b.int(), wide)
	switch {
	case problem != "":
		return s.fail(problem)
	case wide:
		return longOf(result)
	}
	return value{kind: integer, bits: uint64(result)}
}

func floatArithmetic(op eql.ArithmeticOp, a, b float64) float64 {
	switch op {
	case eql.Add:
		return a + b
	case eql.Subtract:
		return a - b
	case eql.Multiply:
		return a * b
	case eql.Divide:
		return a / b
	}
	return math.Mod(a, b)
}

const (
	overflow       = "the result is too large for a whole number"
	divisionByZero = "division by zero"
)

// wholeArithmetic computes with 64 bits where wide is true, else with 32.
// Division truncates toward zero and, as in Java, is not checked for overflow:
// the smallest number divided by -1 is itself.
func wholeArithmetic(op eql.ArithmeticOp, a, b int64, wide bool) (result int64, problem string) {
	fits := true
	switch op {
	case eql.Add:
		result = a + b
		fits = (result > a) == (b > 0)
	case eql.Subtract:
		result = a - b
		fits = (result < a) == (b > 0)
	case eql.Multiply:
		result = a * b
		fits = a == 0 || result/a == b && (a != -1 || b != math.MinInt64)
	default:
		if b == 0 {
			return 0, divisionByZero
		}
		return divide(op, a, b, wide), ""
	}
	if !fits || !wide && !fits32(result) {
		return 0, overflow
	}
	return result, ""
}

func divide(op eql.ArithmeticOp, a, b int64, wide bool) int64 {
	result := a / b
	if op == eql.Modulo {
		result = a % b
	}
	if !wide {
		return int64(int32(result))
	}
	return result
}

// negationNode is -x.
type negationNode struct{ x operand }

func (n negationNode) eval(s *State) value {
	v, ok := evalNumber(s, n.x)
	switch {
	case !ok:
		return value{}
	case v.kind == double:
		return doubleOf(-v.float())
	case v.kind == long && v.int() == math.MinInt64, v.kind == integer && v.int() == math.MinInt32:
		return s.fail(overflow)
	}
	v.bits = uint64(-v.int())
	return v
}

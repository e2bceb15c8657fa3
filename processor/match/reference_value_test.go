package match

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

func literal(l *eql.Literal) any {
	switch l.Kind {
	case eql.BoolLiteral:
		return l.Bool
	case eql.IntLiteral:
		if l.Int == int64(int32(l.Int)) {
			return int32(l.Int)
		}
		return l.Int
	case eql.FloatLiteral:
		return l.Float
	case eql.StringLiteral:
		return l.Str
	}
	return nil
}

func kleene(and bool, x, y any) any {
	a, aOK := asBool(x)
	b, bOK := asBool(y)
	switch {
	case aOK && a != and, bOK && b != and:
		return !and
	case aOK && bOK:
		return and
	}
	return nil
}

func asBool(v any) (b, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case string:
		return v == "true", v == "true" || v == "false"
	}
	return false, false
}

var decimal = regexp.MustCompile(`^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$`)

// asNumber returns int32, int64, float64 or nil.
func asNumber(v any) any {
	switch v := v.(type) {
	case int32, int64, float64:
		return v
	case string:
		if !decimal.MatchString(v) || len(v) > 64 {
			return nil
		}
		if i, err := strconv.ParseInt(v, 10, 64); err == nil {
			return i
		}
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			return f
		}
	}
	return nil
}

func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int32:
		return strconv.Itoa(int(v))
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return javaDouble(v)
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	return ""
}

func javaDouble(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case math.IsNaN(f):
		return "NaN"
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if a := math.Abs(f); a != 0 && (a < 1e-3 || a >= 1e7) {
		s = strconv.FormatFloat(f, 'E', -1, 64)
		mantissa, exponent, _ := strings.Cut(s, "E")
		n, _ := strconv.Atoi(exponent)
		if !strings.Contains(mantissa, ".") {
			mantissa += ".0"
		}
		return mantissa + "E" + strconv.Itoa(n)
	}
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func checked(n *big.Int, bits uint) int64 {
	limit := new(big.Int).Lsh(big.NewInt(1), bits-1)
	if n.Cmp(limit) >= 0 || n.Cmp(new(big.Int).Neg(limit)) < 0 {
		panic(trouble("overflow"))
	}
	return n.Int64()
}

func calculate(op eql.ArithmeticOp, x, y any) any {
	a, b := asNumber(x), asNumber(y)
	if a == nil || b == nil {
		return nil
	}
	_, aDouble := a.(float64)
	_, bDouble := b.(float64)
	if aDouble || bDouble {
		return calculateDouble(op, asFloat(a), asFloat(b))
	}
	bits := uint(32)
	for _, v := range []any{a, b} {
		if _, ok := v.(int64); ok {
			bits = 64
		}
	}
	p, q, result := big.NewInt(asInt(a)), big.NewInt(asInt(b)), new(big.Int)
	switch op {
	case eql.Add:
		result.Add(p, q)
	case eql.Subtract:
		result.Sub(p, q)
	case eql.Multiply:
		result.Mul(p, q)
	default:
		if q.Sign() == 0 {
			panic(trouble("division by zero"))
		}
		if op == eql.Divide {
			result.Quo(p, q)
		} else {
			result.Rem(p, q)
		}
		if limit := new(big.Int).Lsh(big.NewInt(1), bits-1); result.Cmp(limit) == 0 {
			result.Neg(limit) // Java doesn't check division
		}
	}
	if n := checked(result, bits); bits == 64 {
		return n
	} else {
		return int32(n)
	}
}

func calculateDouble(op eql.ArithmeticOp, a, b float64) float64 {
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

func asFloat(v any) float64 {
	if f, ok := v.(float64); ok {
		return f
	}
	return float64(asInt(v))
}

func asInt(v any) int64 {
	if i, ok := v.(int32); ok {
		return int64(i)
	}
	return v.(int64)
}

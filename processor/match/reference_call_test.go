package match

import (
	"math"
	"math/big"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/eqlbeat/eqlbeat/processor/eql"
)

// referenceCall evaluates a call, text as UTF-16.
func referenceCall(e *eql.Call, chosen map[string]any) any {
	name := strings.ToLower(e.Name)
	if name == "concat" { // stops at the first null
		whole := ""
		for _, a := range e.Args {
			v := evaluate(a, chosen)
			if v == nil {
				return nil
			}
			whole += asText(v)
		}
		return whole
	}
	var args [4]any
	for i, a := range e.Args[:min(4, len(e.Args))] {
		args[i] = evaluate(a, chosen)
		if args[i] == nil && i == 0 && !isArithmetic(name) {
			return nil
		}
	}
	if isArithmetic(name) {
		op := map[string]eql.ArithmeticOp{"add": eql.Add, "subtract": eql.Subtract, "multiply": eql.Multiply,
			"divide": eql.Divide, "modulo": eql.Modulo}[name]
		return calculate(op, args[0], args[1])
	}
	s := asText(args[0])
	switch name {
	case "length":
		return int32(len(utf16.Encode([]rune(s))))
	case "string":
		return s
	case "number":
		return referenceNumber(s, args[1])
	case "substring":
		return referenceSubstring(s, args[1], args[2])
	case "between":
		return referenceBetween(s, args[1], args[2], args[3], e.Fold)
	case "cidrmatch":
		return referenceCIDR(s, e.Args[1:])
	}
	if args[1] == nil {
		return nil
	}
	return referenceSearch(name, e, s, asText(args[1]), args[2])
}

func isArithmetic(name string) bool {
	return slices.Contains([]string{"add", "subtract", "multiply", "divide", "modulo"}, name)
}

func referenceSearch(name string, e *eql.Call, s, part string, start any) any {
	if e.Fold {
		if _, isField := e.Args[0].(*eql.Field); isField && eql.IsConstant(e.Args[1]) && name != "indexof" {
			s, part = asciiLower(s), asciiLower(part)
		} else {
			s, part = lowerUnicode(s), lowerUnicode(part)
		}
	}
	switch name {
	case "startswith":
		return strings.HasPrefix(s, part)
	case "endswith":
		return strings.HasSuffix(s, part)
	case "stringcontains":
		return part != "" && strings.Contains(s, part)
	}
	text, find := utf16.Encode([]rune(s)), utf16.Encode([]rune(part))
	from := 0
	if n := asNumber(start); n != nil {
		from = max(0, position(n))
	}
	for i := from; i <= len(text); i++ {
		if hasUnits(text[i:], find) {
			return int32(i)
		}
	}
	return nil
}

func lowerUnicode(s string) string { return strings.ToLower(s) }

func hasUnits(s, prefix []uint16) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range prefix {
		if s[i] != prefix[i] {
			return false
		}
	}
	return true
}

func position(n any) int {
	if f, ok := n.(float64); ok {
		if math.IsNaN(f) {
			return 0
		}
		return int(max(math.MinInt32, min(math.MaxInt32, f)))
	}
	return int(max(math.MinInt32, min(math.MaxInt32, asInt(n))))
}

func referenceSubstring(s string, start, end any) any {
	from := asNumber(start)
	if from == nil {
		return s
	}
	text := utf16.Encode([]rune(s))
	clip := func(n int) int {
		if n < 0 {
			n += len(text)
		}
		return max(0, min(n, len(text)))
	}
	to := len(text)
	if n := asNumber(end); n != nil {
		to = clip(position(n))
	}
	if clip(position(from)) >= to {
		return ""
	}
	return string(utf16.Decode(text[clip(position(from)):to]))
}

func referenceBetween(s string, l, r, greedy any, fold bool) any {
	if l == nil || r == nil {
		panic(trouble("null"))
	}
	left, right, find := asText(l), asText(r), s
	if s == "" || left == "" || right == "" {
		return s
	}
	if fold {
		left, right, find = lowerUnicode(left), lowerUnicode(right), lowerUnicode(s)
	}
	at := strings.Index(find, left)
	if at < 0 {
		return ""
	}
	start := at + len(left)
	end := strings.Index(find[start:], right) + start
	if b, _ := asBool(greedy); b {
		end = strings.LastIndex(find, right)
	} else if !strings.Contains(find[start:], right) {
		return ""
	}
	if end < start {
		return ""
	}
	return s[start:end]
}

func referenceNumber(s string, base any) any {
	digits, radix := s, 10
	n := asNumber(base)
	if n != nil {
		radix = position(n)
	}
	if strings.HasPrefix(s, "0x") && (n == nil || radix == 16) {
		digits, radix = s[2:], 16
	}
	if radix == 10 {
		if v := asNumber(s); v != nil {
			return v
		}
		if v := asNumber(strings.TrimSpace(s)); v != nil {
			return asFloat(v)
		}
		panic(trouble("no number"))
	}
	if radix < 2 || radix > 36 {
		panic(trouble("no base"))
	}
	i, ok := new(big.Int).SetString(digits, radix)
	if !ok || !i.IsInt64() || strings.Contains(digits, "_") {
		panic(trouble("no number"))
	}
	return i.Int64()
}

func referenceCIDR(s string, blocks []eql.Expr) any {
	address, err := netip.ParseAddr(s)
	if err != nil {
		return false
	}
	for _, b := range blocks {
		if inBlock(constant(b).(string), address) {
			return true
		}
	}
	return false
}

func inBlock(block string, address netip.Addr) bool {
	text, length, hasLength := strings.Cut(block, "/")
	first := netip.MustParseAddr(text)
	bits := 128
	if hasLength {
		bits, _ = strconv.Atoi(length)
		if first.Is4() {
			bits += 96
		}
	}
	return sameBits(first, address, bits)
}

func sameBits(a, b netip.Addr, bits int) bool {
	x, y := a.As16(), b.As16()
	for i := range bits {
		if x[i/8]>>(7-i%8)&1 != y[i/8]>>(7-i%8)&1 {
			return false
		}
	}
	return true
}

package eql

// Precedence levels, loosest first. The parser climbs them, and the printer
// puts parentheses where an operand is looser than its place allows.
const (
	precedenceNone       = iota
	precedenceOr         // x or y
	precedenceAnd        // x and y
	precedenceNot        // not x
	precedenceComparison // x == y
	precedenceSum        // x + y
	precedenceProduct    // x * y
	precedenceSign       // -x
	precedencePredicate  // x in (…), x : "…"
	precedencePrimary    // fields, constants, calls, parentheses
)

// binaryOperator is an operator between two operands. All of them group from
// the left, but comparisons do not group at all.
type binaryOperator struct {
	text       string
	precedence int
	build      func(at Span, left, right Expr) Expr
}

// binaryOperators are the operators by token; the zero entries are none.
var binaryOperators = [kindCount]binaryOperator{
	kindOr:           {"or", precedenceOr, logical(Or)},
	kindAnd:          {"and", precedenceAnd, logical(And)},
	kindEqual:        {"==", precedenceComparison, comparison(Equal)},
	kindNotEqual:     {"!=", precedenceComparison, notEqual},
	kindLess:         {"<", precedenceComparison, comparison(Less)},
	kindLessEqual:    {"<=", precedenceComparison, comparison(LessEqual)},
	kindGreater:      {">", precedenceComparison, comparison(Greater)},
	kindGreaterEqual: {">=", precedenceComparison, comparison(GreaterEqual)},
	kindPlus:         {"+", precedenceSum, arithmetic(Add)},
	kindMinus:        {"-", precedenceSum, arithmetic(Subtract)},
	kindStar:         {"*", precedenceProduct, arithmetic(Multiply)},
	kindSlash:        {"/", precedenceProduct, arithmetic(Divide)},
	kindPercent:      {"%", precedenceProduct, arithmetic(Modulo)},
}

func logical(op LogicalOp) func(Span, Expr, Expr) Expr {
	return func(at Span, left, right Expr) Expr {
		return &Logical{Pos: at, Op: op, Left: left, Right: right}
	}
}

func comparison(op CompareOp) func(Span, Expr, Expr) Expr {
	return func(at Span, left, right Expr) Expr {
		return &Comparison{Pos: at, Op: op, Left: left, Right: right}
	}
}

func arithmetic(op ArithmeticOp) func(Span, Expr, Expr) Expr {
	return func(at Span, left, right Expr) Expr {
		return &Arithmetic{Pos: at, Op: op, Left: left, Right: right}
	}
}

// notEqual builds `not left == right`, which is what `!=` means.
func notEqual(at Span, left, right Expr) Expr {
	return &Not{Pos: at, Sugar: true, X: comparison(Equal)(at, left, right)}
}

// patternOperator returns the operator with patterns on its right that k is.
func patternOperator(k kind) (op PatternOp, ok bool) {
	switch k {
	case kindColon:
		return Colon, true
	case kindLike:
		return Like, true
	case kindLikeFold:
		return LikeFold, true
	case kindRegex:
		return Regex, true
	case kindRegexFold:
		return RegexFold, true
	}
	return 0, false
}

// String returns the operator as it is written.
func (op LogicalOp) String() string { return [...]string{"and", "or"}[op] }

// String returns the operator as it is written.
func (op CompareOp) String() string { return [...]string{"==", "<", "<=", ">", ">="}[op] }

// String returns the operator as it is written.
func (op ArithmeticOp) String() string { return [...]string{"+", "-", "*", "/", "%"}[op] }

// String returns the operator as it is written.
func (op PatternOp) String() string { return [...]string{":", "like", "like~", "regex", "regex~"}[op] }

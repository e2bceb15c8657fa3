// Package eql is the language: it turns the text of an EQL query into a tree,
// says exactly where and why a text is no valid query, and prints a tree back.
// What a query means is decided elsewhere (package match for conditions,
// package sequence for sequences).
package eql

import "time"

// Query is a parsed query: one body and the pipes behind it.
type Query struct {
	Text  string // the text it was parsed from; every Span points into it
	Body  Body
	Pipes []*Pipe
}

// Body is what a query asks for: *EventQuery, *Sequence, *Sample or *Join.
type Body interface {
	Span() Span
	body()
}

// EventQuery selects single events: `category where condition`.
type EventQuery struct {
	Pos       Span
	Category  Category
	Condition Expr
}

// Category is what stands before `where`. Any is true for the keyword `any`;
// otherwise Name is compared, case-sensitively, with the event's category.
type Category struct {
	Pos  Span
	Any  bool
	Name string
}

// Sequence selects events in order.
type Sequence struct {
	Pos     Span
	By      []*Field // common join keys, nil without `by`
	Maxspan *Maxspan // nil without `with maxspan`
	Terms   []*Term  // at least one
	Until   *Term    // nil without `until`
}

// Maxspan is the longest time between the first and the last event, inclusive.
type Maxspan struct {
	Pos      Span
	Duration time.Duration // > 0
}

// Term is one bracketed item: a step of a sequence, its `until`, or an item
// of a sample or join.
type Term struct {
	Pos     Span
	Missing bool // written with `!`: no such event may exist
	Event   *EventQuery
	By      []*Field // own join keys, behind the common ones
	Runs    int      // how often the term has to match in a row; 1 without `with runs`
	RunsPos Span     // of `with runs=N`; the zero Span without it
}

// Sample selects events in any order that share join keys. It parses; no
// stream can answer it.
type Sample struct {
	Pos   Span
	By    []*Field
	Terms []*Term
}

// Join is the older form of Sample. It parses and is always refused.
type Join struct {
	Pos   Span
	By    []*Field
	Terms []*Term
	Until *Term
}

func (q *EventQuery) Span() Span { return q.Pos }
func (q *Sequence) Span() Span   { return q.Pos }
func (q *Sample) Span() Span     { return q.Pos }
func (q *Join) Span() Span       { return q.Pos }

func (*EventQuery) body() {}
func (*Sequence) body()   {}
func (*Sample) body()     {}
func (*Join) body()       {}

// Pipe is `| head N` or `| tail N`; the parser refuses all others.
type Pipe struct {
	Pos   Span
	Name  string // "head" or "tail"
	Count int    // 0 to 2147483647
}

// Expr is a node of a condition. The implementations are *Logical, *Not,
// *Comparison, *Arithmetic, *Negation, *In, *Pattern, *Call, *Field and
// *Literal. A tree out of Parse is not changed afterwards; passes make new
// nodes. Parentheses leave no node: the printer puts them where the tree needs
// them.
type Expr interface {
	Span() Span
	expr()
}

// LogicalOp is `and` or `or`.
type LogicalOp uint8

const (
	And LogicalOp = iota
	Or
)

// Logical is `left and right` or `left or right`.
type Logical struct {
	Pos         Span
	Op          LogicalOp
	Left, Right Expr
}

// Not is `not x`. `a != b` and `x not in (…)` are built as Not around the
// positive form, because that is what they mean.
type Not struct {
	Pos Span
	X   Expr
	// Sugar tells the printer that the text was `!=` or `not in`; it does not
	// change the meaning.
	Sugar bool
}

// CompareOp is an operator of Comparison. There is no `!=`: see Not.
type CompareOp uint8

const (
	Equal CompareOp = iota
	Less
	LessEqual
	Greater
	GreaterEqual
)

// Comparison is `left op right`.
type Comparison struct {
	Pos         Span
	Op          CompareOp
	Left, Right Expr
}

// ArithmeticOp is an operator of Arithmetic.
type ArithmeticOp uint8

const (
	Add ArithmeticOp = iota
	Subtract
	Multiply
	Divide
	Modulo
)

// Arithmetic is `left op right`.
type Arithmetic struct {
	Pos         Span
	Op          ArithmeticOp
	Left, Right Expr
}

// Negation is `-x`. A sign before a number literal is folded into the literal.
type Negation struct {
	Pos Span
	X   Expr
}

// In is `x in (…)`, or `x in~ (…)` where Fold is true. Members are constants
// once checked, but may be constant expressions.
type In struct {
	Pos     Span
	X       Expr
	Fold    bool
	Members []Expr // at least one
}

// PatternOp is an operator of Pattern.
type PatternOp uint8

const (
	Colon     PatternOp = iota // `:`, wildcards, ignores case
	Like                       // wildcards
	LikeFold                   // `like~`, wildcards, ignores case
	Regex                      // Lucene's regular expressions, anchored
	RegexFold                  // `regex~`
)

// Pattern is `x : "…"`, `x like (…)` and so on: true where any of the
// patterns matches the whole of x.
type Pattern struct {
	Pos      Span
	Op       PatternOp
	X        Expr
	Patterns []*Literal // at least one
	// List tells the printer that the patterns stood in parentheses.
	List bool
}

// Call is a function call, `name(args)` or `name~(args)` where Fold is true.
// Name is the function's usual spelling, or as written if there is no such
// function. NamePos includes the `~`.
type Call struct {
	Pos     Span
	Name    string
	NamePos Span
	Fold    bool
	Args    []Expr
}

// Field is a field of the event, or a join key. Name is its dotted name
// without back quotes. A field with an array index does not pass the checker;
// IndexPos is where that index stands, else the zero Span.
type Field struct {
	Pos      Span
	Name     string
	Optional bool // written with `?`
	IndexPos Span
	// Quoted holds the text behind `?` where the name was not plain (with back
	// quotes or an index), so that it prints as it was written; else "".
	Quoted string
}

// LiteralKind is the type of a Literal.
type LiteralKind uint8

const (
	NullLiteral LiteralKind = iota
	BoolLiteral
	IntLiteral
	FloatLiteral
	StringLiteral
)

// Literal is a constant. Only the member that belongs to its Kind has a
// meaning.
type Literal struct {
	Pos   Span
	Kind  LiteralKind
	Bool  bool
	Int   int64
	Float float64
	Str   string // with all escapes resolved
}

func (e *Logical) Span() Span    { return e.Pos }
func (e *Not) Span() Span        { return e.Pos }
func (e *Comparison) Span() Span { return e.Pos }
func (e *Arithmetic) Span() Span { return e.Pos }
func (e *Negation) Span() Span   { return e.Pos }
func (e *In) Span() Span         { return e.Pos }
func (e *Pattern) Span() Span    { return e.Pos }
func (e *Call) Span() Span       { return e.Pos }
func (e *Field) Span() Span      { return e.Pos }
func (e *Literal) Span() Span    { return e.Pos }

func (*Logical) expr()    {}
func (*Not) expr()        {}
func (*Comparison) expr() {}
func (*Arithmetic) expr() {}
func (*Negation) expr()   {}
func (*In) expr()         {}
func (*Pattern) expr()    {}
func (*Call) expr()       {}
func (*Field) expr()      {}
func (*Literal) expr()    {}

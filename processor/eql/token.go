package eql

// kind is what a token is.
type kind uint8

const (
	kindEnd      kind = iota // behind the last token
	kindBad                  // already reported; nothing more is said about it
	kindName                 // identifier
	kindQuoted               // `identifier`
	kindFoldName             // identifier~
	kindString
	kindInteger
	kindDecimal

	kindLeftParen
	kindRightParen
	kindLeftBracket
	kindRightBracket
	kindMissing // ![
	kindComma
	kindDot
	kindPipe
	kindQuestion
	kindColon
	kindAssign
	kindEqual
	kindNotEqual
	kindLess
	kindLessEqual
	kindGreater
	kindGreaterEqual
	kindPlus
	kindMinus
	kindStar
	kindSlash
	kindPercent
	kindInFold    // in~
	kindLikeFold  // like~
	kindRegexFold // regex~

	kindAnd // the first keyword
	kindAny
	kindBy
	kindFalse
	kindIn
	kindJoin
	kindLike
	kindMaxspan
	kindNot
	kindNull
	kindOf
	kindOr
	kindRegex
	kindSample
	kindSequence
	kindTrue
	kindUntil
	kindWhere
	kindWith

	kindCount // how many there are
)

// token is one word of a query. Text is the value of names, strings and
// numbers: without quotes, all escapes resolved.
type token struct {
	kind kind
	span Span
	text string
}

func (t token) keyword() bool { return t.kind >= kindAnd }

// keywords are reserved everywhere, in lower case only. head, tail and runs
// are ordinary names that get a meaning from where they stand.
var keywords = map[string]kind{
	"and":      kindAnd,
	"any":      kindAny,
	"by":       kindBy,
	"false":    kindFalse,
	"in":       kindIn,
	"join":     kindJoin,
	"like":     kindLike,
	"maxspan":  kindMaxspan,
	"not":      kindNot,
	"null":     kindNull,
	"of":       kindOf,
	"or":       kindOr,
	"regex":    kindRegex,
	"sample":   kindSample,
	"sequence": kindSequence,
	"true":     kindTrue,
	"until":    kindUntil,
	"where":    kindWhere,
	"with":     kindWith,
}

// foldKeywords are the keywords that take a `~` right behind them.
var foldKeywords = [kindCount]kind{
	kindIn:    kindInFold,
	kindLike:  kindLikeFold,
	kindRegex: kindRegexFold,
}

// symbols are all tokens of punctuation, a longer one before its prefix.
var symbols = []struct {
	text string
	kind kind
}{
	{"![", kindMissing},
	{"==", kindEqual},
	{"!=", kindNotEqual},
	{"<=", kindLessEqual},
	{">=", kindGreaterEqual},
	{"(", kindLeftParen},
	{")", kindRightParen},
	{"[", kindLeftBracket},
	{"]", kindRightBracket},
	{",", kindComma},
	{".", kindDot},
	{"|", kindPipe},
	{"?", kindQuestion},
	{":", kindColon},
	{"=", kindAssign},
	{"<", kindLess},
	{">", kindGreater},
	{"+", kindPlus},
	{"-", kindMinus},
	{"*", kindStar},
	{"/", kindSlash},
	{"%", kindPercent},
}

// foreignSymbols are operators of other languages. None of them can begin a
// valid token sequence, so each is reported and read as what it means.
var foreignSymbols = []struct {
	text  string
	means string
	kind  kind
}{
	{"&&", "and", kindAnd},
	{"||", "or", kindOr},
	{"===", "==", kindEqual},
	{"<>", "!=", kindNotEqual},
	{"!", "not", kindNot},
}

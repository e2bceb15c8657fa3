package engine

import (
	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// RuleError is why a rule doesn't run: all that is wrong with its query.
type RuleError struct {
	Rule   *rule.Rule
	Errors rule.Errors
}

// Error renders every error with its place in the rule's file, the line of the
// query and a caret.
func (e *RuleError) Error() string { return e.Errors.Render() }

// Unwrap returns the errors one by one.
func (e *RuleError) Unwrap() []error { return e.Errors.Unwrap() }

// ruleError wraps what a parser, checker or compiler has returned.
func ruleError(r *rule.Rule, err error) *RuleError {
	return &RuleError{Rule: r, Errors: r.QueryErrors(err)}
}

func refused(r *rule.Rule, at eql.Span, message, hint string) *RuleError {
	return ruleError(r, &eql.Error{Span: at, Message: message, Hint: hint})
}

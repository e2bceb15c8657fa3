package match

import (
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// What a comparison of a field and constants tests depends on what the field
// holds, which its name tells (event.TypeOf), and on the constants.

// comparisonTest makes the test of a field and a constant that isn't null.
func (b *builder) comparisonTest(field string, op eql.CompareOp, c value, at eql.Span) test {
	if op == eql.Equal {
		return b.equalTest(field, []value{c}, []eql.Span{at})
	}
	switch event.TypeOf(field) {
	case event.Date:
		if r, ok := b.date(field, c, at); ok {
			return newDateTest(op, []dateRange{r})
		}
		return exists{}
	case event.IP:
		if limit, ok := parseAddress(c.str); ok {
			return &addressOrder{op: op, limit: limit}
		}
	}
	switch {
	case c.kind == text:
		return newTextOrder(op, c.str)
	case c.isNumber():
		return &numberOrder{op: op, limit: c.number()}
	}
	b.refuse(at, "only numbers, strings, dates and addresses have an order", "==")
	return exists{}
}

// equalTest makes the test of `==` and `in`: the field has one of the values,
// none of which is null.
func (b *builder) equalTest(field string, members []value, at []eql.Span) test {
	if event.TypeOf(field) == event.Date {
		return b.dateSet(field, members, at)
	}
	var (
		texts   []string
		numbers []number
		bools   []bool
		blocks  []block
		tests   []test
	)
	for i, m := range members {
		switch {
		case m.kind == text && event.TypeOf(field) == event.IP:
			if parsed, ok := b.block(m.str, at[i]); ok {
				blocks = append(blocks, parsed)
			} else {
				texts = append(texts, m.str)
			}
		case m.kind == text:
			texts = append(texts, m.str)
		case m.kind == boolean:
			bools = append(bools, m.bool())
		default:
			numbers = append(numbers, m.number())
		}
	}
	if texts != nil {
		tests = append(tests, newTextSet(texts))
	}
	if numbers != nil {
		tests = append(tests, newNumberSet(numbers))
	}
	if bools != nil {
		tests = append(tests, newBoolSet(bools))
	}
	if blocks != nil {
		tests = append(tests, newAddressSet(blocks))
	}
	return join(tests)
}

// block parses a constant for a field that, by its name, holds addresses. Text
// that is neither address nor block is compared as such, as the name is all
// that is known of the field; a block with an impossible length is a mistake.
func (b *builder) block(s string, at eql.Span) (block, bool) {
	parsed, ok := parseBlock(s)
	if prefix, _, slash := strings.Cut(s, "/"); !ok && slash {
		if _, address := parseAddress(prefix); address {
			b.refuse(at, "this is no block of IP addresses", `"10.0.0.0/8"`)
		}
	}
	return parsed, ok
}

func (b *builder) dateSet(field string, members []value, at []eql.Span) test {
	var ranges []dateRange
	for i, m := range members {
		if r, ok := b.date(field, m, at[i]); ok {
			ranges = append(ranges, r)
		}
	}
	if ranges == nil {
		return exists{}
	}
	return newDateTest(eql.Equal, ranges)
}

// date parses a constant for a date field.
func (b *builder) date(field string, c value, at eql.Span) (dateRange, bool) {
	r, ok := dateOf(c)
	if !ok {
		b.refuse(at, field+" is a date, and this is none", `"2024-05-06T07:08:09Z", or milliseconds since 1970`)
	}
	return r, ok
}

// textTest makes a test of text for a field; where the field holds addresses,
// those among the texts are compared as addresses.
func (b *builder) textTest(field string, texts []string, at []eql.Span, make func([]string) test) test {
	if event.TypeOf(field) != event.IP {
		return make(texts)
	}
	var blocks []block
	var rest []string
	for i, s := range texts {
		if parsed, ok := b.block(s, at[i]); ok {
			blocks = append(blocks, parsed)
		} else {
			rest = append(rest, s)
		}
	}
	var tests []test
	if blocks != nil {
		tests = append(tests, newAddressSet(blocks))
	}
	if rest != nil {
		tests = append(tests, make(rest))
	}
	return join(tests)
}

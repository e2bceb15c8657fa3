package match

import (
	"strconv"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// affix passes for text that starts with, ends with or contains a constant:
// startsWith, endsWith and stringContains of a field and a constant, and with
// `~` without regard to case. Wildcards have no meaning in the constant.
// Elasticsearch runs these as queries, hence case is ASCII's.
type affix struct {
	place   place
	literal string // folded where fold is true
	fold    bool
	find    *finder // of inside, where literal isn't empty
}

type place uint8

const (
	atStart place = iota
	atEnd
	inside
)

func newAffix(where place, literal string, fold bool) *affix {
	if fold {
		literal = foldASCII(literal)
	}
	t := &affix{place: where, literal: literal, fold: fold}
	if where == inside && literal != "" {
		t.find = newFinder(literal, fold)
	}
	return t
}

func (t *affix) pass(s *State, v event.Value) bool {
	str := s.text(v)
	switch {
	case t.place == atStart && t.fold:
		return hasPrefixFold(str, t.literal)
	case t.place == atStart:
		return strings.HasPrefix(str, t.literal)
	case t.place == atEnd && t.fold:
		return hasSuffixFold(str, t.literal)
	case t.place == atEnd:
		return strings.HasSuffix(str, t.literal)
	}
	// Nothing contains the empty string, by Elasticsearch's definition.
	return t.find != nil && t.find.index(str) >= 0
}

func (t *affix) key() string {
	return "affix " + strconv.Itoa(int(t.place)) + strconv.FormatBool(t.fold) + strconv.Quote(t.literal)
}

func (t *affix) demand() demand { return demand{} }

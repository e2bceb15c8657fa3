package rule

import (
	"cmp"
	"slices"
	"strconv"
)

// Loaded is what Load has found.
type Loaded struct {
	// Rules are the rules without an error, in the order of the paths and, in a
	// folder, of the file names.
	Rules   []*Rule
	Skipped []Skipped
	// Errors are all errors of all files. What is right is in Rules all the
	// same.
	Errors Errors
}

// Skipped is a rule that is fine but not for this engine.
type Skipped struct {
	File   string // as the user named it
	Line   int    // of the rule
	ID     string // "" if it has none
	Name   string // "" if it has none
	Reason string // a few words, the same for all rules of the kind
}

// ReasonCount is how many rules were skipped for a reason.
type ReasonCount struct {
	Reason string
	Count  int
}

// SkippedByReason counts the skipped rules, the most frequent reason first.
func (l *Loaded) SkippedByReason() []ReasonCount {
	counts := make(map[string]int)
	for _, s := range l.Skipped {
		counts[s.Reason]++
	}
	made := make([]ReasonCount, 0, len(counts))
	for reason, count := range counts {
		made = append(made, ReasonCount{Reason: reason, Count: count})
	}
	slices.SortFunc(made, func(a, b ReasonCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Reason, b.Reason))
	})
	return made
}

// Unique returns the rules without those whose id an earlier one has, and an
// error for each that is left out, which names both places. Rules of several
// sources that are to run together go through it.
func Unique(rules []*Rule) ([]*Rule, Errors) {
	first := make(map[string]*Rule, len(rules))
	kept := make([]*Rule, 0, len(rules))
	var errs Errors
	for _, r := range rules {
		other, taken := first[r.ID]
		if !taken {
			first[r.ID] = r
			kept = append(kept, r)
			continue
		}
		errs = append(errs, &Error{
			File:    r.Origin.File,
			Line:    r.Origin.Line,
			Column:  r.Origin.Column,
			Message: "the id " + quote(r.ID) + " is already that of " + quote(other.Name) + " in " + other.Origin.String(),
			Hint:    "another id, or only one of the two rules",
			excerpt: r.Origin.id,
		})
	}
	return kept, errs
}

// String returns "file:line", or the file alone where the line is not known.
func (o Origin) String() string {
	if o.Line == 0 {
		return o.File
	}
	return o.File + ":" + strconv.Itoa(o.Line)
}

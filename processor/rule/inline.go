package rule

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
)

// FromSettings returns the rules of a list in the processor's own settings.
// path is the list's place there, such as "rules_inline", and stands in front
// of every error: "rules_inline[2].query: …".
//
// A rule has the keys of a published one, with `id` for its id. id, name and
// query have to be there; severity is medium and risk_score the usual number of
// the severity where they are not given. Other keys are errors. Rules with
// errors are left out, as are those whose id an earlier one has.
func FromSettings(entries []map[string]any, path string) ([]*Rule, Errors) {
	r := &reader{idKey: "id", strict: true}
	var rules []*Rule
	for i, entry := range entries {
		t := settingNode(reflect.ValueOf(entry), path+"["+strconv.Itoa(i)+"]", 0)
		if made := r.rule(t); made != nil {
			rules = append(rules, made)
		}
	}
	rules, taken := Unique(rules)
	return rules, append(r.errs, taken...)
}

// maxDepth is how deep settings may be nested; deeper ones are no rule, and
// could contain themselves.
const maxDepth = 16

// settingNode converts a value as configuration libraries return it.
func settingNode(v reflect.Value, path string, depth int) *node {
	n := &node{path: path}
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch {
	case !v.IsValid():
	case depth > maxDepth:
	case v.Kind() == reflect.String:
		n.kind, n.text = textNode, v.String()
	case v.Kind() == reflect.Bool:
		n.kind, n.truth = boolNode, v.Bool()
	case v.CanInt():
		n.kind, n.number, n.text = numberNode, float64(v.Int()), strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		n.kind, n.number, n.text = numberNode, float64(v.Uint()), strconv.FormatUint(v.Uint(), 10)
	case v.CanFloat():
		n.kind, n.number, n.text = numberNode, v.Float(), strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case v.Kind() == reflect.Slice || v.Kind() == reflect.Array:
		n.kind = listNode
		for i := range v.Len() {
			n.items = append(n.items, settingNode(v.Index(i), path+"["+strconv.Itoa(i)+"]", depth+1))
		}
	case v.Kind() == reflect.Map:
		n.kind = tableNode
		for entries := v.MapRange(); entries.Next(); {
			name := fmt.Sprint(entries.Key())
			n.members = append(n.members, member{
				name:  name,
				value: settingNode(entries.Value(), path+"."+name, depth+1),
			})
		}
		// Errors come in the same order every time.
		slices.SortFunc(n.members, func(a, b member) int { return cmp.Compare(a.name, b.name) })
	default:
		n.kind, n.text = textNode, fmt.Sprint(v)
	}
	return n
}

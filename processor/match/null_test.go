package match

import "testing"

// missing are all the ways to have no value.
var missing = map[string]fields{
	"absent":         {},
	"null":           {"x": nil},
	"empty array":    {"x": []any{}},
	"array of null":  {"x": []any{nil}},
	"empty object":   {"x": map[string]any{}},
	"array of empty": {"x": []any{[]any{}, nil}},
}

func TestMissingField(t *testing.T) {
	table := []struct {
		rule      string
		condition string
		want      bool
	}{
		{"equality does not hold", `x == "red"`, false},
		{"order does not hold", `x < 1`, false},
		{"in does not hold", `x in ("red")`, false},
		{"in~ does not hold", `x in~ ("red")`, false},
		{"colon does not hold", `x : "r*"`, false},
		{"colon star does not hold", `x : "*"`, false},
		{"like does not hold", `x like "r*"`, false},
		{"like~ does not hold", `x like~ "r*"`, false},
		{"regex does not hold", `x regex "r.*"`, false},
		{"regex that matches everything does not hold", `x regex "@"`, false},
		{"inequality holds", `x != "red"`, true},
		{"negated equality holds", `not x == "red"`, true},
		{"not in holds", `x not in ("red")`, true},
		{"negated in holds", `not x in ("red")`, true},
		{"negated colon holds", `not x : "r*"`, true},
		{"negated startsWith holds", `not startsWith(x, "r")`, true},
		{"negated order holds", `not (x > 1)`, true},
		{"equal to null", `x == null`, true},
		{"null equal to it", `null == x`, true},
		{"not equal to null", `x != null`, false},
		{"negated null check", `not x == null`, false},
		{"order against null", `x < null`, false},
		{"order against null, the other way", `null >= x`, false},
		{"negated order against null stays null", `not (x < null)`, false},
		{"length is not 0", `length(x) == 0`, false},
		{"length is not more than 0", `length(x) > 0`, false},
		{"length is not less than 5", `length(x) < 5`, false},
		{"length differs from 0", `length(x) != 0`, true},
		{"negated length comparison holds", `not length(x) == 0`, true},
		{"length is null", `length(x) == null`, true},
		{"concat is null", `concat(x, "b") == null`, true},
		{"a comparison is null", `(x > 1) == null`, true},
		{"null is a comparison", `null == (x > 1)`, true},
		{"not in of a call holds", `substring(x, 0, 1) not in ("r")`, true},
		{"a flag is not set", `x`, false},
		{"a negated flag holds", `not x`, true},
		{"a flag differs from true", `x != true`, true},
		{"a flag is not false", `x == false`, false},
		{"only null members: nothing", `x in (null)`, false},
		{"not among only null members: nothing", `x not in (null)`, false},
		{"null members are dropped", `x in ("red", null)`, false},
		{"null members are dropped under not", `x not in ("red", null)`, true},
		{"null in a list", `null in ("red")`, false},
		{"an optional field counts as mapped", `?x != "red"`, true},
	}
	for _, tt := range table {
		t.Run(tt.rule, func(t *testing.T) {
			s := compile(t, tt.condition)
			for how, event := range missing {
				if got := s.matches(event); got != tt.want {
					t.Errorf("%s with x %s is %v", tt.condition, how, got)
				}
			}
		})
	}
}

func TestEmptyStringIsAValue(t *testing.T) {
	checkOutcomes(t, []outcome{
		{"it equals itself", `x == ""`, fields{"x": ""}, true},
		{"it is not null", `x == null`, fields{"x": ""}, false},
		{"it matches a star", `x : "*"`, fields{"x": ""}, true},
		{"it is shorter than one character", `x : "?"`, fields{"x": ""}, false},
		{"its length is 0", `length(x) == 0`, fields{"x": ""}, true},
		{"null is not empty", `x == ""`, fields{}, false},
	})
}

func TestConstantFolding(t *testing.T) {
	always, never := true, false
	table := []struct {
		name, condition string
		want            *bool // nil: depends on the event
	}{
		{"arithmetic", `1 + 1 == 2`, &always},
		{"a call", `concat("a", "b") == "ab"`, &always},
		{"null equals null", `null == null`, &always},
		{"null does not differ from null", `null != null`, &never},
		{"5 is not null", `5 == null`, &never},
		{"5 differs from null", `5 != null`, &always},
		{"order with null is null", `5 < null`, &never},
		{"not null is null", `not (5 < null)`, &never},
		{"null literal", `null`, &never},
		{"negated null literal", `not null`, &never},
		{"true", `true`, &always},
		{"not true", `not true`, &never},
		{"false and null is false", `not (false and null)`, &always},
		{"true and null is null", `not (true and null)`, &never},
		{"true or null is true", `true or null`, &always},
		{"false or null is null", `not (false or null)`, &never},
		{"a field and null is null", `x == 1 and null`, &never},
		{"and stays null under not", `not (x == 1 and null)`, &never},
		{"a field or null is the field's", `x == 1 or null`, nil},
		{"a field and false is false", `x == 1 and false`, &never},
		{"a field or true is true", `x == 1 or true`, &always},
		{"a field and true is the field's", `x == 1 and true`, nil},
		{"a field or false is the field's", `x == 1 or false`, nil},
		{"concat with null is null", `concat("a", null) == null`, &always},
		{"arithmetic with null is null", `x + null == null`, &always},
		{"arithmetic with null is as good as the literal", `x + null == 1`, &never},
		{"ordering null arithmetic is null", `not (x + null > 1)`, &never},
		{"order of constants", `"a" < "b"`, &always},
		{"wildcard on a constant", `"abc" : "A*"`, &always},
		{"in on a constant", `3 in (1, 2, 3)`, &always},
		{"a constant call as condition", `startsWith("abc", "ab")`, &always},
		{"a constant against false", `startsWith("abc", "ab") == false`, &never},
		{"a star still asks for a value", `x : "*"`, nil},
	}
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			s := compile(t, tt.condition)
			value, ok := s.condition.Constant()
			switch {
			case ok != (tt.want != nil):
				t.Fatalf("%s: constant is %v", tt.condition, ok)
			case ok && value != *tt.want:
				t.Errorf("%s is %v", tt.condition, value)
			case ok && s.matches(fields{"x": 1}) != *tt.want:
				t.Errorf("%s: Match differs from Constant", tt.condition)
			case ok && len(s.condition.Fields()) > 0:
				t.Errorf("%s reads fields %v", tt.condition, s.condition.Fields())
			}
		})
	}
}

func TestConditionsAgainstTrueAndFalse(t *testing.T) {
	here, there := fields{"x": "abc"}, fields{}
	checkOutcomes(t, []outcome{
		{"f == true is f", `startsWith(x, "a") == true`, here, true},
		{"f == true is not true without the field", `startsWith(x, "a") == true`, there, false},
		{"f == false is not f", `startsWith(x, "b") == false`, here, true},
		{"f == false is true without the field", `startsWith(x, "b") == false`, there, true},
		{"f != true is not f", `startsWith(x, "b") != true`, there, true},
		{"f != false is f", `startsWith(x, "b") != false`, there, false},
		{"false == f", `false == stringContains(x, "b")`, there, true},
		{"cidrMatch == false is true without the address", `cidrMatch(x, "10.0.0.0/8") == false`, there, true},
		{"a comparison in parentheses == false is its complement", `(x == "abc") == false`, there, true},
		{"a constant condition on the other side", `startsWith(x, "b") == (1 == 2)`, there, true},
		{"inside a leaf it is null", `(startsWith(x, "b") == false) == null`, there, true},
		{"a boolean field == false needs the value", `x == false`, there, false},
		{"a boolean field == false", `x == false`, fields{"x": false}, true},
		{"a boolean field != true", `x != true`, fields{"x": false}, true},
	})
}

package match

import "testing"

func TestSeveralValues(t *testing.T) {
	checkOutcomes(t, []outcome{
		{"an expression holds for any value", `length(x) == 3`, fields{"x": []any{"a", "abc"}}, true},
		{"its negation wants no value", `length(x) != 3`, fields{"x": []any{"a", "abc"}}, false},
		{"for no value", `length(x) == 2`, fields{"x": []any{"a", "abc"}}, false},
		{"two fields: any pair", `concat(x, y) == "bc"`, fields{"x": []any{"a", "b"}, "y": []any{"c", "d"}}, true},
		{"two fields: no pair", `concat(x, y) == "ab"`, fields{"x": []any{"a", "b"}, "y": []any{"c", "d"}}, false},
		{"two fields of numbers", `x + y == 8`, fields{"x": []any{1, 5}, "y": []any{2, 3}}, true},
		{"the same field twice is the same value", `concat(x, x) == "ab"`, fields{"x": []any{"a", "b"}}, false},
		{"and the same value does", `concat(x, x) == "bb"`, fields{"x": []any{"a", "b"}}, true},
		{"one missing of two is null", `concat(x, y) == null`, fields{"x": []any{"a", "b"}}, true},
		{"a call that is null for any value", `indexOf(x, "b") == null`, fields{"x": []any{"a", "b"}}, true},
		{"a field with any value is not null", `x == null`, fields{"x": []any{nil, "b"}}, false},
		{"null elements count for nothing", `length(x) == null`, fields{"x": []any{nil, "b"}}, false},
		{"values of objects in arrays", `length(a.b) == 2`, fields{"a": []any{map[string]any{"b": "x"}, map[string]any{"b": "xx"}}}, true},
		{"leaves are independent", `length(x) > 2 and startsWith(x, "b")`, fields{"x": []any{"aaa", "b"}}, true},
	})
}

func TestThreeValuesInsideALeaf(t *testing.T) {
	checkOutcomes(t, []outcome{
		{"true and null is null", `(a == 1 and b == 1) == null`, fields{"a": 1}, true},
		{"false and null is false", `(a == 1 and b == 1) == null`, fields{"a": 2}, false},
		{"true or null is true", `(a == 1 or b == 1) == null`, fields{"a": 1}, false},
		{"false or null is null", `(a == 1 or b == 1) == null`, fields{"a": 2}, true},
		{"not null is null", `(not a == 1) == null`, fields{}, true},
		{"in of null is null", `(a in (1, 2)) == null`, fields{}, true},
		{"a pattern of null is null", `(a : "x*") == null`, fields{}, true},
		{"a null check is never null", `(a == null) == null`, fields{}, false},
		{"a flag that is missing is null", `(flag and a == 1) == null`, fields{"a": 1}, true},
		{"a flag", `(flag and a == 1) != null`, fields{"a": 1, "flag": "true"}, true},
		{"a field that is no flag is null", `(not a) == null`, fields{"a": 7}, true},
		{"the right side isn't needed", `(a == 1 or 1 / b == 1) != null`, fields{"a": 1, "b": 0}, true},
	})
}

func TestCombinationsAreLimited(t *testing.T) {
	var many []any
	for range 200 {
		many = append(many, "a")
	}
	s := compile(t, `concat(x, y) == "ab"`)
	if s.matches(fields{"x": many, "y": many}) || s.state.Failures != 1 {
		t.Errorf("%d failures, want 1", s.state.Failures)
	}
	if !s.matches(fields{"x": many, "y": append([]any{"b"}, many...)}) || s.state.Failures != 1 {
		t.Errorf("a match among the first combinations: %d failures, want still 1", s.state.Failures)
	}
	if s.matches(fields{"x": many[:100], "y": many[:100]}) || s.state.Failures != 1 {
		t.Errorf("as many combinations as are allowed: %d failures, want still 1", s.state.Failures)
	}
}

func TestFailures(t *testing.T) {
	table := []struct {
		name      string
		condition string
		event     fields
		want      bool
		failures  uint64
	}{
		{"division by zero", `6 / n == 2`, fields{"n": 0}, false, 1},
		{"its negation is the complement", `not (6 / n == 2)`, fields{"n": 0}, true, 1},
		{"remainder of division by zero", `6 % n == 2`, fields{"n": 0}, false, 1},
		{"no division by zero with doubles", `6.0 / n > 2`, fields{"n": 0}, true, 0},
		{"overflow", `n + 1 > 0`, fields{"n": int64(9223372036854775807)}, false, 1},
		{"text that is no number", `number(x) == 1`, fields{"x": "one"}, false, 1},
		{"a failure is not null", `number(x) == null`, fields{"x": "one"}, false, 1},
		{"null is no failure", `number(x) == 1`, fields{}, false, 0},
		{"another value may match", `number(x) == 1`, fields{"x": []any{"one", "1"}}, true, 0},
		{"or not", `number(x) == 1`, fields{"x": []any{"one", "2"}}, false, 1},
		{"a leaf that isn't reached doesn't fail", `n != 0 and 6 / n == 2`, fields{"n": 0}, false, 0},
	}
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			s := compile(t, tt.condition)
			if got := s.matches(tt.event); got != tt.want || s.state.Failures != tt.failures {
				t.Errorf("%s of %v is %v with %d failures", tt.condition, tt.event, got, s.state.Failures)
			}
		})
	}
}

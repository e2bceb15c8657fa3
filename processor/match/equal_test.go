package match

import (
	"testing"
	"time"
)

func TestEquality(t *testing.T) {
	at := time.Date(2024, 5, 6, 7, 8, 9, 123_456_789, time.UTC)
	checkOutcomes(t, []outcome{
		{"strings mind case", `x == "Red"`, fields{"x": "red"}, false},
		{"strings are equal", `x == "Red"`, fields{"x": "Red"}, true},
		{"a star is a star", `x == "r*"`, fields{"x": "red"}, false},
		{"a star equals a star", `x == "r*"`, fields{"x": "r*"}, true},
		{"the constant may stand first", `"red" == x`, fields{"x": "red"}, true},
		{"inequality is the complement", `x != "red"`, fields{"x": "Red"}, true},
		{"inequality with any equal value", `x != "red"`, fields{"x": []any{"blue", "red"}}, false},
		{"any value", `x == "red"`, fields{"x": []any{"blue", "red"}}, true},
		{"values in objects in arrays", `a.b == "red"`, fields{"a": []any{map[string]any{"b": "blue"}, map[string]any{"b": "red"}}}, true},
		{"whole numbers", `x == 4`, fields{"x": 4}, true},
		{"a double that is whole", `x == 4`, fields{"x": 4.0}, true},
		{"a whole number and a double", `x == 4.5`, fields{"x": 4}, false},
		{"a double constant that is whole", `x == 4.0`, fields{"x": 4}, true},
		{"no rounding of large whole numbers", `x == 9007199254740993`, fields{"x": 9007199254740992.0}, false},
		{"negative zero", `x == 0`, fields{"x": negativeZero()}, true},
		{"a number in text is parsed", `x == 135`, fields{"x": "135"}, true},
		{"a double in text is parsed", `x == 135`, fields{"x": "1.35e2"}, true},
		{"an exponent with a sign", `x == 135`, fields{"x": "13500e-2"}, true},
		{"an exponent without digits", `x == 135`, fields{"x": "135e"}, false},
		{"text beyond any double", `x > 0`, fields{"x": "1e999"}, false},
		{"text that is no number", `x == 135`, fields{"x": "135/tcp"}, false},
		{"an address is no number", `x == 10`, fields{"x": "10.0.0.1"}, false},
		{"a string meets a number as text", `x == "4624"`, fields{"x": 4624}, true},
		{"and not as a number", `x == "04624"`, fields{"x": 4624}, false},
		{"a string meets a double as text", `x == "1.5"`, fields{"x": 1.5}, true},
		{"a whole double has a decimal point in text", `x == "2.0"`, fields{"x": 2.0}, true},
		{"a string meets a boolean as text", `x == "true"`, fields{"x": true}, true},
		{"booleans", `x == true`, fields{"x": true}, true},
		{"booleans differ", `x == true`, fields{"x": false}, false},
		{"a boolean in text", `x == true`, fields{"x": "true"}, true},
		{"a boolean in capitals is none", `x == true`, fields{"x": "True"}, false},
		{"one is not true", `x == true`, fields{"x": 1}, false},
		{"true is not one", `x == 1`, fields{"x": true}, false},
		{"a time meets text that is a date", `x == "2024-05-06T07:08:09.123Z"`, fields{"x": at}, true},
		{"in any zone", `x == "2024-05-06T09:08:09.123+02:00"`, fields{"x": at}, true},
		{"a time meets a number as milliseconds", `x == 1714979289123`, fields{"x": at}, true},
		{"a time and other text", `x == "yesterday"`, fields{"x": at}, false},
		{"text is no date unless the field is one", `x == "2024-05-06T09:08:09+02:00"`, fields{"x": "2024-05-06T07:08:09Z"}, false},
	})
}

func negativeZero() float64 {
	zero := 0.0
	return -zero
}

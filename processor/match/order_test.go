package match

import (
	"testing"
	"time"
)

func TestOrder(t *testing.T) {
	at := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	checkOutcomes(t, []outcome{
		{"less", `x < 5`, fields{"x": 4}, true},
		{"not less than itself", `x < 5`, fields{"x": 5}, false},
		{"less or equal", `x <= 5`, fields{"x": 5}, true},
		{"greater", `x > 5`, fields{"x": 6}, true},
		{"greater or equal", `x >= 5`, fields{"x": 5}, true},
		{"the constant may stand first", `5 > x`, fields{"x": 4}, true},
		{"both ways", `5 <= x`, fields{"x": 4}, false},
		{"a double on a whole field is exact", `x < 4.5`, fields{"x": 4}, true},
		{"large numbers are not rounded", `x > 9007199254740992`, fields{"x": int64(9007199254740993)}, true},
		{"beyond whole numbers", `x < 1e300`, fields{"x": int64(9223372036854775807)}, true},
		{"a number in text is parsed", `x > 49151`, fields{"x": "50000"}, true},
		{"text that is no number", `x > 1`, fields{"x": "many"}, false},
		{"and its negation", `not (x > 1)`, fields{"x": "many"}, true},
		{"booleans have no number", `x >= 0`, fields{"x": true}, false},
		{"any value", `x > 100`, fields{"x": []any{50, 500}}, true},
		{"each leaf chooses its own value", `x > 100 and x < 200`, fields{"x": []any{50, 500}}, true},
		{"strings by byte", `x < "b"`, fields{"x": "a"}, true},
		{"capitals come first", `x < "a"`, fields{"x": "B"}, true},
		{"a prefix comes first", `x < "ab"`, fields{"x": "a"}, true},
		{"the empty string comes first", `x < "a"`, fields{"x": ""}, true},
		{"beyond the BMP, fields go by UTF-8", `x > "\u{ffff}"`, fields{"x": "😀"}, true},
		{"beyond the BMP, expressions go by UTF-16", `concat(x) > "\u{ffff}"`, fields{"x": "😀"}, false},
		{"a string that is a number meets a number as such", `x > "5"`, fields{"x": 10}, true},
		{"and text as text", `x > "5"`, fields{"x": "10"}, false},
		{"other text meets a number as text", `x < "a"`, fields{"x": 10}, true},
		{"a time meets a date", `x > "2024-05-06T07:08Z"`, fields{"x": at.Add(time.Minute)}, true},
		{"a time meets milliseconds", `x >= 1714979289000`, fields{"x": at}, true},
		{"infinite is more than anything", `x * 1.0 / 0 > 1e308`, fields{"x": 1}, true},
		{"NaN is less than nothing", `x * 0.0 / 0 < 1`, fields{"x": 1}, false},
		{"NaN is more than nothing", `x * 0.0 / 0 >= 1`, fields{"x": 1}, false},
	})
}

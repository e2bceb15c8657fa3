package event

import "testing"

func TestParseNumber(t *testing.T) {
	tests := []struct {
		text string
		kind Kind
		want string
	}{
		{"0", Int, "0"},
		{"135", Int, "135"},
		{"-7", Int, "-7"},
		{"+7", Int, "7"},
		{"007", Int, "7"},
		{"9223372036854775807", Int, "9223372036854775807"},
		{"-9223372036854775808", Int, "-9223372036854775808"},
		{"9223372036854775808", Float, "9.223372036854776e+18"},
		{"1.5", Float, "1.5"},
		{"1e3", Float, "1000"},
		{".5", Float, "0.5"},
		{"", Null, ""},
		{"-", Null, ""},
		{"+", Null, ""},
		{".", Null, ""},
		{"1 ", Null, ""},
		{"0x10", Null, ""},
		{"1_000", Null, ""},
		{"inf", Null, ""},
		{"NaN", Null, ""},
		{"1-2", Null, ""},
		{"e", Null, ""},
	}
	for _, test := range tests {
		v, ok := ParseNumber(test.text)
		if ok != (test.kind != Null) || v.Kind() != test.kind || v.Text() != test.want {
			t.Errorf("%q: got %v %q, %v", test.text, v.Kind(), v.Text(), ok)
		}
	}
}

package eql

import "testing"

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		equal      bool
	}{
		{"layout makes no difference", "any where a == 1", "any\nwhere a /* */ ==1", true},
		{"parentheses that group nothing make no difference", "any where a and b", "any where ((a) and (b))", true},
		{"parentheses that group make one", "any where a and (b and c)", "any where a and b and c", false},
		{"!= is not ==", "any where a != 1", "any where not a == 1", true},
		{"not in is not in", "any where a not in (1)", "any where not a in (1)", true},
		{"back quotes make no difference", "any where a.b", "any where `a.b`", true},
		{"a list of one pattern is that pattern", `any where a : "x"`, `any where a : ("x")`, true},
		{"the kind of string makes no difference", `any where a == "\\x"`, `any where a == """\x"""`, true},
		{"units make no difference", "sequence with maxspan=60s [any where a] [any where a]", "sequence with maxspan=1m [any where a] [any where a]", true},
		{"runs of one make no difference", "sequence [any where a] [any where a] with runs=1", "sequence [any where a] [any where a]", true},
		{"the spelling of a function makes no difference", "any where LENGTH(a) == 1", "any where length(a) == 1", true},
		{"the order of operands makes one", "any where a or b", "any where b or a", false},
		{"and is not or", "any where a and b", "any where a or b", false},
		{"optional is not plain", "any where a", "any where ?a", false},
		{"an index makes a difference", "any where a", "any where a[0]", false},
		{"an integer is no decimal", "any where a == 1", "any where a == 1.0", false},
		{"other integers", "any where a == 1", "any where a == 2", false},
		{"other decimals", "any where a == 1.5", "any where a == 2.5", false},
		{"other strings", `any where a == "x"`, `any where a == "X"`, false},
		{"true is not false", "any where a == true", "any where a == false", false},
		{"null is null", "any where a == null", "any where a == null", true},
		{"null is not false", "any where a == null", "any where a == false", false},
		{"other comparisons", "any where a < 1", "any where a <= 1", false},
		{"other arithmetic", "any where a + 1 == 1", "any where a - 1 == 1", false},
		{"a sign", "any where -a == 1", "any where a == 1", false},
		{"other patterns", `any where a : "x"`, `any where a like~ "x"`, false},
		{"more patterns", `any where a : "x"`, `any where a : ("x", "y")`, false},
		{"in is not in~", `any where a in ("x")`, `any where a in~ ("x")`, false},
		{"more members", "any where a in (1)", "any where a in (1, 2)", false},
		{"with ~ or without", `any where startsWith(a, "x")`, `any where startsWith~(a, "x")`, false},
		{"other functions", `any where startsWith(a, "x")`, `any where endsWith(a, "x")`, false},
		{"other fields", "any where a", "any where b", false},
		{"other kinds of nodes", "any where a", "any where not a", false},
		{"a category is not any", "any where a", "process where a", false},
		{"any in quotes is not any", "any where a", `"any" where a`, false},
		{"other categories", "file where a", "process where a", false},
		{"a pipe more", "any where a", "any where a | head 1", false},
		{"other pipes", "any where a | tail 1", "any where a | head 1", false},
		{"other counts", "any where a | head 2", "any where a | head 1", false},
		{"a sequence is no sample", "sequence by k [any where a] [any where a]", "sample by k [any where a] [any where a]", false},
		{"a join is no sample", "join by k [any where a] [any where a]", "sample by k [any where a] [any where a]", false},
		{"joins", "join by k [any where a] [any where a]", "join by k [any where a] [any where a]", true},
		{"samples", "sample by k [any where a]", "sample by j [any where a]", false},
		{"a sequence is no event query", "sequence [any where a] [any where a]", "any where a", false},
		{"with until or without", "sequence [any where a] [any where a] until [any where a]", "sequence [any where a] [any where a]", false},
		{"with maxspan or without", "sequence with maxspan=1s [any where a] [any where a]", "sequence [any where a] [any where a]", false},
		{"other keys", "sequence by k [any where a] [any where a]", "sequence by j [any where a] [any where a]", false},
		{"missing or not", "sequence ![any where a] [any where a]", "sequence [any where a] [any where a]", false},
		{"other runs", "sequence [any where a] with runs=2 [any where a]", "sequence [any where a] [any where a]", false},
		{"keys of a term are not common keys", "sequence by k [any where a] [any where a]", "sequence [any where a] by k [any where a] by k", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := Parse(c.a)
			if err != nil {
				t.Fatal(err)
			}
			b, err := Parse(c.b)
			if err != nil {
				t.Fatal(err)
			}
			if a.Equal(b) != c.equal || b.Equal(a) != c.equal {
				t.Errorf("%q and %q: got %t and %t, want %t", c.a, c.b, a.Equal(b), b.Equal(a), c.equal)
			}
			if !a.Equal(a) || !b.Equal(b) {
				t.Error("a query is not equal to itself")
			}
		})
	}
}

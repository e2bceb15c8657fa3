package eql

import (
	"slices"
	"testing"
)

func condition(t *testing.T, expr string) Expr {
	t.Helper()
	q, err := Parse("any where " + expr)
	if err != nil {
		t.Fatal(err)
	}
	return q.Body.(*EventQuery).Condition
}

func TestFieldsAreAllMentionsFromLeftToRight(t *testing.T) {
	e := condition(t, `not f in (1, length(g)) or (concat(b, ?c, "x") : "y" and -d * a.e == 1) or b`)
	var names []string
	for _, f := range Fields(e) {
		names = append(names, f.Name)
	}
	if want := []string{"f", "g", "b", "c", "d", "a.e", "b"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
	if Fields(nil) != nil {
		t.Error("no expression has no fields")
	}
}

func TestWalkStaysAboveANodeThatIsDeclined(t *testing.T) {
	var seen []string
	Walk(condition(t, "a == 1 and length(b) == 2"), func(e Expr) bool {
		seen = append(seen, Print(e))
		_, isCall := e.(*Call)
		return !isCall
	})
	want := []string{"a == 1 and length(b) == 2", "a == 1", "a", "1", "length(b) == 2", "length(b)", "2"}
	if !slices.Equal(seen, want) {
		t.Errorf("got %q, want %q", seen, want)
	}
}

func TestIsConstant(t *testing.T) {
	for expr, want := range map[string]bool{
		`null`:                             true,
		`1 + 1 == 2`:                       true,
		`concat("a", "b") in ("ab") or -1`: true,
		`"a" : "b"`:                        true,
		`a`:                                false,
		`1 + length(a) == 2`:               false,
		`not a in (1)`:                     false,
		`1 in (a)`:                         false,
		`-a == 1`:                          false,
		`a : "b"`:                          false,
	} {
		if got := IsConstant(condition(t, expr)); got != want {
			t.Errorf("%s: got %t, want %t", expr, got, want)
		}
	}
}

func TestTypeOf(t *testing.T) {
	for expr, want := range map[string]Type{
		`a`:               AnyType,
		`null`:            NullType,
		`true`:            BoolType,
		`1`:               NumberType,
		`1.5`:             NumberType,
		`"a"`:             StringType,
		`a and b`:         BoolType,
		`not a`:           BoolType,
		`a == 1`:          BoolType,
		`a in (1)`:        BoolType,
		`a : "x"`:         BoolType,
		`a + 1`:           NumberType,
		`-a`:              NumberType,
		`length(a)`:       NumberType,
		`concat(a)`:       StringType,
		`cidrMatch(a, b)`: BoolType,
		`frobnicate(a)`:   AnyType,
	} {
		if got := TypeOf(condition(t, expr)); got != want {
			t.Errorf("%s: got %s, want %s", expr, got, want)
		}
	}
}

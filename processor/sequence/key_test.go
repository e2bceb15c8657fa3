package sequence

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

func TestGUIDsComeBackAsTheyAreSpelt(t *testing.T) {
	tests := []struct {
		text   string
		packed bool
	}{
		{"0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", true},
		{"0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9", true},
		{"{0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9}", true},
		{"{0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9}", true},
		{"00000000-0000-0000-0000-000000000000", true},
		{"{00000000-0000-0000-0000-000000000000}", true},
		{"0A1B2C3D-4E5F-6071-8293-a4b5c6d7e8f9", false}, // both kinds of letters
		{"{0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", false},
		{"0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f", false},
		{"0a1b2c3d04e5f-6071-8293-a4b5c6d7e8f9", false},
		{"0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8fg", false},
		{"", false},
	}
	for _, test := range tests {
		key := AppendKey(nil, event.StringOf(test.text), 0)
		if packed := len(key) == 1+guidBytes; packed != test.packed {
			t.Errorf("%q takes %d bytes", test.text, len(key))
		}
		v, rest, ok := CutKey(append(key, 'x'))
		if !ok || string(rest) != "x" || v.Str() != test.text {
			t.Errorf("%q came back as %q, %q, %v", test.text, v.Str(), rest, ok)
		}
	}
}

func TestGUIDsWithAnyOtherByteComeBackAsTheyAreSpelt(t *testing.T) {
	for _, guid := range []string{"0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", "{0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9}", "00000000-0000-0000-0000-000000000000"} {
		for i := range guid {
			for c := range 256 {
				text := []byte(guid)
				text[i] = byte(c)
				key := AppendKey(nil, event.StringOf(string(text)), 0)
				if v, rest, ok := CutKey(key); !ok || len(rest) != 0 || v.Str() != string(text) {
					t.Fatalf("%q came back as %q, %q, %v", text, v.Str(), rest, ok)
				}
			}
		}
	}
}

func TestKeysAreTheSameBytesWhereTextIsTheSame(t *testing.T) {
	text := rapid.OneOf(
		rapid.String(),
		rapid.StringMatching(`\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?`),
		rapid.StringMatching(`\{?[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}?`),
	)
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		if rapid.Bool().Draw(t, "other case") {
			b = strings.ToUpper(a)
		}
		ka := AppendKey(nil, event.StringOf(a), 0)
		kb := AppendKey(nil, event.StringOf(b), 0)
		if bytes.Equal(ka, kb) != (a == b) {
			t.Fatalf("%q and %q: % x, % x", a, b, ka, kb)
		}
		if v, rest, ok := CutKey(ka); !ok || len(rest) != 0 || v.Str() != a {
			t.Fatalf("%q came back as %q", a, v.Str())
		}
		if got, want := CompareKeys(ka, kb), strings.Compare(a, b); got*want < 0 || (got == 0) != (want == 0) {
			t.Fatalf("%q and %q are ordered as %d", a, b, got)
		}
	})
}

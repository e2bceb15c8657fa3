package evtx

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestValuesAsWinlogbeatWritesThem(t *testing.T) {
	tests := []struct {
		name string
		kind uint8
		raw  []byte
		want string
	}{
		{"a string ends at its first zero", stringType, wide("a\x00b"), "a"},
		{"half a character of a string is left out", stringType, []byte{'a', 0, 'b'}, "a"},
		{"half a surrogate pair is replaced", stringType, []byte{0x00, 0xD8}, "\uFFFD"},
		{"an emoji", stringType, wide("🜁"), "🜁"},
		{"text of a code page", ansiType, []byte{'a', 0xE9, 0}, "aé"},
		{"int8", int8Type, []byte{0xFF}, "-1"},
		{"uint8", uint8Type, []byte{0xFF}, "255"},
		{"int16", int16Type, []byte{0xFE, 0xFF}, "-2"},
		{"uint16", uint16Type, []byte{0xFE, 0xFF}, "65534"},
		{"int32", int32Type, []byte{0, 0, 0, 0x80}, "-2147483648"},
		{"uint32", uint32Type, []byte{0, 0, 0, 0x80}, "2147483648"},
		{"int64", int64Type, []byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, "-1"},
		{"uint64", uint64Type, []byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, "18446744073709551615"},
		{"hex has no leading zeros", hex32Type, []byte{0xE7, 3, 0, 0}, "0x3e7"},
		{"hex of eight bytes", hex64Type, []byte{0, 0, 0, 0, 0, 0, 0, 0x80}, "0x8000000000000000"},
		{"a size of four bytes", sizeType, []byte{1, 1, 0, 0}, "257"},
		{"float32", float32Type, []byte{0, 0, 0xC0, 0x3F}, "1.5"},
		{"float64", float64Type, []byte{0, 0, 0, 0, 0, 0, 0xF8, 0xBF}, "-1.5"},
		{"true", boolType, []byte{1, 0, 0, 0}, "true"},
		{"false", boolType, []byte{0, 0, 0, 0}, "false"},
		{"binary", binaryType, []byte{0x0A, 0xFF}, "0AFF"},
		{"a GUID has braces and upper case", guidType,
			[]byte{0x25, 0x96, 0x84, 0x54, 0x78, 0x54, 0x94, 0x49, 0xA5, 0xBA, 0x3E, 0x3B, 0x03, 0x28, 0xC3, 0x0D}, "{54849625-5478-4994-A5BA-3E3B0328C30D}"},
		{"a file time has 100 ns", fileTimeType, []byte{0x01, 0x80, 0x3E, 0xD5, 0xDE, 0xB1, 0x9D, 0x01}, "1970-01-01 00:00:00.0000001 +0000 UTC"},
		{"a system time", sysTimeType, []byte{0xE8, 7, 2, 0, 4, 0, 29, 0, 23, 0, 59, 0, 58, 0, 7, 0}, "2024-02-29 23:59:58.007 +0000 UTC"},
		{"a day that doesn't exist", sysTimeType, []byte{0xE7, 7, 2, 0, 4, 0, 29, 0, 23, 0, 59, 0, 58, 0, 7, 0}, ""},
		{"a SID", sidType, []byte{1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0}, "S-1-5-32-544"},
		{"a SID that is cut off", sidType, []byte{1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0}, ""},
		{"a number that is cut off", uint32Type, []byte{1, 2}, ""},
		{"nothing", nullType, nil, ""},
		{"a type that nobody knows", 0x70, []byte{1}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, value{kind: tt.kind, raw: tt.raw}.text()) })
	}
}

func TestItemsOfArrays(t *testing.T) {
	tests := []struct {
		name string
		kind uint8
		raw  []byte
		want []string
	}{
		{"strings end with zero each", stringType, wide("a\x00\x00bc\x00"), []string{"a", "", "bc"}},
		{"the last string may have no end", stringType, wide("a\x00b"), []string{"a", "b"}},
		{"numbers", uint16Type, []byte{1, 0, 2, 0, 3}, []string{"1", "2"}},
		{"hex", hex64Type, []byte{16, 0, 0, 0, 0, 0, 0, 0}, []string{"0x10"}},
		{"what has no fixed size", sidType, []byte{1, 0, 0, 0, 0, 0, 0, 5}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, v := range (value{kind: tt.kind | arrayType, raw: tt.raw}).items() {
				got = append(got, v.text())
			}
			require.Equal(t, tt.want, got)
		})
	}
}

package sequence

import (
	"encoding/binary"
	"encoding/hex"
)

// Hosts and processes are mostly named by GUIDs. In a join key a GUID in one of
// the usual spellings takes 17 bytes rather than 38 to 40: a tag, which says how
// it is spelt, and its digits.
const (
	tagGUID       = 'x'    // 8-4-4-4-12 hexadecimal digits, small letters; x, y, z and { are GUIDs' tags
	guidUpper     = 1 << 0 // added to the tag: capital letters
	guidBraces    = 1 << 1 // added to the tag: in braces
	guidDigits    = 32
	guidBytes     = guidDigits / 2
	guidLen       = guidDigits + 4
	bracedGUIDLen = guidLen + 2
)

// isGUIDTag reports whether a tag is that of a GUID.
func isGUIDTag(tag byte) bool { return tag&^(guidUpper|guidBraces) == tagGUID }

// appendGUID appends a text that is a GUID; ok is false where it isn't, or is
// spelt so that it would not come back as it was.
func appendGUID(dst []byte, text string) (_ []byte, ok bool) {
	tag := byte(tagGUID)
	if len(text) == bracedGUIDLen && text[0] == '{' && text[bracedGUIDLen-1] == '}' {
		tag |= guidBraces
		text = text[1 : bracedGUIDLen-1]
	}
	if len(text) != guidLen {
		return dst, false
	}
	if text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return dst, false
	}
	small, capital := true, true
	var digits [guidBytes]byte
	for i, eight := range [...]uint64{
		load4(text, 0) | load4(text, 4)<<32, load4(text, 9) | load4(text, 14)<<32,
		load4(text, 19) | load4(text, 24)<<32, load4(text, 28) | load4(text, 32)<<32,
	} {
		h := hexOf(eight)
		small, capital = small && h.small, capital && h.capital
		binary.LittleEndian.PutUint32(digits[4*i:], h.bytes)
	}
	switch {
	case small:
	case capital:
		tag |= guidUpper
	default:
		return dst, false
	}
	return append(append(dst, tag), digits[:]...), true
}

// load4 reads s[i:i+4]. The compiler makes one load of it.
func load4(s string, i int) uint64 {
	s = s[i : i+4]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// hexDigits is what eight hexadecimal digits say.
type hexDigits struct {
	bytes   uint32 // the first digit in the high half of the lowest byte
	small   bool   // written with no capital letters, and nothing that is no digit
	capital bool   // with no small ones
}

// hexOf reads eight digits at once, the first in the lowest byte. It takes the
// text for digits, and then looks whether they would be written like that.
func hexOf(text uint64) hexDigits {
	const each = 0x0101010101010101
	values := text&(0x0f*each) + text>>6&each*9
	letters := (values + 6*each) >> 4 & each
	digits, all := values+'0'*each, values&(0x10*each) == 0
	h := hexDigits{small: all && text == digits+letters*('a'-'0'-10), capital: all && text == digits+letters*('A'-'0'-10)}
	values = (values<<4 | values>>8) & 0x00ff00ff00ff00ff
	values = (values | values>>8) & 0x0000ffff0000ffff
	h.bytes = uint32(values | values>>16)
	return h
}

// textOfGUID returns the text that appendGUID has encoded.
func textOfGUID(tag byte, digits []byte) string {
	var text [bracedGUIDLen]byte
	var all [guidDigits]byte
	hex.Encode(all[:], digits)
	out := text[:0]
	if tag&guidBraces != 0 {
		out = append(out, '{')
	}
	from := 0
	for _, to := range [...]int{8, 12, 16, 20, 32} {
		if from > 0 {
			out = append(out, '-')
		}
		out = append(out, all[from:to]...)
		from = to
	}
	if tag&guidBraces != 0 {
		out = append(out, '}')
	}
	if tag&guidUpper != 0 {
		for i, c := range out {
			if 'a' <= c && c <= 'f' {
				out[i] = c - 'a' + 'A'
			}
		}
	}
	return string(out)
}

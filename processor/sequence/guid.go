package sequence

import "encoding/hex"

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
	var digits [guidBytes]byte
	n, letters := 0, byte(0)
	for i := range guidLen {
		c := text[i]
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return dst, false
			}
			continue
		}
		var digit byte
		switch {
		case '0' <= c && c <= '9':
			digit = c - '0'
		case 'a' <= c && c <= 'f':
			digit = c - 'a' + 10
			letters |= 1
		case 'A' <= c && c <= 'F':
			digit = c - 'A' + 10
			letters |= 2
		default:
			return dst, false
		}
		digits[n/2] |= digit << (4 * (1 - n&1))
		n++
	}
	switch letters {
	case 2:
		tag |= guidUpper
	case 1 | 2:
		return dst, false
	}
	return append(append(dst, tag), digits[:]...), true
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

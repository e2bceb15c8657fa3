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

// hexDigits has the value of each hexadecimal digit, and what kind it is.
var hexDigits = func() (table [256]byte) {
	for c := range table {
		switch {
		case '0' <= c && c <= '9':
			table[c] = byte(c - '0')
		case 'a' <= c && c <= 'f':
			table[c] = byte(c-'a'+10) | smallLetter
		case 'A' <= c && c <= 'F':
			table[c] = byte(c-'A'+10) | capitalLetter
		default:
			table[c] = noDigit
		}
	}
	return table
}()

// Kinds of characters.
const (
	smallLetter   = 1 << 4
	capitalLetter = 1 << 5
	noDigit       = 1 << 6
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
	n, kinds := 0, byte(0)
	for i := range guidLen {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if text[i] != '-' {
				return dst, false
			}
			continue
		}
		digit := hexDigits[text[i]]
		digits[n/2] = digits[n/2]<<4 | digit&0xf
		kinds |= digit &^ 0xf
		n++
	}
	switch kinds {
	case 0, smallLetter:
	case capitalLetter:
		tag |= guidUpper
	default:
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

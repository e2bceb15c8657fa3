package sequence

import "encoding/binary"

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
	if len(text) != guidLen || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return dst, false
	}
	a, b := load4(text, 0)|load4(text, 4)<<32, load4(text, 9)|load4(text, 14)<<32
	c, d := load4(text, 19)|load4(text, 24)<<32, load4(text, 28)|load4(text, 32)<<32
	da, db, dc, dd := digitsOf(a), digitsOf(b), digitsOf(c), digitsOf(d)
	switch {
	case (da|db|dc|dd)&(0x10*each) != 0:
		return dst, false
	case a == spelt(da, 'a') && b == spelt(db, 'a') && c == spelt(dc, 'a') && d == spelt(dd, 'a'):
	case a == spelt(da, 'A') && b == spelt(db, 'A') && c == spelt(dc, 'A') && d == spelt(dd, 'A'):
		tag |= guidUpper
	default:
		return dst, false
	}
	dst = append(dst, tag)
	dst = binary.LittleEndian.AppendUint64(dst, half(da)|half(db)<<32)
	return binary.LittleEndian.AppendUint64(dst, half(dc)|half(dd)<<32), true
}

// load4 reads s[i:i+4]. The compiler makes one load of it.
func load4(s string, i int) uint64 {
	s = s[i : i+4]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// each times a byte is that byte eight times.
const each = 0x0101010101010101

// digitsOf reads eight hexadecimal digits at once, the first in the lowest byte.
// It takes any text for digits: those of others may be 16 or more, or wouldn't
// be spelt like that.
func digitsOf(text uint64) uint64 { return text&(0x0f*each) + text>>6&each*9 }

// spelt returns the text of eight digits, with small letters or capital ones: a
// is the first of them.
func spelt(digits, a uint64) uint64 {
	letters := (digits + 6*each) >> 4 & each
	return digits + '0'*each + letters*(a-'0'-10)
}

// half puts each two digits into one byte, the first in its high half.
func half(digits uint64) uint64 {
	digits = (digits<<4 | digits>>8) & 0x00ff00ff00ff00ff
	digits = (digits | digits>>8) & 0x0000ffff0000ffff
	return digits&0xffff | digits>>16
}

// digitsIn takes eight digits out of four bytes, as half has put them in.
func digitsIn(b []byte) uint64 {
	bytes := uint64(binary.LittleEndian.Uint32(b))
	bytes = (bytes | bytes<<16) & 0x0000ffff0000ffff
	bytes = (bytes | bytes<<8) & 0x00ff00ff00ff00ff
	return (bytes>>4 | bytes<<8) & (0x0f * each)
}

// textOfGUID returns the text that appendGUID has encoded.
func textOfGUID(tag byte, digits []byte) string {
	var room [bracedGUIDLen]byte
	all := room[:guidLen]
	text := all
	if tag&guidBraces != 0 {
		all = room[:]
		all[0], all[bracedGUIDLen-1] = '{', '}'
		text = all[1 : bracedGUIDLen-1]
	}
	letter := uint64('a')
	if tag&guidUpper != 0 {
		letter = 'A'
	}
	le := binary.LittleEndian
	a, b := spelt(digitsIn(digits[0:]), letter), spelt(digitsIn(digits[4:]), letter)
	c, d := spelt(digitsIn(digits[8:]), letter), spelt(digitsIn(digits[12:]), letter)
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	le.PutUint64(text[0:], a)
	le.PutUint32(text[9:], uint32(b))
	le.PutUint32(text[14:], uint32(b>>32))
	le.PutUint32(text[19:], uint32(c))
	le.PutUint32(text[24:], uint32(c>>32))
	le.PutUint64(text[28:], d)
	return string(all)
}

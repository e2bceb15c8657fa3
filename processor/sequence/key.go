package sequence

import (
	"encoding/binary"
	"math"
	"net/netip"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// Tags of values in an encoded join key.
const (
	tagNull   = 'n'
	tagBool   = 'b'
	tagInt    = 'i'
	tagFloat  = 'f'
	tagString = 's'
	tagIP     = 'a'
	tagTime   = 't'
)

// AppendKey appends one value of a join key in an encoding in which two keys
// are the same bytes exactly where the values join: numbers by their number,
// addresses by the address, everything else by type and value; null only with
// null. The encoding of a value ends by itself, so keys are their values one
// behind the other.
func AppendKey(dst []byte, v event.Value, typ event.Type) []byte {
	switch v.Kind() {
	case event.Bool:
		if v.Bool() {
			return append(dst, tagBool, 1)
		}
		return append(dst, tagBool, 0)
	case event.Int:
		return binary.BigEndian.AppendUint64(append(dst, tagInt), uint64(v.Int()))
	case event.Float:
		f := v.Float()
		if whole := math.Trunc(f); whole == f && math.Abs(f) < 1<<63 {
			return binary.BigEndian.AppendUint64(append(dst, tagInt), uint64(int64(f)))
		}
		return binary.BigEndian.AppendUint64(append(dst, tagFloat), math.Float64bits(f))
	case event.Time:
		return binary.BigEndian.AppendUint64(append(dst, tagTime), uint64(v.Int()))
	case event.String:
		if typ == event.IP {
			if ip, err := netip.ParseAddr(v.Str()); err == nil {
				b := ip.As16() // an IPv4 address and its mapped form are one
				return append(append(dst, tagIP), b[:]...)
			}
		}
		dst = binary.AppendUvarint(append(dst, tagString), uint64(len(v.Str())))
		return append(dst, v.Str()...)
	}
	return append(dst, tagNull)
}

// CutKey decodes the first value of an encoded join key and returns what is
// behind it; ok is false where the bytes are no such encoding. An address comes
// back as text.
func CutKey(key []byte) (v event.Value, rest []byte, ok bool) {
	if len(key) == 0 {
		return v, nil, false
	}
	tag, rest := key[0], key[1:]
	switch tag {
	case tagNull:
		return v, rest, true
	case tagBool:
		if len(rest) < 1 {
			return v, nil, false
		}
		return event.BoolOf(rest[0] != 0), rest[1:], true
	case tagInt, tagFloat, tagTime:
		if len(rest) < 8 {
			return v, nil, false
		}
		return numberOf(tag, binary.BigEndian.Uint64(rest)), rest[8:], true
	case tagIP:
		if len(rest) < 16 {
			return v, nil, false
		}
		return event.StringOf(netip.AddrFrom16([16]byte(rest)).Unmap().String()), rest[16:], true
	case tagString:
		n, size := binary.Uvarint(rest)
		if size <= 0 || n > uint64(len(rest)-size) {
			return v, nil, false
		}
		rest = rest[size:]
		return event.StringOf(string(rest[:n])), rest[n:], true
	}
	return v, nil, false
}

func numberOf(tag byte, bits uint64) event.Value {
	switch tag {
	case tagInt:
		return event.IntOf(int64(bits))
	case tagTime:
		return event.NanosOf(int64(bits))
	}
	return event.FloatOf(math.Float64frombits(bits))
}

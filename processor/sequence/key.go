package sequence

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"net/netip"
	"strings"
	"time"

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
// addresses by the address, dates by their millisecond, everything else by type
// and value; null only with null. The encoding of a value ends by itself, so
// keys are their values one behind the other.
func AppendKey(dst []byte, v event.Value, typ event.Type) []byte {
	if typ == event.Date {
		v = instant(v)
	}
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
		if packed, ok := appendGUID(dst, v.Str()); ok {
			return packed
		}
		dst = binary.AppendUvarint(append(dst, tagString), uint64(len(v.Str())))
		return append(dst, v.Str()...)
	}
	return append(dst, tagNull)
}

// instant returns what a date field holds of a value: text in RFC 3339, whole
// milliseconds since 1970 and points in time become a point in time, cut to the
// millisecond. Any other value stays what it is.
func instant(v event.Value) event.Value {
	const milli, most = int64(time.Millisecond), math.MaxInt64 / int64(time.Millisecond)
	switch v.Kind() {
	case event.String:
		if t, err := time.Parse(time.RFC3339Nano, v.Str()); err == nil {
			return event.TimeOf(t.Truncate(time.Millisecond))
		}
	case event.Int:
		if ms := v.Int(); -most <= ms && ms <= most {
			return event.NanosOf(ms * milli)
		}
	case event.Time:
		return event.TimeOf(time.Unix(0, v.Int()).Truncate(time.Millisecond))
	}
	return v
}

// CutKey decodes the first value of an encoded join key and returns what is
// behind it; ok is false where the bytes are no such encoding. An address comes
// back as text.
func CutKey(key []byte) (v event.Value, rest []byte, ok bool) {
	if len(key) == 0 {
		return v, nil, false
	}
	tag, rest := key[0], key[1:]
	if isGUIDTag(tag) {
		if len(rest) < guidBytes {
			return v, nil, false
		}
		return event.StringOf(textOfGUID(tag, rest[:guidBytes])), rest[guidBytes:], true
	}
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

// CompareKeys orders encoded keys value by value: text by its bytes, numbers,
// times and addresses by what they are, values of different types somehow.
func CompareKeys(a, b []byte) int {
	for {
		v, restA, okA := CutKey(a)
		w, restB, okB := CutKey(b)
		if !okA || !okB {
			return len(a) - len(b)
		}
		order := bytes.Compare(a[:len(a)-len(restA)], b[:len(b)-len(restB)])
		switch {
		case v.Kind() == event.String && w.Kind() == event.String && a[0] != tagIP && b[0] != tagIP:
			order = strings.Compare(v.Str(), w.Str())
		case a[0] != b[0]:
		case a[0] == tagInt || a[0] == tagTime:
			order = cmp.Compare(v.Int(), w.Int())
		case a[0] == tagFloat:
			order = cmp.Compare(v.Float(), w.Float())
		}
		if order != 0 {
			return order
		}
		a, b = restA, restB
	}
}

package evtx

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/elastic/beats/v7/winlogbeat/sys"
)

// Types of values, as in Windows' EVT_VARIANT.
const (
	nullType     = 0x00
	stringType   = 0x01
	ansiType     = 0x02
	int8Type     = 0x03
	uint8Type    = 0x04
	int16Type    = 0x05
	uint16Type   = 0x06
	int32Type    = 0x07
	uint32Type   = 0x08
	int64Type    = 0x09
	uint64Type   = 0x0A
	float32Type  = 0x0B
	float64Type  = 0x0C
	boolType     = 0x0D
	binaryType   = 0x0E
	guidType     = 0x0F
	sizeType     = 0x10
	fileTimeType = 0x11
	sysTimeType  = 0x12
	sidType      = 0x13
	hex32Type    = 0x14
	hex64Type    = 0x15
	xmlType      = 0x21
	arrayType    = 0x80 // of another type
)

// sizes are those of types whose values all have the same.
var sizes = map[uint8]int{
	int8Type: 1, uint8Type: 1, int16Type: 2, uint16Type: 2, int32Type: 4, uint32Type: 4, int64Type: 8, uint64Type: 8,
	float32Type: 4, float64Type: 8, boolType: 4, guidType: 16, fileTimeType: 8, sysTimeType: 16, hex32Type: 4, hex64Type: 8,
}

// value is a value of a record.
type value struct {
	kind uint8
	raw  []byte
	at   int // in the chunk
}

// isNull reports whether there is no value.
func (v value) isNull() bool { return v.kind == nullType }

// isArray reports whether there are several.
func (v value) isArray() bool { return v.kind&arrayType != 0 }

// text returns the value as Winlogbeat writes it.
func (v value) text() string {
	if size, fixed := sizes[v.kind]; fixed && len(v.raw) < size {
		return "" // as if it weren't there
	}
	le := binary.LittleEndian
	switch v.kind {
	case stringType:
		return decodeUTF16(v.raw)
	case ansiType:
		return decodeLatin1(v.raw)
	case int8Type:
		return strconv.FormatInt(int64(int8(v.raw[0])), 10)
	case int16Type:
		return strconv.FormatInt(int64(int16(le.Uint16(v.raw))), 10)
	case int32Type:
		return strconv.FormatInt(int64(int32(le.Uint32(v.raw))), 10)
	case int64Type:
		return strconv.FormatInt(int64(le.Uint64(v.raw)), 10)
	case uint8Type, uint16Type, uint32Type, uint64Type, sizeType:
		return strconv.FormatUint(unsigned(v.raw), 10)
	case hex32Type, hex64Type:
		return "0x" + strconv.FormatUint(unsigned(v.raw), 16)
	case float32Type:
		return fmt.Sprint(math.Float32frombits(le.Uint32(v.raw)))
	case float64Type:
		return fmt.Sprint(math.Float64frombits(le.Uint64(v.raw)))
	case boolType:
		return strconv.FormatBool(v.raw[0] != 0)
	case binaryType:
		return sys.BinaryToString(v.raw)
	case guidType:
		return guid(v.raw)
	case fileTimeType:
		return fileTime(le.Uint64(v.raw)).String()
	case sysTimeType:
		return sysTime(v.raw)
	case sidType:
		return sid(v.raw)
	}
	return ""
}

// items returns the values of an array.
func (v value) items() (all []value) {
	kind := v.kind &^ arrayType
	raw := v.raw
	if kind == stringType {
		for len(raw) >= 2 {
			end := 0
			for end+2 <= len(raw) && (raw[end] != 0 || raw[end+1] != 0) {
				end += 2
			}
			all = append(all, value{kind: kind, raw: raw[:end]})
			raw = raw[min(end+2, len(raw)):]
		}
		return all
	}
	size := sizes[kind]
	if size == 0 {
		return nil // of what else there are arrays is not written down anywhere
	}
	for ; len(raw) >= size; raw = raw[size:] {
		all = append(all, value{kind: kind, raw: raw[:size]})
	}
	return all
}

// unsigned returns a number of up to eight bytes.
func unsigned(raw []byte) uint64 {
	var b [8]byte
	copy(b[:], raw)
	return binary.LittleEndian.Uint64(b[:])
}

// decodeLatin1 returns text in Windows' code page, of which the file doesn't
// say which one it was.
func decodeLatin1(raw []byte) string {
	var b strings.Builder
	for _, c := range raw {
		if c == 0 {
			break
		}
		b.WriteRune(rune(c))
	}
	return b.String()
}

// guid returns a GUID as Windows writes it.
func guid(b []byte) string {
	le := binary.LittleEndian
	return fmt.Sprintf("{%08X-%04X-%04X-%X-%X}", le.Uint32(b), le.Uint16(b[4:]), le.Uint16(b[6:]), b[8:10], b[10:16])
}

// fileTime returns a time that is given in 100 ns since 1601. Those that have
// no Unix time in nanoseconds wrap around, in Winlogbeat too.
func fileTime(ticks uint64) time.Time {
	const epoch = 116444736000000000
	return time.Unix(0, (int64(ticks)-epoch)*100).UTC()
}

// sysTime returns a SYSTEMTIME, "" if it is none.
func sysTime(b []byte) string {
	field := func(i int) int { return int(binary.LittleEndian.Uint16(b[2*i:])) }
	year, month, day := field(0), time.Month(field(1)), field(3)
	t := time.Date(year, month, day, field(4), field(5), field(6), field(7)*int(time.Millisecond), time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day || year < 1601 {
		return ""
	}
	return t.String()
}

// sid returns a security identifier, "" if it is none.
func sid(b []byte) string {
	if len(b) < 8 || len(b) < 8+4*int(b[1]) {
		return ""
	}
	authority := uint64(0)
	for _, c := range b[2:8] {
		authority = authority<<8 | uint64(c)
	}
	s := fmt.Sprintf("S-%d-%d", b[0], authority)
	for i := range int(b[1]) {
		s += "-" + strconv.FormatUint(uint64(binary.LittleEndian.Uint32(b[8+4*i:])), 10)
	}
	return s
}

package evtx

import (
	"encoding/binary"
	"hash/crc32"
	"unicode/utf16"
)

// builder writes a chunk of a log, for what no log of Windows has.
type builder struct {
	b     []byte
	begin int // of the record at hand
}

func newBuilder() *builder {
	b := &builder{b: make([]byte, chunkHeaderSize)}
	copy(b.b, chunkMagic)
	return b
}

func (b *builder) raw(all ...byte)  { b.b = append(b.b, all...) }
func (b *builder) uint16(n int)     { b.b = binary.LittleEndian.AppendUint16(b.b, uint16(n)) }
func (b *builder) uint32(n int)     { b.b = binary.LittleEndian.AppendUint32(b.b, uint32(n)) }
func (b *builder) put32(at, n int)  { binary.LittleEndian.PutUint32(b.b[at:], uint32(n)) }
func (b *builder) fragment()        { b.raw(fragmentToken, 1, 1, 0) }
func (b *builder) place(value int)  { b.raw(normalToken); b.uint16(value); b.raw(stringType) }
func (b *builder) option(value int) { b.raw(optionalToken); b.uint16(value); b.raw(stringType) }

// record begins a record.
func (b *builder) record(id uint64) {
	b.begin = len(b.b)
	b.raw([]byte(recordMagic)...)
	b.uint32(0)
	b.b = binary.LittleEndian.AppendUint64(b.b, id)
	b.b = binary.LittleEndian.AppendUint64(b.b, 0)
}

// end ends it.
func (b *builder) end() {
	for (len(b.b)-b.begin+recordTail)%8 != 0 {
		b.raw(0)
	}
	size := len(b.b) - b.begin + recordTail
	b.uint32(size)
	b.put32(b.begin+4, size)
}

// instance begins an instance of a template that stands elsewhere, 0 for here.
func (b *builder) instance(at int) {
	b.raw(instanceToken, 1)
	b.uint32(1)
	if at == 0 {
		at = len(b.b) + 4
	}
	b.uint32(at)
}

// template writes a template and returns where it stands.
func (b *builder) template(body func()) int {
	at := len(b.b)
	b.raw(make([]byte, 4+16+4)...)
	from := len(b.b)
	b.fragment()
	body()
	b.raw(endToken)
	b.put32(from-4, len(b.b)-from)
	return at
}

// name writes a name where it is used.
func (b *builder) name(s string) {
	b.uint32(len(b.b) + 4)
	b.raw(0, 0, 0, 0, 0, 0)
	units := utf16.Encode([]rune(s))
	b.uint16(len(units))
	for _, u := range units {
		b.uint16(int(u))
	}
	b.uint16(0)
}

// element writes an element. attributes may be nil.
func (b *builder) element(name string, attributes, content func()) {
	token := byte(elementToken)
	if attributes != nil {
		token |= moreToken
	}
	b.raw(token)
	b.uint16(0xFFFF)
	b.uint32(0)
	b.name(name)
	if attributes != nil {
		b.uint32(0)
		attributes()
	}
	b.raw(closeStartToken)
	content()
	b.raw(closeElementToken)
}

// attribute writes an attribute's name; its value follows.
func (b *builder) attribute(name string) {
	b.raw(attributeToken)
	b.name(name)
}

// text writes a text.
func (b *builder) text(s string) {
	b.raw(textToken, stringType)
	b.uint16(len(s))
	b.raw(wide(s)...)
}

// values writes the values of an instance.
func (b *builder) values(all ...value) {
	b.uint32(len(all))
	for _, v := range all {
		b.uint16(len(v.raw))
		b.raw(v.kind, 0)
	}
	for _, v := range all {
		b.raw(v.raw...)
	}
}

// chunk ends the chunk and reads it.
func (b *builder) chunk() *Chunk { return newChunk(b.bytes(), chunkSize, 4096) }

func (b *builder) bytes() []byte {
	end := len(b.b)
	b.put32(48, end)
	b.put32(52, int(crc32.ChecksumIEEE(b.b[chunkHeaderSize:end])))
	return append(b.b, make([]byte, chunkSize-end)...)
}

// wide returns a text in UTF-16.
func wide(s string) (all []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		all = binary.LittleEndian.AppendUint16(all, u)
	}
	return all
}

package evtx

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/elastic/elastic-agent-libs/mapstr"
)

// 2024-05-06T07:08:09.1234567Z
var someTime = value{kind: fileTimeType, raw: []byte{0x07, 0x69, 0x7F, 0x26, 0x84, 0x9F, 0xDA, 0x01}}

// event writes a record with a time, what its template has in Event besides,
// and values.
func event(b *builder, id uint64, body func(), values ...value) {
	b.record(id)
	b.fragment()
	b.instance(0)
	b.template(func() {
		b.element("Event", nil, func() {
			b.element("System", nil, func() {
				b.element("TimeCreated", func() { b.attribute("SystemTime"); b.option(0) }, func() {})
			})
			body()
		})
	})
	b.values(append([]value{someTime}, values...)...)
	b.raw(endToken)
	b.end()
}

// fields returns those of the only event in what is built.
func fields(t *testing.T, b *builder) mapstr.M {
	t.Helper()
	c := b.chunk()
	require.Empty(t, c.Problem())
	require.Equal(t, 1, c.Len())
	r, err := c.Record(0, "a.evtx")
	require.NoError(t, err)
	e := r.ToEvent()
	require.Equal(t, "2024-05-06T07:08:09.1234567Z", e.Timestamp.Format(time.RFC3339Nano))
	return e.Fields.Flatten()
}

func TestNamesOfFields(t *testing.T) {
	b := newBuilder()
	event(b, 1, func() {
		b.element("EventData", nil, func() {
			b.element("Data", func() { b.attribute("Name"); b.text("Named") }, func() { b.place(1) })
			b.element("Data", nil, func() { b.place(2) })
			b.element("Binary", nil, func() { b.place(3) })
			b.element("Data", func() { b.attribute("Name"); b.text("Named") }, func() { b.text("the first counts") })
			b.element("Data", func() { b.attribute("Name"); b.text("Empty") }, func() { b.option(9) })
			b.element("Data", func() { b.attribute("Name"); b.text("Mixed") }, func() {
				b.text("a")
				b.raw(entityToken)
				b.name("lt")
				b.raw(charToken, 0x42, 0)
				b.raw(cdataToken, 1, 0, '&', 0)
				b.place(1)
			})
		})
	}, value{kind: uint32Type, raw: []byte{7, 0, 0, 0}},
		value{kind: stringType | arrayType, raw: wide("one\x00two\x00")}, value{kind: binaryType, raw: []byte{0xAB}})
	got := fields(t, b)
	want := map[string]any{"Named": "7", "param2": "one", "param3": "two", "Binary": "AB", "Mixed": "a<B&7"}
	for name, value := range want {
		require.Equal(t, value, got["winlog.event_data."+name], name)
	}
	require.Equal(t, "a.evtx", got["log.file.path"])
	require.NotContains(t, got, "winlog.event_data.Empty")
}

func TestForwardedEventsBringTheirWords(t *testing.T) {
	b := newBuilder()
	event(b, 1, func() {
		b.element("RenderingInfo", nil, func() {
			for _, name := range []string{"Message", "Level", "Task", "Opcode"} {
				b.element(name, nil, func() { b.text("the " + name) })
			}
			b.element("Keywords", nil, func() {
				b.element("Keyword", nil, func() { b.text("z") })
				b.element("Keyword", nil, func() { b.text("a") })
			})
		})
	})
	got := fields(t, b)
	require.Equal(t, "the Message", got["message"])
	require.Equal(t, "the level", got["log.level"])
	require.Equal(t, "the Task", got["event.action"])
	require.Equal(t, "the Opcode", got["winlog.opcode"])
	require.Equal(t, []string{"z", "a"}, got["winlog.keywords"])
}

func TestRecordsThatAreNone(t *testing.T) {
	tests := []struct {
		name  string
		write func(b *builder)
		want  string
	}{
		{"nothing", func(*builder) {}, "it has 0 elements instead of one"},
		{"another element", func(b *builder) { b.element("Evento", nil, func() {}) }, `its element is "Evento" instead of Event`},
		{"no time", func(b *builder) { b.element("Event", nil, func() {}) }, "it has no time"},
		{"an unknown token", func(b *builder) { b.raw(0x3F) }, "a token 0x3f where none can be"},
		{"a template elsewhere", func(b *builder) { b.instance(1 << 20); b.values() }, "it ends too early"},
		{"more values than a chunk has room for", func(b *builder) { b.instance(0); b.template(func() {}); b.uint32(1 << 30) }, "it ends too early"},
		{"a name elsewhere", func(b *builder) { b.raw(elementToken, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF) }, "it ends too early"},
		{"elements without end", func(b *builder) {
			for range 2 * maxDepth {
				b.raw(elementToken)
				b.uint16(0)
				b.uint32(0)
				b.name("a")
				b.raw(closeStartToken)
			}
		}, "elements are nested too deeply"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBuilder()
			b.record(1)
			b.fragment()
			tt.write(b)
			b.raw(endToken)
			b.end()
			_, err := b.chunk().Record(0, "")
			require.EqualError(t, err, tt.want)
		})
	}
}

// TestWhatUnfolds: a template that has what it is given ten times, given
// itself, twelve times over, would have a billion times a thousand elements.
func TestWhatUnfolds(t *testing.T) {
	b := newBuilder()
	b.record(1)
	b.fragment()
	b.instance(0)
	at := b.template(func() {
		b.element("Event", nil, func() {
			for range 10 {
				b.place(0)
			}
		})
	})
	nested := value{kind: stringType, raw: wide("end")}
	for range 12 {
		inner := &builder{}
		inner.fragment()
		inner.instance(at)
		inner.values(nested)
		inner.raw(endToken)
		nested = value{kind: xmlType, raw: inner.b}
	}
	b.values(nested)
	b.end()
	event(b, 2, func() {})
	c := b.chunk()
	_, err := c.Record(0, "")
	require.ErrorIs(t, err, errTooMuch)
	_, err = c.Record(1, "")
	require.ErrorIs(t, err, errTooMuch, "the bound is for the whole chunk")
}

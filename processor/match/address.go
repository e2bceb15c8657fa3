package match

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/eql"
	"github.com/eqlbeat/eqlbeat/processor/event"
)

// address is an IP address as Elasticsearch's ip fields hold it: 128 bits, an
// IPv4 address as the IPv6 address it maps to. So 10.0.0.1 and
// ::ffff:10.0.0.1 are one, and ::/0 holds both.
type address struct{ hi, lo uint64 }

const mappedV4 = 0xffff << 32

// parseAddress reads an address without allocating. A zone, as in fe80::1%3,
// is left out.
func parseAddress(text string) (a address, ok bool) {
	if strings.IndexByte(text, ':') < 0 {
		return parseV4(text)
	}
	// netip's errors are allocated: what can't be an address isn't shown to it.
	colons := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == ':':
			colons++
		case '0' <= c && c <= '9', 'a' <= c && c <= 'f', 'A' <= c && c <= 'F', c == '.':
		case c == '%' && i+1 < len(text):
			return parseAddress(text[:i])
		default:
			return address{}, false
		}
	}
	if colons < 2 || colons > 8 {
		return address{}, false
	}
	parsed, err := netip.ParseAddr(text)
	if err != nil {
		return address{}, false
	}
	return addressOf(parsed), true
}

func parseV4(text string) (a address, ok bool) {
	var bits uint64
	octet, digits, dots := uint64(0), 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case '0' <= c && c <= '9' && digits < 3 && (digits == 0 || octet > 0):
			octet = octet*10 + uint64(c-'0')
			digits++
		case c == '.' && digits > 0 && octet < 256 && dots < 3:
			bits = bits<<8 | octet
			octet, digits = 0, 0
			dots++
		default:
			return address{}, false
		}
	}
	if dots != 3 || digits == 0 || octet > 255 {
		return address{}, false
	}
	return address{lo: mappedV4 | bits<<8 | octet}, true
}

func addressOf(a netip.Addr) address {
	b := a.As16()
	return address{hi: be64(b[:8]), lo: be64(b[8:])}
}

func be64(b []byte) uint64 {
	var x uint64
	for _, c := range b {
		x = x<<8 | uint64(c)
	}
	return x
}

func (a address) compare(b address) int {
	if c := compareOrdered(a.hi, b.hi); c != 0 {
		return c
	}
	return compareOrdered(a.lo, b.lo)
}

// block is a range of addresses that share their first bits.
type block struct {
	first address
	mask  address
}

func (b block) has(a address) bool {
	return a.hi&b.mask.hi == b.first.hi && a.lo&b.mask.lo == b.first.lo
}

// parseBlock reads an address or a CIDR block, whose host bits need not be
// zero.
func parseBlock(text string) (b block, ok bool) {
	prefix := text
	bits := 128
	if slash := strings.IndexByte(text, '/'); slash >= 0 {
		n, err := strconv.ParseUint(text[slash+1:], 10, 8)
		if err != nil {
			return block{}, false
		}
		prefix, bits = text[:slash], int(n)
		if strings.IndexByte(prefix, ':') < 0 {
			bits += 96
		}
	}
	a, ok := parseAddress(prefix)
	if !ok || bits > 128 {
		return block{}, false
	}
	mask := address{hi: ^uint64(0) << max(0, 64-bits), lo: ^uint64(0) << min(64, 128-bits)}
	return block{first: address{a.hi & mask.hi, a.lo & mask.lo}, mask: mask}, true
}

// addressSet passes for addresses in any of several blocks: cidrMatch, and
// `==`, `in` and `:` on fields that hold addresses. Text that is no address
// doesn't pass.
type addressSet struct{ blocks []block }

func newAddressSet(blocks []block) *addressSet {
	blocks = slices.Clone(blocks)
	slices.SortFunc(blocks, func(a, b block) int {
		if c := a.first.compare(b.first); c != 0 {
			return c
		}
		return a.mask.compare(b.mask)
	})
	return &addressSet{blocks: slices.Compact(blocks)}
}

func (t *addressSet) pass(_ *State, v event.Value) bool { return t.match(v.Str()) }

func (t *addressSet) match(text string) bool {
	a, ok := parseAddress(text)
	if !ok {
		return false
	}
	for i := range t.blocks {
		if t.blocks[i].has(a) {
			return true
		}
	}
	return false
}

func (t *addressSet) key() string {
	key := []byte("address")
	for _, b := range t.blocks {
		for _, half := range [...]uint64{b.first.hi, b.first.lo, b.mask.hi, b.mask.lo} {
			key = strconv.AppendUint(append(key, ' '), half, 16)
		}
	}
	return string(key)
}

func (t *addressSet) demand() demand { return demand{} }

// addressOrder passes for addresses on one side of a constant.
type addressOrder struct {
	op    eql.CompareOp
	limit address
}

func (t *addressOrder) pass(_ *State, v event.Value) bool {
	a, ok := parseAddress(v.Str())
	return ok && holds(t.op, a.compare(t.limit))
}

func (t *addressOrder) key() string {
	return "address-order " + strconv.Itoa(int(t.op)) + " " +
		strconv.FormatUint(t.limit.hi, 16) + " " + strconv.FormatUint(t.limit.lo, 16)
}

func (t *addressOrder) demand() demand { return demand{} }

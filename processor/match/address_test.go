package match

import (
	"math/rand/v2"
	"net/netip"
	"testing"
)

func TestAddresses(t *testing.T) {
	checkOutcomes(t, []outcome{
		{"equal", `source.ip == "10.0.0.1"`, fields{"source.ip": "10.0.0.1"}, true},
		{"IPv4 in IPv6 is IPv4", `source.ip == "10.0.0.1"`, fields{"source.ip": "::ffff:10.0.0.1"}, true},
		{"and the other way", `source.ip == "::ffff:a00:1"`, fields{"source.ip": "10.0.0.1"}, true},
		{"long and short form", `source.ip == "::1"`, fields{"source.ip": "0:0:0:0:0:0:0:1"}, true},
		{"case", `source.ip == "fe80::ABCD"`, fields{"source.ip": "FE80::abcd"}, true},
		{"a zone is left out", `source.ip == "fe80::1"`, fields{"source.ip": "fe80::1%12"}, true},
		{"inequality", `source.ip != "::1"`, fields{"source.ip": "0:0:0:0:0:0:0:1"}, false},
		{"a block with ==", `source.ip == "10.0.0.0/8"`, fields{"source.ip": "10.9.8.7"}, true},
		{"a block in a list", `source.ip in ("192.168.0.0/16", "::1")`, fields{"source.ip": "::1"}, true},
		{"a block in a list with ~", `source.ip in~ ("192.168.0.0/16", "::1")`, fields{"source.ip": "192.168.1.1"}, true},
		{"a block with colon", `source.ip : ("fe80::/10", "x*")`, fields{"source.ip": "fe80::77"}, true},
		{"wildcards see text", `source.ip : "192.168.*"`, fields{"source.ip": "192.168.1.1"}, true},
		{"any value", `host.ip == "::1"`, fields{"host.ip": []any{"10.0.0.1", "::1"}}, true},
		{"what is no address compares as text", `source.ip == "-"`, fields{"source.ip": "-"}, true},
		{"no address is in no block", `source.ip == "0.0.0.0/0"`, fields{"source.ip": "-"}, false},
		{"a number is no address", `source.ip == "0.0.0.0/0"`, fields{"source.ip": 7}, false},
		{"order", `source.ip < "10.0.0.5"`, fields{"source.ip": "10.0.0.4"}, true},
		{"order is not that of text", `source.ip < "10.0.0.5"`, fields{"source.ip": "9.255.0.0"}, true},
		{"IPv4 comes behind ::1", `source.ip > "::1"`, fields{"source.ip": "1.0.0.0"}, true},
		{"no address has no order", `source.ip > "::"`, fields{"source.ip": "z"}, false},
		{"by its name alone a field is no address", `source.address == "::1"`, fields{"source.address": "0:0:0:0:0:0:0:1"}, false},
		{"a name that ends in _ip is an address", `client.nat_ip == "::1"`, fields{"client.nat_ip": "0:0:0:0:0:0:0:1"}, true},

		{"cidrMatch", `cidrMatch(source.ip, "10.0.0.0/8")`, fields{"source.ip": "10.1.2.3"}, true},
		{"cidrMatch on any field", `cidrMatch(peer, "10.0.0.0/8")`, fields{"peer": "10.1.2.3"}, true},
		{"cidrMatch, any block", `cidrMatch(source.ip, "10.0.0.0/8", "fe80::/10")`, fields{"source.ip": "fe80::1"}, true},
		{"cidrMatch, no block", `cidrMatch(source.ip, "10.0.0.0/8", "fe80::/10")`, fields{"source.ip": "11.0.0.1"}, false},
		{"cidrMatch of a single address", `cidrMatch(source.ip, "::1")`, fields{"source.ip": "::1"}, true},
		{"host bits are allowed", `cidrMatch(source.ip, "10.6.48.157/8")`, fields{"source.ip": "10.1.2.3"}, true},
		{"::/0 has every address", `cidrMatch(source.ip, "::/0")`, fields{"source.ip": "10.1.2.3"}, true},
		{"a block in IPv6 form", `cidrMatch(source.ip, "::ffff:10.0.0.0/104")`, fields{"source.ip": "10.1.2.3"}, true},
		{"0.0.0.0/0 has no IPv6 address", `cidrMatch(source.ip, "0.0.0.0/0")`, fields{"source.ip": "fe80::1"}, false},
		{"missing", `cidrMatch(source.ip, "::/0")`, fields{}, false},
		{"missing is null", `cidrMatch(source.ip, "::/0") == null`, fields{}, true},
		{"negated and missing", `not cidrMatch(source.ip, "::/0")`, fields{}, true},
		{"any value of several", `cidrMatch(host.ip, "::1")`, fields{"host.ip": []any{"10.0.0.1", "::1"}}, true},
		{"no address is in no block", `cidrMatch(source.ip, "::/0")`, fields{"source.ip": "none"}, false},
		{"the empty string is no address", `cidrMatch(source.ip, "::/0")`, fields{"source.ip": ""}, false},
		{"a number is no address", `cidrMatch(source.ip, "::/0")`, fields{"source.ip": 10}, false},
		{"of an expression", `cidrMatch(concat("10.0.", x), "10.0.0.0/16")`, fields{"x": "3.4"}, true},
		{"of an expression without value", `cidrMatch(concat("10.0.", x), "10.0.0.0/16")`, fields{}, false},
		{"of an expression that is no address", `cidrMatch(concat("10.0.", x), "10.0.0.0/16")`, fields{"x": "3"}, false},
	})
}

func TestParseAddress(t *testing.T) {
	for _, text := range []string{"", ".", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.04", "1..3.4", "1.2.3.4 ", " 1.2.3.4",
		"1.2.3.4/8", ":", ":::", "1:2:3", "g::", "1::2::3", "::%", "%::", "1:2:3:4:5:6:7:8:9", "::1.2.3", "::ffff:300.1.1.1", "a:b", "12345::"} {
		if a, ok := parseAddress(text); ok {
			t.Errorf("%q is %v", text, a)
		}
	}
	g := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		var b [16]byte
		for i := range b {
			if g.IntN(2) == 0 {
				b[i] = byte(g.IntN(256))
			}
		}
		for _, a := range []netip.Addr{netip.AddrFrom16(b), netip.AddrFrom4([4]byte(b[:4]))} {
			for _, text := range []string{a.String(), a.StringExpanded()} {
				got, ok := parseAddress(text)
				if !ok || got != addressOf(a) {
					t.Fatalf("%s: %v %v", text, got, ok)
				}
			}
		}
	}
}

func TestBlocksAgreeWithBits(t *testing.T) {
	g := rand.New(rand.NewPCG(2, 2))
	for range 20_000 {
		a := netip.AddrFrom4([4]byte{10, byte(g.IntN(3)), byte(g.IntN(256)), byte(g.IntN(256))})
		b := netip.AddrFrom4([4]byte{10, byte(g.IntN(3)), byte(g.IntN(256)), byte(g.IntN(256))})
		if g.IntN(2) == 0 {
			a, b = netip.AddrFrom16(a.As16()), netip.AddrFrom16(b.As16())
		}
		text := netip.PrefixFrom(b, g.IntN(b.BitLen()+1)).String()
		block, ok := parseBlock(text)
		if !ok || block.has(addressOf(a)) != inBlock(text, a) {
			t.Fatalf("%s of %s: %v, parsed %v", a, text, block.has(addressOf(a)), ok)
		}
	}
	for _, text := range []string{"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "/8", "10.0.0/8", "x/8", "10.0.0.0/8/8", "10.0.0.0/+8"} {
		if _, ok := parseBlock(text); ok {
			t.Errorf("%s is a block", text)
		}
	}
}

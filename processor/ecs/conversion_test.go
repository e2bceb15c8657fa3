package ecs

import (
	"strings"
	"testing"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

func TestConversionsOfOneValue(t *testing.T) {
	text := event.StringOf
	for _, c := range []struct {
		name string
		as   conversion
		from event.Value
		want string // "" means nothing
	}{
		{"a base name needs a backslash", baseName, text("a.exe"), ""},
		{"a base name may have slashes", baseName, text(`C:\a/b.exe`), "a/b.exe"},
		{"a path that ends in a backslash has no base name", baseName, text(`C:\a\`), ""},
		{"a directory needs a backslash", directory, text("a"), ""},
		{"a pipe stands in no directory", directory, text(`\a`), ""},
		{"an extension needs a path", extension, text("a.exe"), ""},
		{"nothing follows the last dot", extension, text(`C:\a.`), ""},
		{"an account has one backslash", accountName, text(`A\b\c`), ""},
		{"an account needs a name", accountDomain, text(`A\`), ""},
		{"an account may have no domain", accountDomain, text(`\b`), ""},
		{"an account without a domain has a name", accountName, text(`\b`), "b"},
		{"a number is decimal", toLong, text("0135"), "135"},
		{"a number is hexadecimal after 0x", toLong, text("0x1F"), "31"},
		{"a number may be negative", toLong, text("-1"), "-1"},
		{"0x alone is no number", toLong, text("0x"), ""},
		{"a hexadecimal number fits into 63 bits", toLong, text("0xffffffffffffffff"), ""},
		{"a decimal fraction is no whole number", toLong, text("1.5"), ""},
		{"a whole float is a number", toLong, event.FloatOf(135), "135"},
		{"a boolean is no number", toLong, event.BoolOf(true), ""},
		{"a boolean may be written large", toBool, text("TRUE"), "true"},
		{"a number is no boolean", toBool, event.IntOf(1), ""},
		{"IPv4 has four numbers", toIP, text("1.2.3"), ""},
		{"IPv4 numbers end at 255", toIP, text("1.2.3.256"), ""},
		{"IPv4 numbers have no leading zero", toIP, text("01.2.3.4"), ""},
		{"0.0.0.0 is an address", toIP, text("0.0.0.0"), "0.0.0.0"},
		{"IPv6 keeps its spelling", toIP, text("2001:DB8:0::1"), "2001:DB8:0::1"},
		{"IPv6 has no zone", toIP, text("fe80::1%eth0"), ""},
		{"mapped IPv4 is IPv4", toPlainIP, text("::FFFF:192.0.2.1"), "192.0.2.1"},
		{"mapped IPv4 may have a port", toPlainIP, text("[::ffff:192.0.2.1]:80"), "192.0.2.1"},
		{"mapped IPv4 in hexadecimal stays", toPlainIP, text("::ffff:c000:201"), "::ffff:c000:201"},
		{"Unknown is no address", toClientIP, text("Unknown"), ""},
		{"a hash in lower case stays", hashOf("MD5"), text("SHA1=1,MD5=ab"), "ab"},
		{"algorithms may be in any case", hashOf("MD5"), text("md5=AB"), "ab"},
		{"a hash of zeros is none", hashOf("MD5"), text("MD5=000"), ""},
		{"a list may be broken", hashOf("MD5"), text(",=,MD5"), ""},
		{"a hive by its long name", registryHive, text(`HKEY_LOCAL_MACHINE\a`), "HKLM"},
		{"a hive alone has no key", registryKey, text("HKLM"), ""},
		{"a hive alone is the value", registryValue, text("HKLM"), "HKLM"},
		{"a key's last backslash doesn't count", registryValue, text(`HKLM\a\`), "a"},
		{"a name without CN= is a name", commonName, text("alice"), "alice"},
		{"a name may have too few parts for a domain", memberDomain, text("CN=a,DC=b"), ""},
	} {
		v, ok := c.as.one(c.from)
		if !ok {
			v = event.Value{}
		}
		if v.Text() != c.want {
			t.Errorf("%s: %q becomes %q, not %q", c.name, c.from.Text(), v.Text(), c.want)
		}
	}
}

func TestHashesInLowerCaseAreNotCopied(t *testing.T) {
	lower, upper := event.StringOf("MD5=aa,SHA256=0123456789abcdef"), event.StringOf("SHA256=0123456789ABCDEF")
	sha256 := hashOf("SHA256")
	if n := testing.AllocsPerRun(100, func() { sha256.one(lower) }); n != 0 {
		t.Errorf("lower case allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { sha256.one(upper) }); n != 1 {
		t.Errorf("upper case allocates %v times", n)
	}
}

func TestTextsThatAreTooLongAreNotSplit(t *testing.T) {
	long := event.StringOf(strings.Repeat("a ", maxSplit))
	if got := args.apply([]event.Value{long}, 0, emptyIsBlank); len(got) != 0 {
		t.Errorf("%d arguments", len(got))
	}
}

func TestUTCTimes(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64 // 0 means none
	}{
		{"2026-03-01 09:30:15.123", 1772357415123000000},
		{"2024-02-29 23:59:59.999", 1709251199999000000},
		{"2023-02-29 00:00:00.000", 0}, // no such day
		{"2023-13-01 00:00:00.000", 0},
		{"2023-12-01 24:00:00.000", 0},
		{"2023-12-01 00:00:60.000", 0},
		{"1969-12-31 23:59:59.999", 0}, // Windows wasn't there
		{"9999-12-31 23:59:59.999", 0}, // beyond 64 bits
		{"2026-03-01T09:30:15.123", 0},
		{"2026-03-01 09:30:15.12", 0},
		{"2026-03-01 09:30:15.1234", 0},
		{"2026-03-01 09:3a:15.123", 0},
		{"-", 0},
		{"", 0},
	} {
		nanos, ok := parseUtcTime(c.text)
		if nanos != c.want || ok != (c.want != 0) {
			t.Errorf("%q is %d, %v, not %d", c.text, nanos, ok, c.want)
		}
	}
}

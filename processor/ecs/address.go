package ecs

import (
	"net/netip"
	"strings"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// toIP keeps IPv4 and IPv6 addresses, spelled as the event spells them.
var toIP = conversion{name: "if it is an IP address", one: func(v event.Value) (event.Value, bool) {
	return v, isIP(v.Str())
}}

// toPlainIP is toIP for events that write IPv4 addresses as ::ffff:192.0.2.1.
var toPlainIP = conversion{name: "if it is an IP address, IPv4 without ::ffff:", one: func(v event.Value) (event.Value, bool) {
	s := plainIP(v.Str())
	return event.StringOf(s), isIP(s)
}}

// toClientIP is toPlainIP for the session events, which write LOCAL for a
// session at the console.
var toClientIP = conversion{name: "if it is an IP address; LOCAL is 127.0.0.1", one: func(v event.Value) (event.Value, bool) {
	s := v.Str()
	if s == "LOCAL" {
		s = "127.0.0.1"
	}
	s = plainIP(s)
	return event.StringOf(s), isIP(s)
}}

// plainIP returns the IPv4 address in ::ffff:a.b.c.d, which may stand in
// brackets and have a port.
func plainIP(s string) string {
	const mapped = "::ffff:"
	inner, bracket := strings.CutPrefix(s, "[")
	if len(inner) < len(mapped) || !strings.EqualFold(inner[:len(mapped)], mapped) {
		return s
	}
	inner = inner[len(mapped):]
	if bracket {
		end := strings.IndexByte(inner, ']')
		if end < 0 {
			return s
		}
		inner = inner[:end]
	}
	if strings.IndexByte(inner, '.') < 0 {
		return s
	}
	return inner
}

// isIP reports whether s is an address, without a zone.
func isIP(s string) bool {
	// Fast path: dotted decimal is nearly all there is, and netip would make
	// the address that nobody asks for.
	if strings.IndexByte(s, ':') < 0 {
		return isIPv4(s)
	}
	if len(s) > len("0000:0000:0000:0000:0000:ffff:255.255.255.255") {
		return false
	}
	for i := 0; i < len(s); i++ {
		if _, hex := hexDigit(s[i]); !hex && s[i] != '.' && s[i] != ':' {
			return false // told apart without netip's error, which is allocated
		}
	}
	_, err := netip.ParseAddr(s)
	return err == nil
}

// isIPv4 reports whether s is four decimal numbers up to 255, none with a
// leading zero.
func isIPv4(s string) bool {
	dots, n, digits := 0, 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			if digits > 0 && n == 0 {
				return false
			}
			n = n*10 + int(c-'0')
			if digits++; n > 255 {
				return false
			}
		case c == '.' && digits > 0 && dots < 3:
			dots++
			n, digits = 0, 0
		default:
			return false
		}
	}
	return dots == 3 && digits > 0
}

// queryAnswers are the records in Sysmon's QueryResults, such as
// "type:  5 cdn.example.net;::ffff:192.0.2.1;": names that aliases lead to, and
// addresses.
var queryAnswers = conversion{name: "its names and addresses", many: func(dst []event.Value, v event.Value) []event.Value {
	for answer := range strings.SplitSeq(v.Str(), ";") {
		if record, ok := strings.CutPrefix(answer, "type:"); ok {
			if _, data, ok := strings.Cut(strings.TrimSpace(record), " "); ok {
				dst = append(dst, event.StringOf(data))
			}
		} else if ip := plainIP(answer); isIP(ip) {
			dst = append(dst, event.StringOf(ip))
		}
	}
	return dst
}}

// queryAddresses are the addresses alone.
var queryAddresses = conversion{name: "its addresses", many: func(dst []event.Value, v event.Value) []event.Value {
	for answer := range strings.SplitSeq(v.Str(), ";") {
		if ip := plainIP(answer); isIP(ip) {
			dst = append(dst, event.StringOf(ip))
		}
	}
	return dst
}}

package policy

import (
	"net/netip"
	"strconv"
	"strings"
)

// parseAddress reads the address of a request. An IPv4 address may be written as
// ::ffff:a.b.c.d or ::ffff:xxxx:xxxx; other IPv6 addresses with dots, networks and
// short forms such as 192.0.513 are not read.
func parseAddress(s string) (netip.Addr, bool) {
	if !strings.Contains(s, ":") {
		return parseIPv4(s)
	}
	if i := strings.LastIndexByte(s, ':'); strings.Contains(s, ".") {
		v4, ok := parseIPv4(s[i+1:])
		prefix, err := netip.ParseAddr(s[:i] + ":0:0")
		if !ok || err != nil || !prefix.Is4In6() {
			return netip.Addr{}, false
		}
		return v4, true
	}
	addr, ok := parseIPv6(s)
	return addr.Unmap(), ok
}

// parseNetwork reads a network or a single address of a document. Host bits of an
// IPv4 network are ignored; an IPv6 network with host bits is not read, nor is an
// IPv6 address with dots. An IPv4 address in IPv6 form stays IPv6.
func parseNetwork(s string) (netip.Prefix, bool) {
	s, length, hasLength := strings.Cut(s, "/")
	var addr netip.Addr
	var ok bool
	if strings.Contains(s, ":") {
		addr, ok = parseIPv6(s)
	} else {
		addr, ok = parseIPv4(s)
	}
	if !ok {
		return netip.Prefix{}, false
	}
	if !hasLength {
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	bits, err := strconv.ParseUint(strings.TrimPrefix(length, "+"), 10, 16)
	if err != nil || int(bits) > addr.BitLen() {
		return netip.Prefix{}, false
	}
	network := netip.PrefixFrom(addr, int(bits))
	if addr.Is6() && network.Masked().Addr() != addr {
		return netip.Prefix{}, false
	}
	return network.Masked(), true
}

// contains reports whether network has addr. IPv4 and IPv6 never meet, not even
// in 0.0.0.0/0 or ::/0.
func contains(network netip.Prefix, addr netip.Addr) bool {
	return network.Addr().Is4() == addr.Is4() && network.Contains(addr)
}

// parseIPv4 reads four decimal numbers, with leading zeros if they like.
func parseIPv4(s string) (netip.Addr, bool) {
	var b [4]byte
	for i := range b {
		part, rest, more := strings.Cut(s, ".")
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil || more != (i < 3) {
			return netip.Addr{}, false
		}
		b[i], s = byte(n), rest
	}
	return netip.AddrFrom4(b), true
}

// parseIPv6 reads IPv6 without dots and zones. IAM also takes three colons for
// two, and a colon at the end.
func parseIPv6(s string) (netip.Addr, bool) {
	if strings.ContainsAny(s, ".%") {
		return netip.Addr{}, false
	}
	if strings.Contains(s, ":::") {
		s = strings.Replace(s, ":::", "::", 1)
	} else if strings.HasSuffix(s, ":") && !strings.HasSuffix(s, "::") {
		s = s[:len(s)-1]
	}
	addr, err := netip.ParseAddr(s)
	return addr, err == nil && addr.Is6()
}

package persona

import (
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"domainflow/domain"
)

// Resolver is one server that answers DNS queries, and how to reach it.
type Resolver struct {
	// Transport is "udp", with TCP when an answer is truncated, or "tcp".
	Transport string
	// Host is an IP address without brackets, or a host name.
	Host string
	Port uint16
}

// Address is host:port, with brackets where they are needed.
func (r Resolver) Address() string {
	return net.JoinHostPort(r.Host, strconv.Itoa(int(r.Port)))
}

const (
	dnsPort = 53
	// maxAddress is a host name of 253 characters, a colon and a port.
	maxAddress = maxHostName + 6
	// maxHostName is that of RFC 1035 3.1, without the root.
	maxHostName = 253
)

// ParseResolver reads `1.1.1.1`, `1.1.1.1:53`, `[2606:4700::1111]:53` or a
// host name, each with or without `udp://` or `tcp://`. The port is 53 unless
// given. The error has no field name; its caller knows the place.
func ParseResolver(text string) (Resolver, *domain.FieldError) {
	scheme, rest, found := strings.Cut(strings.TrimSpace(text), "://")
	if !found {
		scheme, rest = "udp", scheme
	}
	switch scheme = strings.ToLower(scheme); scheme {
	case "udp", "tcp":
	case "tls", "https", "https+json":
		return Resolver{}, &domain.FieldError{Code: domain.CodeNotSupported, Message: scheme + ":// resolvers are not supported yet"}
	case "http":
		return Resolver{}, invalid("must not send queries in the clear over HTTP")
	default:
		return Resolver{}, invalid("must begin with udp:// or tcp://, or have no scheme")
	}
	host, port, ok := splitAddress(rest)
	if !ok || len(rest) > maxAddress {
		return Resolver{}, invalid("must be an address or a host name, with or without a port: 1.1.1.1:53, [2606:4700::1111]:53")
	}
	return Resolver{Transport: scheme, Host: host, Port: port}, nil
}

func invalid(message string) *domain.FieldError {
	return &domain.FieldError{Code: domain.FieldInvalid, Message: message}
}

// splitAddress brings the host to one spelling, so that equal resolvers are
// equal values: an IPv4 address is one even when written as IPv6.
func splitAddress(s string) (host string, port uint16, ok bool) {
	if addr, err := netip.ParseAddr(unbracket(s)); err == nil {
		return addr.Unmap().String(), dnsPort, addr.Zone() == ""
	}
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().String(), ap.Port(), ap.Port() > 0 && ap.Addr().Zone() == ""
	}
	name, digits, found := strings.Cut(s, ":")
	if !found {
		digits = strconv.Itoa(dnsPort)
	}
	name = strings.TrimSuffix(strings.ToLower(name), ".")
	n, err := strconv.ParseUint(digits, 10, 16)
	return name, uint16(n), err == nil && n > 0 && isHostName(name)
}

// unbracket allows `[::1]` without a port, but not `[1.1.1.1]`.
func unbracket(s string) string {
	if strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") && strings.Contains(s, ":") {
		return s[1 : len(s)-1]
	}
	return s
}

// isHostName accepts the names of RFC 1123 2.1. A last label of digits only is
// no name but an address that is misspelled.
func isHostName(s string) bool {
	labels := strings.Split(s, ".")
	last := labels[len(labels)-1]
	return len(s) <= maxHostName && strings.Trim(last, "0123456789") != "" && !slices.ContainsFunc(labels, isNoLabel)
}

func isNoLabel(label string) bool {
	return label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
		strings.ContainsFunc(label, func(r rune) bool {
			return r != '-' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
		})
}

package resolver

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

// Transport is how a query reaches a resolver.
type Transport string

// UDP falls back to TCP for one query when its answer is truncated.
const (
	UDP Transport = "udp"
	TCP Transport = "tcp"
)

// Reasons a resolver is refused; each arrives wrapped in a ServerError.
var (
	ErrScheme    = errors.New("scheme must be udp or tcp")
	ErrHost      = errors.New("host must be an IP address, or a host name after udp:// or tcp://")
	ErrPort      = errors.New("port must be a number from 1 to 65535")
	ErrForbidden = errors.New("address is not public and no --allow-target contains it")
	ErrLookup    = errors.New("host name of the resolver has no address")
)

// ServerError names the resolver a configuration was refused for.
type ServerError struct {
	Server string // as configured, without credentials
	Err    error  // matches one of the reasons above by errors.Is
}

func (e *ServerError) Error() string { return fmt.Sprintf("resolver %q: %v", e.Server, e.Err) }
func (e *ServerError) Unwrap() error { return e.Err }

// Server is one resolver as configured.
type Server struct {
	Transport Transport
	Host      string // IP address without brackets, or host name
	Port      uint16
	text      string
}

// String is the resolver as configured.
func (s Server) String() string { return s.text }

const defaultPort = 53

// hostName is what a resolver's host may look like beside an address: letters,
// digits, hyphens and underscores in labels of up to 63.
var hostName = regexp.MustCompile(`^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.?$`)

// ParseServer reads one resolver: "1.1.1.1", "1.1.1.1:53", "[2606::1]:53",
// "udp://host:53", "tcp://host:53". The port is 53 when missing. Without a
// scheme the host must be an IP address. Every error is a *ServerError.
func ParseServer(s string) (Server, error) {
	text := strings.TrimSpace(s)
	server := Server{Transport: UDP, Port: defaultPort, text: text}
	authority := text
	scheme, rest, named := strings.Cut(text, "://")
	if named {
		authority = rest
		server.Transport = Transport(strings.ToLower(scheme))
		if server.Transport != UDP && server.Transport != TCP {
			return Server{}, refuse(text, ErrScheme)
		}
	}
	host, port, err := splitPort(authority)
	if err != nil {
		return Server{}, refuse(text, err)
	}
	if !validHost(host, named) {
		return Server{}, refuse(text, ErrHost)
	}
	server.Host, server.Port = host, port
	return server, nil
}

func validHost(host string, nameAllowed bool) bool {
	if address, err := netip.ParseAddr(host); err == nil {
		return address.Zone() == ""
	}
	return nameAllowed && len(host) <= 253 && hostName.MatchString(host)
}

// splitPort also takes a bare IPv6 address, whose colons are not a port.
func splitPort(authority string) (string, uint16, error) {
	if _, err := netip.ParseAddr(authority); err == nil {
		return authority, defaultPort, nil
	}
	if inner, ok := strings.CutPrefix(authority, "["); ok && strings.HasSuffix(inner, "]") {
		return inner[:len(inner)-1], defaultPort, nil
	}
	if !strings.Contains(authority, ":") {
		return authority, defaultPort, nil
	}
	host, digits, err := net.SplitHostPort(authority)
	if err != nil {
		return "", 0, ErrHost
	}
	port, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || port == 0 {
		return "", 0, ErrPort
	}
	return host, uint16(port), nil
}

// refuse drops user:password@ from what it repeats: errors are logged and shown.
func refuse(text string, reason error) *ServerError {
	if at := strings.LastIndex(text, "@"); at >= 0 {
		text = text[at+1:]
	}
	return &ServerError{Server: text, Err: reason}
}

package setting

import (
	"errors"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

var (
	errOrigin = errors.New("must be an origin like https://desk.example or http://10.0.0.1:3000, in the form of a browser")
	errRange  = errors.New("must be an address or a range like 10.0.0.0/8")
	errAll    = errors.New("must not hold every address there is: anybody could claim to be anybody")
)

// hostName is a name in ASCII, in any case: browsers send A-labels.
var hostName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?)*$`)

// maxOrigin is enough for the longest name, 253 characters, and its port.
const maxOrigin = 300

// Origin is the ASCII serialisation of RFC 6454, 6.2: lower case, no port where
// it is that of the scheme. It is compared byte for byte with what a
// browser sends, so there are no wildcards, and null is none: every page in a
// sandbox has it.
func Origin(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || len(text) > maxOrigin || strings.ContainsAny(text, "?#") {
		return "", errOrigin
	}
	scheme, host, port := u.Scheme, strings.ToLower(u.Hostname()), u.Port()
	if scheme != "http" && scheme != "https" || u.User != nil || u.Path != "" || strings.HasSuffix(u.Host, ":") {
		return "", errOrigin
	}
	if address, err := netip.ParseAddr(host); err == nil && address.Is6() && !address.Is4In6() && address.Zone() == "" {
		host = "[" + address.String() + "]"
	} else if !hostName.MatchString(host) {
		return "", errOrigin
	}
	if number, err := strconv.ParseUint(port, 10, 16); port != "" && (err != nil || number == 0 || strconv.FormatUint(number, 10) != port) {
		return "", errOrigin
	}
	if port == "" || scheme+port == "http80" || scheme+port == "https443" {
		return scheme + "://" + host, nil
	}
	return scheme + "://" + host + ":" + port, nil
}

// canonicalRange is a range without the bits that do not count. An address is
// a range of one.
func canonicalRange(text string) (string, error) {
	if address, err := netip.ParseAddr(text); err == nil && address.Zone() == "" {
		address = address.Unmap()
		return netip.PrefixFrom(address, address.BitLen()).String(), nil
	}
	r, err := netip.ParsePrefix(text)
	if err != nil || r.Addr().Is4In6() {
		return "", errRange
	}
	if r.Bits() == 0 {
		return "", errAll
	}
	return r.Masked().String(), nil
}

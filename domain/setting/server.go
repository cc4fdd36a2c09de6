package setting

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"

	"domainflow/domain"
)

// Server is whom the web server trusts, and what it says about itself.
type Server struct {
	// CORSOrigins are the origins whose pages may use the API, as browsers
	// write them: https://desk.example:8443.
	CORSOrigins []string `json:"corsOrigins"`
	// EnableSecureHeaders: answers tell browsers to be careful.
	EnableSecureHeaders bool `json:"enableSecureHeaders"`
	// TrustedProxies are the ranges of those whose X-Forwarded-For is believed.
	TrustedProxies []string `json:"trustedProxies"`
	// MaxNamesPerCampaign is how many names a generation may ask for.
	MaxNamesPerCampaign int `json:"maxNamesPerCampaign"`
	// MaxListNames is how many names a list may have.
	MaxListNames int `json:"maxListNames"`
	// AuditClientIP is what access records say about where a client is.
	AuditClientIP ClientIP `json:"auditClientIp"`
}

// ClientIP is how much of an address is kept.
type ClientIP string

const (
	// TruncatedIP leaves the network: a /24 of IPv4, a /48 of IPv6.
	TruncatedIP ClientIP = "truncated"
	NoIP        ClientIP = "none"
)

// ClientIPs are all of them.
var ClientIPs = []ClientIP{TruncatedIP, NoIP}

// The most that a campaign and a list can be allowed: what has been measured.
const (
	mostNamesPerCampaign = 10_000_000
	mostListNames        = 1_000_000
)

func defaultServer() Server {
	return Server{CORSOrigins: []string{}, EnableSecureHeaders: true, TrustedProxies: []string{},
		MaxNamesPerCampaign: mostNamesPerCampaign, MaxListNames: mostListNames, AuditClientIP: TruncatedIP}
}

// UnmarshalJSON gives fields that are not there their defaults.
func (s *Server) UnmarshalJSON(data []byte) error {
	type plain Server
	*s = defaultServer()
	return json.Unmarshal(data, (*plain)(s))
}

// ProxyRanges are the ranges of TrustedProxies.
func (s Server) ProxyRanges() []netip.Prefix {
	ranges := make([]netip.Prefix, 0, len(s.TrustedProxies))
	for _, text := range s.TrustedProxies {
		if r, err := netip.ParsePrefix(text); err == nil {
			ranges = append(ranges, r)
		}
	}
	return ranges
}

// ServerInput is [Server] as users write it: what is nil gets its default.
type ServerInput struct {
	CORSOrigins         []string
	EnableSecureHeaders *bool
	TrustedProxies      []string
	MaxNamesPerCampaign *int
	MaxListNames        *int
	AuditClientIP       *ClientIP
}

// maxServerItems is how many origins and proxies there may be: every request
// may be compared with all of them.
const maxServerItems = 100

func (ServerInput) Section() Section { return SectionServer }

func (ServerInput) of(s Settings) any { return s.Server }

func (in ServerInput) complete(checks *domain.Checks) Values {
	s := defaultServer()
	s.EnableSecureHeaders = or(in.EnableSecureHeaders, s.EnableSecureHeaders)
	s.CORSOrigins = each(checks, "corsOrigins", in.CORSOrigins, Origin)
	s.TrustedProxies = each(checks, "trustedProxies", in.TrustedProxies, canonicalRange)
	s.MaxNamesPerCampaign = or(in.MaxNamesPerCampaign, s.MaxNamesPerCampaign)
	s.MaxListNames = or(in.MaxListNames, s.MaxListNames)
	s.AuditClientIP = or(in.AuditClientIP, s.AuditClientIP)
	inRange(checks, "maxNamesPerCampaign", s.MaxNamesPerCampaign, 1, mostNamesPerCampaign)
	inRange(checks, "maxListNames", s.MaxListNames, 1, mostListNames)
	checks.Require(slices.Contains(ClientIPs, s.AuditClientIP), "auditClientIp", domain.FieldInvalid, "must be one of %v", ClientIPs)
	return Values{Server: &s}
}

// each brings the items of a list into one form, and refuses those that have
// none, or one that was there before.
func each(checks *domain.Checks, field string, items []string, canonical func(string) (string, error)) []string {
	checks.Require(len(items) <= maxServerItems, field, domain.FieldTooLong, "must have at most %d items", maxServerItems)
	found, out := map[string]bool{}, []string{}
	for i, item := range items[:min(len(items), maxServerItems)] {
		path := fmt.Sprintf("%s[%d]", field, i)
		text, err := canonical(item)
		if err != nil {
			checks.Require(false, path, domain.FieldInvalid, "%s", err)
			continue
		}
		checks.Require(!found[text], path, domain.FieldDuplicate, "is there already")
		found[text] = true
		out = append(out, text)
	}
	return out
}

package lab

// Behaviour is how one DNS server treats the questions it gets.
type Behaviour string

const (
	Clean      Behaviour = "clean"
	Slow       Behaviour = "slow"
	Lossy      Behaviour = "lossy"
	ServFail   Behaviour = "servfail"
	Refused    Behaviour = "refused"
	Truncating Behaviour = "truncating"
	Dead       Behaviour = "dead"
)

// Behaviours lists every DNS server of a lab, in the order of their addresses.
func Behaviours() []Behaviour {
	return []Behaviour{Clean, Slow, Lossy, ServFail, Refused, Truncating, Dead}
}

// NameKind is what the DNS says about a name, whichever server is asked.
type NameKind string

const (
	Missing   NameKind = "missing"
	Address   NameKind = "address"
	Dual      NameKind = "dual"
	Alias     NameKind = "alias"
	NoAddress NameKind = "no_address"
	AliasLoop NameKind = "alias_loop"
	Broken    NameKind = "broken"
	BlackHole NameKind = "black_hole"
)

// sharedNameKinds may be given a share of the existing names; Address takes the rest. The order is part of the rule that
// turns a hash into a kind, so it only ever grows at its end.
func sharedNameKinds() []NameKind {
	return []NameKind{Dual, Alias, NoAddress, AliasLoop, Broken, BlackHole}
}

// SiteKind is how the web site of a name behaves.
type SiteKind string

const (
	Keyword         SiteKind = "keyword"
	NoKeyword       SiteKind = "no_keyword"
	Hidden          SiteKind = "hidden"
	RedirectPath    SiteKind = "redirect_path"
	RedirectHost    SiteKind = "redirect_host"
	RedirectLoop    SiteKind = "redirect_loop"
	RedirectPrivate SiteKind = "redirect_private"
	NotFound        SiteKind = "not_found"
	ServerError     SiteKind = "server_error"
	SlowSite        SiteKind = "slow_site"
	Silent          SiteKind = "silent"
	Gzip            SiteKind = "gzip"
	GzipBomb        SiteKind = "gzip_bomb"
	EndlessHeaders  SiteKind = "endless_headers"
	EndlessBody     SiteKind = "endless_body"
	Reset           SiteKind = "reset"
	Closed          SiteKind = "closed"
	Garbage         SiteKind = "garbage"
	BadCertificate  SiteKind = "bad_certificate"
	Latin1          SiteKind = "latin1"
	Huge            SiteKind = "huge"
)

// sharedSiteKinds may be given a share of the names with an address; NoKeyword takes the rest. Order as in sharedNameKinds.
func sharedSiteKinds() []SiteKind {
	return []SiteKind{
		Keyword, Hidden, RedirectPath, RedirectHost, RedirectLoop, RedirectPrivate, NotFound, ServerError, SlowSite, Silent,
		Gzip, GzipBomb, EndlessHeaders, EndlessBody, Reset, Closed, Garbage, BadCertificate, Latin1, Huge,
	}
}

package resolver

import (
	"net/netip"
	"time"
)

// Status is what became of a name; the set is closed.
type Status string

// A resolved name has an address; an unresolved one has been answered and has
// none; timeout and error are the names nothing is known of.
const (
	StatusResolved   Status = "resolved"
	StatusUnresolved Status = "unresolved"
	StatusTimeout    Status = "timeout"
	StatusError      Status = "error"
)

// Result is what one search for one name found.
type Result struct {
	Status         Status
	RCode          string // of the answer that decided the status; "" = there was none
	Records        Records
	MinTTL         uint32 // seconds, smallest of the records used; 0 when there are none
	PrivateAddress bool   // an address of the answer is private, loopback, link-local or shared
	Resolver       string // who gave the last answer or, without any, failed last; as configured
	Transport      Transport
	Attempts       int           // 1 + retries used; 0 when the name cannot be asked
	Duration       time.Duration // from the first query to the result, waits included
	CheckedAt      time.Time
	// ErrorCode and ErrorMessage say why a status is timeout or error. With the
	// other statuses they tell of a record type that could not be had.
	ErrorCode    string
	ErrorMessage string
}

// Records holds only what was asked for. Host names are in lower case, without
// the final dot; CNAME lists the whole chain that was followed, a loop up to
// where it closes.
type Records struct {
	A, AAAA   []netip.Addr
	CNAME, NS []string
	MX        []MX
	TXT       []string // valid UTF-8; other bytes and NUL are replaced by U+FFFD
	SOA       *SOA
	Truncated bool // there were more than maxRecords of a type, or a TXT value over maxTXT
}

const (
	maxRecords = 64   // of one type
	maxTXT     = 1024 // bytes of one value
)

// MX is one mail exchange.
type MX struct {
	Preference uint16
	Host       string // "." when the name takes no mail (RFC 7505)
}

// SOA is the start of authority of a zone; times in seconds.
type SOA struct {
	MName, RName                            string
	Serial, Refresh, Retry, Expire, Minimum uint32
}

func (r *Records) hasAddress() bool { return len(r.A)+len(r.AAAA) > 0 }

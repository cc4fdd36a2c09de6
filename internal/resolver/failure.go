package resolver

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/miekg/dns"
)

// Values of Result.ErrorCode. Besides these it may be any rcode by its IANA name.
const (
	CodeTimeout     = "TIMEOUT"
	CodeServfail    = "SERVFAIL"
	CodeRefused     = "REFUSED"
	CodeMalformed   = "MALFORMED"   // the answer to our question cannot be read
	CodeNetwork     = "NETWORK"     // the query could not be sent, or the connection broke
	CodeCNAMELoop   = "CNAME_LOOP"  // a chain that comes back to itself
	CodeCNAMEDepth  = "CNAME_DEPTH" // a chain of more than maxChain
	CodeInvalidName = "INVALID_NAME"
)

// Errors of calls, as opposed to what happened to one name.
var (
	ErrClosed      = errors.New("resolver: engine is closed")
	ErrNoResolver  = errors.New("resolver: no resolver configured")
	ErrRecordTypes = errors.New("resolver: record types must be of A AAAA CNAME NS MX TXT SOA and hold A or AAAA")
)

// failure is an attempt that brought no answer.
type failure struct {
	code      string
	rcode     string // when the resolver did reply
	detail    string
	resolver  string
	transport Transport
}

func (f *failure) Error() string {
	if f.resolver == "" {
		return f.detail
	}
	return fmt.Sprintf("%s over %s: %s", f.resolver, f.transport, f.detail)
}

func (f *failure) status() Status {
	if f.code == CodeTimeout {
		return StatusTimeout
	}
	return StatusError
}

// weight orders the failures of several attempts by what they tell of the name:
// nothing, that somebody could not answer, or what is wrong with the zone.
func (f *failure) weight() int {
	switch f.code {
	case CodeTimeout:
		return 0
	case CodeCNAMELoop, CodeCNAMEDepth:
		return 2
	}
	return 1
}

// blames says whether the failure counts against the resolver.
func (f *failure) blames() bool { return f.weight() < 2 }

func rcodeName(rcode int) string {
	if name, ok := dns.RcodeToString[rcode]; ok {
		return name
	}
	return "RCODE" + strconv.Itoa(rcode)
}

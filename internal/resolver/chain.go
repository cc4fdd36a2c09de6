package resolver

import (
	"fmt"
	"slices"

	"github.com/miekg/dns"
)

// maxChain is how many CNAMEs are followed from one name.
const maxChain = 8

// chain is the way from a name over its CNAMEs, over one answer or several.
type chain struct {
	owner   string // where the chain has come to
	start   string // set with the first answer that holds records
	targets []string
	minTTL  uint32
}

func newChain(name string) chain { return chain{owner: name, minTTL: noTTL} }

// follow walks as far as the answer goes. It is true when the answer also tells
// what is at the end; otherwise the new owner has yet to be asked for.
func (c *chain) follow(a *answer, qtype uint16) (bool, error) {
	if len(a.records) == 0 {
		return true, nil
	}
	if c.start == "" {
		c.start = a.name
	}
	c.owner = a.name
	for moved := false; ; moved = true {
		if qtype != dns.TypeCNAME && !a.has(c.owner, qtype) {
			if alias, ok := a.find(c.owner, dns.TypeCNAME); ok {
				if err := c.move(a, alias); err != nil {
					return false, err
				}
				continue
			}
			return !moved || a.negative(c.owner), nil
		}
		return true, nil
	}
}

func (c *chain) move(a *answer, alias record) error {
	target, err := a.target(alias)
	if err != nil {
		return err
	}
	seen := target == c.start || slices.Contains(c.targets, target)
	if !seen && len(c.targets) == maxChain {
		return &failure{code: CodeCNAMEDepth, rcode: rcodeName(a.rcode), detail: fmt.Sprintf("more than %d CNAMEs in a row", maxChain)}
	}
	c.targets = append(c.targets, target)
	c.minTTL = min(c.minTTL, alias.ttl)
	if seen {
		return &failure{code: CodeCNAMELoop, rcode: rcodeName(a.rcode), detail: "the CNAMEs lead back to " + trimDot(target)}
	}
	c.owner = target
	return nil
}

func (a *answer) has(owner string, kind uint16) bool {
	_, ok := a.find(owner, kind)
	return ok
}

func (a *answer) find(owner string, kind uint16) (record, bool) {
	for _, r := range a.records {
		if r.kind == kind && r.owner == owner {
			return r, true
		}
	}
	return record{}, false
}

// negative says whether the answer also denies owner the type: an NXDOMAIN, or
// the SOA of owner's zone in the authority section (RFC 2308 section 2).
func (a *answer) negative(owner string) bool {
	return a.rcode == dns.RcodeNameError || a.zone != "" && dns.IsSubDomain(a.zone, owner)
}

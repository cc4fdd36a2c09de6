package lab

import (
	"fmt"
	"net/netip"
	"strings"
)

// Statuses of a DNS result, as the product names them.
const (
	Resolved   = "resolved"
	Unresolved = "unresolved"
	Timeout    = "timeout"
	Error      = "error"
)

// DNSTruth is what a correct client reports about a name after asking a server that answers.
type DNSTruth struct {
	Kind NameKind
	// Status is Resolved, Unresolved, Timeout or Error.
	Status string
	// Rcode as in the answer; empty for a black hole.
	Rcode string
	// A and AAAA in the order of the answer.
	A, AAAA []netip.Addr
	// CNAME holds the targets in the order of the chain, without final dot.
	CNAME []string
	// MinTTL is the smallest TTL of the answer to A, in seconds; 0 without records.
	MinTTL uint32
	// MX, NS, TXT and SOA belong to existing names that are no alias.
	MX  []MX
	NS  []string
	TXT []string
	SOA *SOA
}

// MX is one mail exchanger, its host without final dot.
type MX struct {
	Preference uint16
	Host       string
}

// SOA holds the fields of the start of authority that differ per name, without final dots.
type SOA struct {
	NS, Mailbox string
	Serial      uint32
}

// DNS tells the truth about a name, in any case, with or without final dot.
func (l *Lab) DNS(name string) DNSTruth { return l.world.dns(canonical(name)) }

func canonical(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

func (w *world) dns(name string) DNSTruth {
	e := w.lookup([]byte(name))
	t := DNSTruth{Kind: e.kind, A: w.ipv4(e, nil)}
	t.Status, t.Rcode = e.outcome()
	if e.kind == Dual {
		t.AAAA = append(t.AAAA, e.ipv6())
	}
	t.CNAME = e.chain(name)
	t.MinTTL = e.minTTL(len(t.CNAME))
	if e.exists() && len(t.CNAME) == 0 {
		e.addOtherRecords(name, &t)
	}
	return t
}

func (e entry) outcome() (status, rcode string) {
	switch e.kind {
	case Missing:
		return Unresolved, "NXDOMAIN"
	case NoAddress:
		return Unresolved, "NOERROR"
	case AliasLoop:
		return Error, "NOERROR"
	case Broken:
		return Error, "SERVFAIL"
	case BlackHole:
		return Timeout, ""
	default:
		return Resolved, "NOERROR"
	}
}

// chain lists the CNAME targets a server sends for a name that is itself e.hop hops down the chain.
func (e entry) chain(name string) []string {
	base := name
	if e.hop > 0 {
		_, base, _ = strings.Cut(name, ".")
	}
	switch {
	case e.kind == AliasLoop && e.hop == 0:
		return []string{"loop." + base, base}
	case e.kind == AliasLoop:
		return []string{base, "loop." + base}
	}
	var targets []string
	for hop := e.hop + 1; hop <= e.hops(); hop++ {
		targets = append(targets, fmt.Sprintf("hop%d.%s", hop, base))
	}
	return targets
}

// minTTL looks at the CNAMEs of the answer and, where there is one, the address behind them.
func (e entry) minTTL(cnames int) uint32 {
	records := cnames
	if e.hasAddress() {
		records++
	}
	var smallest uint32
	for i := range records {
		if ttl := e.ttl(e.recordHop(i)); smallest == 0 || ttl < smallest {
			smallest = ttl
		}
	}
	return smallest
}

// recordHop says how far down the chain the owner of the answer's i-th record is; a loop comes back to where it began.
func (e entry) recordHop(i int) int {
	if e.kind == AliasLoop {
		return (e.hop + i) % 2
	}
	return e.hop + i
}

// addOtherRecords gives half of the names without address no mail either: their NOERROR is as empty as an answer can be.
func (e entry) addOtherRecords(name string, t *DNSTruth) {
	if e.kind == Broken || e.kind == BlackHole {
		return
	}
	d := draw(e.hash, drawRecords)
	if e.kind != NoAddress || d&1 == 0 {
		t.MX = []MX{{10, "mx1." + name}, {20, "mx2." + name}}
	}
	t.NS = []string{"ns1." + name, "ns2." + name}
	t.TXT = []string{"v=spf1 -all", fmt.Sprintf("lab=%016x", d)}
	t.SOA = &SOA{NS: "ns1." + name, Mailbox: "hostmaster." + name, Serial: uint32(d)}
}

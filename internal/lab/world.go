package lab

import (
	"bytes"
	"net/netip"
)

// world holds the rules that say everything about a name. It is immutable, so servers and truth share it without locks.
type world struct {
	seed     uint64
	exists   uint64
	names    division[NameKind]
	sites    division[SiteKind]
	keywords []string
	library  library
	webPort  uint16
}

// entry is what the rules say about one name. For a derived name (hop1.NAME) hash is that of NAME.
type entry struct {
	kind NameKind
	hash uint64
	// hop counts the CNAMEs already behind this name: 0 for the name itself, 2 for hop2.NAME.
	hop int
	// www marks the name a RedirectHost site redirects to: an ordinary site with an address of its own.
	www bool
}

// Independent draws from one hash; each question about a name has its own.
const (
	drawKind = iota + 1
	drawHops
	drawAddress
	drawSecondAddress
	drawRecords
	drawSite
	drawPage
	drawTitle
	drawRedirect
	drawWWW
	drawTTL // and the following ones, one a record
)

const (
	webAddresses = 16
	maxHops      = 3
	// A name that long would not leave room for the label of a derived name in the 255 octets of RFC 1035.
	maxDerivable = 240
)

// hash is FNV-1a over the seed and the name in lower case, finished by splitmix64 because FNV spreads its high bits badly.
func (w *world) hash(name []byte) uint64 {
	h := 14695981039346656037 ^ mix(w.seed)
	for _, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		h = (h ^ uint64(c)) * 1099511628211
	}
	return mix(h)
}

// mix is the finaliser of splitmix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func draw(hash uint64, number uint64) uint64 { return mix(hash ^ number<<56) }

// lookup wants the name in lower case without its final dot.
func (w *world) lookup(name []byte) entry {
	label, base, found := bytes.Cut(name, []byte{'.'})
	if !found {
		return w.plain(name)
	}
	switch {
	case len(label) == 4 && string(label[:3]) == "hop":
		hop := int(label[3] - '0')
		if e := w.plain(base); e.kind == Alias && 1 <= hop && hop <= e.hops() {
			e.hop = hop
			return e
		}
	case string(label) == "loop":
		if e := w.plain(base); e.kind == AliasLoop {
			e.hop = 1
			return e
		}
	case string(label) == "www":
		if e := w.plain(base); w.site(e) == RedirectHost {
			return entry{kind: Address, hash: e.hash, www: true}
		}
	}
	return w.plain(name)
}

func (w *world) plain(name []byte) entry {
	h := w.hash(name)
	if h >= w.exists {
		return entry{kind: Missing, hash: h}
	}
	kind := w.names.pick(draw(h, drawKind))
	if (kind == Alias || kind == AliasLoop) && len(name) > maxDerivable {
		kind = Address
	}
	return entry{kind: kind, hash: h}
}

// site is the kind of a name's web site; empty where the name has no address.
func (w *world) site(e entry) SiteKind {
	switch {
	case e.www && draw(e.hash, drawWWW)&1 == 0:
		return Keyword
	case e.www:
		return NoKeyword
	case !e.hasAddress():
		return ""
	}
	return w.sites.pick(draw(e.hash, drawSite))
}

func (e entry) exists() bool     { return e.kind != Missing }
func (e entry) hasAddress() bool { return e.kind == Address || e.kind == Dual || e.kind == Alias }

// hops is the number of CNAMEs between the name itself and its address.
func (e entry) hops() int {
	if e.kind != Alias {
		return 0
	}
	return 1 + int(draw(e.hash, drawHops)%maxHops)
}

// ttl of the record behind hop CNAMEs, 60 s to one hour. Other records have otherTTL, which is never the smallest.
func (e entry) ttl(hop int) uint32 {
	number := drawTTL + uint64(hop)
	if e.www {
		number += maxHops + 1
	}
	return 60 + uint32(draw(e.hash, number)%3540)
}

const otherTTL = 3600

// ipv4 lists the addresses of a name. Nothing listens in 127.64.2.0/24, where the Closed sites are.
func (w *world) ipv4(e entry, into []netip.Addr) []netip.Addr {
	if !e.hasAddress() {
		return into
	}
	number := draw(e.hash, drawAddress) % webAddresses
	if e.www {
		number = (number + 1 + draw(e.hash, drawWWW)%(webAddresses-1)) % webAddresses
	}
	block := byte(1)
	if w.site(e) == Closed {
		block = 2
	}
	into = append(into, webAddress(block, number))
	if e.kind == Dual {
		number += 1 + draw(e.hash, drawSecondAddress)%(webAddresses-1)
		into = append(into, webAddress(block, number%webAddresses))
	}
	return into
}

func webAddress(block byte, number uint64) netip.Addr {
	return netip.AddrFrom4([4]byte{127, 64, block, byte(number) + 1})
}

// ipv6 is in the documentation range (RFC 3849), behind the IPv4 addresses: a client that dials in order never needs it.
func (e entry) ipv6() netip.Addr {
	a := [16]byte{0x20, 0x01, 0x0d, 0xb8}
	for i := range 8 {
		a[8+i] = byte(e.hash >> (8 * i))
	}
	return netip.AddrFrom16(a)
}

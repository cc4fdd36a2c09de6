package lab

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrConfig marks a Config that Start refuses.
var ErrConfig = errors.New("lab: invalid config")

// Config describes a lab. The zero value is a lab with the defaults written beside each field.
type Config struct {
	Seed uint64
	// Exists is the share of names that exist; 0 means 0.1.
	Exists float64
	// Names divides the existing names, Address taking the rest. nil means DefaultNames; an empty map means Address only.
	Names map[NameKind]float64
	// Sites divides the names with an address, NoKeyword taking the rest. nil means DefaultSites; an empty map means NoKeyword only.
	Sites map[SiteKind]float64

	// SlowDelay is the answering time of the Slow server; 0 means 50 ms.
	SlowDelay time.Duration
	// LossShare, ServFailShare and RefusedShare are shares of the questions to these servers; 0 means 0.2, 1 and 1.
	LossShare, ServFailShare, RefusedShare float64
	// DNSPort and HTTPPort are common to all servers of their sort; 0 means free ports above 1024 (each DNS server its own).
	DNSPort, HTTPPort uint16

	// Keywords are what pages may contain in their visible text, without < > & and not empty; nil means DefaultKeywords.
	// Latin1Keyword always comes on top.
	Keywords []string
	// PageBytes is the approximate size of an ordinary page; 0 means 4096.
	PageBytes int
	// SiteDelay is how long SlowSite thinks before it answers; 0 means 200 ms.
	SiteDelay time.Duration

	// Log keeps every DNS question and HTTP request by name, for Asked and Fetched. Off by default: it costs memory and a lock.
	Log bool
}

// Latin1Keyword is in the text of the Latin1 sites, in ISO 8859-1; a client that takes the page for UTF-8 does not find it.
const Latin1Keyword = "café lumière"

// DefaultKeywords are the keywords of a lab that names none.
func DefaultKeywords() []string { return []string{"lantern sale", "harbour lights"} }

// DefaultNames are the shares of a lab that names none: mostly ordinary names, 3 % that make trouble.
func DefaultNames() map[NameKind]float64 {
	return map[NameKind]float64{Alias: 0.05, NoAddress: 0.02, AliasLoop: 0.004, Broken: 0.004, BlackHole: 0.002}
}

// DefaultSites are the shares of a lab that names none: mostly ordinary sites, 4 % hostile ones.
func DefaultSites() map[SiteKind]float64 {
	return map[SiteKind]float64{
		Keyword: 0.10, Hidden: 0.04, RedirectPath: 0.05, RedirectHost: 0.05, NotFound: 0.04, ServerError: 0.02, SlowSite: 0.02,
		Gzip: 0.05, Latin1: 0.02,
		RedirectLoop: 0.004, RedirectPrivate: 0.004, Silent: 0.002, GzipBomb: 0.003, EndlessHeaders: 0.003, EndlessBody: 0.002,
		Reset: 0.004, Closed: 0.004, Garbage: 0.004, BadCertificate: 0.004, Huge: 0.004,
	}
}

func (c Config) withDefaults() Config {
	c.Exists = orDefault(c.Exists, 0.1)
	c.LossShare = orDefault(c.LossShare, 0.2)
	c.ServFailShare = orDefault(c.ServFailShare, 1)
	c.RefusedShare = orDefault(c.RefusedShare, 1)
	c.SlowDelay = orDefault(c.SlowDelay, 50*time.Millisecond)
	c.SiteDelay = orDefault(c.SiteDelay, 200*time.Millisecond)
	c.PageBytes = orDefault(c.PageBytes, 4096)
	if c.Names == nil {
		c.Names = DefaultNames()
	}
	if c.Sites == nil {
		c.Sites = DefaultSites()
	}
	if c.Keywords == nil {
		c.Keywords = DefaultKeywords()
	}
	return c
}

func (c Config) validate() error {
	single := map[string]float64{
		"Exists": c.Exists, "LossShare": c.LossShare, "ServFailShare": c.ServFailShare, "RefusedShare": c.RefusedShare,
	}
	for field, share := range single {
		if share < 0 || share > 1 {
			return fmt.Errorf("%w: %s is %v, want 0 to 1", ErrConfig, field, share)
		}
	}
	if c.SlowDelay < 0 || c.SiteDelay < 0 || c.PageBytes < 0 {
		return fmt.Errorf("%w: negative SlowDelay, SiteDelay or PageBytes", ErrConfig)
	}
	for _, k := range c.Keywords {
		if k == "" || strings.ContainsAny(k, "<>&") {
			return fmt.Errorf("%w: keyword %q", ErrConfig, k)
		}
	}
	return nil
}

func orDefault[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

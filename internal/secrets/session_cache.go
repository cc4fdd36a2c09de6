package secrets

import (
	"crypto/sha256"
	"sync"
	"time"
)

// maxSeen bounds what is remembered; what is forgotten is asked again.
const maxSeen = 10_000

// seen is what is remembered of an access token.
type seen struct {
	Session
	created, expires time.Time
	// used is the last use known here, checked when Postgres was asked.
	used, checked time.Time
}

// sessionCache remembers access tokens by their hash. The zero value is ready.
type sessionCache struct {
	mu     sync.Mutex
	tokens map[[sha256.Size]byte]seen
	// epoch grows when somebody is forgotten: what was asked before is not
	// remembered after.
	epoch uint64
	// outage is when Postgres last did not answer.
	outage time.Time
}

// Forget makes this process ask again for each token of a user. It is to be
// called for every event that ends sessions, as those that end them here do
// themselves.
func (s *Store) Forget(user string) {
	c := &s.sessions
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	for hash, known := range c.tokens {
		if known.UserID == user {
			delete(c.tokens, hash)
		}
	}
}

func (c *sessionCache) get(hash [sha256.Size]byte) (seen, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.tokens[hash]
	return known, ok
}

func (c *sessionCache) epochNow() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.epoch
}

// put remembers what Postgres said, beside the last use that was seen here.
func (c *sessionCache) put(hash [sha256.Size]byte, known seen, epoch uint64) seen {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.tokens[hash]; ok && old.used.After(known.used) {
		known.used = old.used
	}
	if epoch != c.epoch {
		return known
	}
	if c.tokens == nil {
		c.tokens = map[[sha256.Size]byte]seen{}
	}
	for other := range c.tokens {
		if len(c.tokens) < maxSeen {
			break
		}
		delete(c.tokens, other)
	}
	c.tokens[hash] = known
	return known
}

func (c *sessionCache) use(hash [sha256.Size]byte, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.tokens[hash]; ok && now.After(known.used) {
		known.used = now
		c.tokens[hash] = known
	}
}

func (c *sessionCache) drop(hash [sha256.Size]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.tokens, hash)
}

func (c *sessionCache) failed(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.outage = now
}

// away says that Postgres was just asked in vain.
func (c *sessionCache) away(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.outage.IsZero() && now.Sub(c.outage) < fresh
}

package secrets

import (
	"sync"
	"time"
)

// keyCache remembers keys by their prefix. The zero value is ready.
type keyCache struct {
	mu   sync.Mutex
	keys map[string]seenKey
}

type seenKey struct {
	id      string
	hash    []byte
	touched time.Time
}

func (c *keyCache) get(prefix string) (seenKey, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.keys[prefix]
	return known, ok
}

func (c *keyCache) put(prefix string, known seenKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys == nil || len(c.keys) >= maxSeen {
		c.keys = map[string]seenKey{}
	}
	c.keys[prefix] = known
}

// touch says whether the use is to be written, once a minute.
func (c *keyCache) touch(prefix string, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.keys[prefix]
	if !ok || now.Sub(known.touched) < touchEvery {
		return false
	}
	known.touched = now
	c.keys[prefix] = known
	return true
}

package processors

import "sync"

// collected gathers items from several goroutines.
type collected[T any] struct {
	mu    sync.Mutex
	items []T
}

func (c *collected[T]) add(item T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items = append(c.items, item)
}

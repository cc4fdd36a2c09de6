package processors

import "sync"

// maxFailures is how often a unit may fail without a new part before its
// remaining items are recorded as failed.
const maxFailures = 5

// failures counts how often units failed in this process since their last
// part. Pause, shutdown, lost connections and crashes are no failures.
type failures struct {
	mu sync.Mutex
	of map[string]map[key]int // by campaign
}

func newFailures() *failures { return &failures{of: map[string]map[key]int{}} }

// add counts one and says how many there are now.
func (f *failures) add(u unit) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.of[u.campaign] == nil {
		f.of[u.campaign] = map[key]int{}
	}
	f.of[u.campaign][u.key]++
	return f.of[u.campaign][u.key]
}

// forgive forgets those of a unit that got on.
func (f *failures) forgive(u unit) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.of[u.campaign], u.key)
	if len(f.of[u.campaign]) == 0 {
		delete(f.of, u.campaign)
	}
}

// forget forgets those of a campaign that ended.
func (f *failures) forget(campaign string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.of, campaign)
}

// poisoned says that a unit failed too often to be tried once more.
func (f *failures) poisoned(u unit) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.of[u.campaign][u.key] >= maxFailures
}

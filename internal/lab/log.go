package lab

import (
	"slices"
	"sync"
)

// Query is one question that reached a server.
type Query struct {
	Behaviour Behaviour
	Type      uint16 // as in RFC 1035: 1 is A
	TCP       bool
}

type askLog struct {
	mu     sync.Mutex
	byName map[string][]Query
}

func (a *askLog) add(name string, q Query) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.byName[name] = append(a.byName[name], q)
}

// Asked lists the questions about a name, oldest first, over all servers. Empty unless Config.Log is on.
func (l *Lab) Asked(name string) []Query {
	if l.asked == nil {
		return nil
	}
	l.asked.mu.Lock()
	defer l.asked.mu.Unlock()
	return slices.Clone(l.asked.byName[canonical(name)])
}

type fetchLog struct {
	mu     sync.Mutex
	byHost map[string]int
}

func (f *fetchLog) add(host string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.byHost[host]++
}

// Fetched counts the HTTP requests for a host. Always 0 unless Config.Log is on.
func (l *Lab) Fetched(host string) int {
	if l.fetched == nil {
		return 0
	}
	l.fetched.mu.Lock()
	defer l.fetched.mu.Unlock()
	return l.fetched.byHost[canonical(host)]
}

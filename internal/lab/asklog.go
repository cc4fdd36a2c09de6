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

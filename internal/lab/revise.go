package lab

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// revisions are the pages that do not follow from the rules alone any more.
type revisions struct {
	made   atomic.Int64
	byName sync.Map // name of the page -> number
}

// Revise changes the page of a name from now on, as its owner might: it has another hash, and all else as before. The truth
// follows. Nothing changes where no page is shown ([SiteTruth] without a hash), and at a GzipBomb.
func (l *Lab) Revise(name string) {
	name = canonical(name)
	if l.world.site(l.world.lookup([]byte(name))) == RedirectHost {
		name = "www." + name
	}
	l.revisions.byName.Store(name, l.revisions.made.Add(1))
}

// page is that of the world, as it was last revised.
func (l *Lab) page(name string, e entry) page {
	p := l.world.page(name, e)
	if l.revisions.made.Load() == 0 {
		return p
	}
	if number, revised := l.revisions.byName.Load(name); revised {
		p.hidden = fmt.Sprintf("<!-- revision %d -->", number) + p.hidden
	}
	return p
}

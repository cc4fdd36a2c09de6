package lab

import (
	"errors"
	"fmt"
)

// ErrNotFound says that the searched names hold too few of a kind, most likely because its share is 0.
var ErrNotFound = errors.New("lab: no such names")

// searched bounds a search; a share of one in ten thousand of the existing names is still found with the default Exists.
const searched = 2_000_000

// FindName lists n names of a kind, always the same ones for a seed.
func (l *Lab) FindName(kind NameKind, n int) ([]string, error) {
	return l.find(n, string(kind), func(e entry) bool { return e.kind == kind })
}

// FindSite lists n names whose web site is of a kind, always the same ones for a seed. Their DNS kind may be any with an address.
func (l *Lab) FindSite(kind SiteKind, n int) ([]string, error) {
	return l.find(n, string(kind), func(e entry) bool { return l.world.site(e) == kind })
}

func (l *Lab) find(n int, kind string, fits func(entry) bool) ([]string, error) {
	var found []string
	var name []byte
	for i := 0; i < searched && len(found) < n; i++ {
		name = fmt.Appendf(name[:0], "site%d.test", i)
		if fits(l.world.lookup(name)) {
			found = append(found, string(name))
		}
	}
	if len(found) < n {
		return nil, fmt.Errorf("%w: %d of kind %q", ErrNotFound, n, kind)
	}
	return found, nil
}

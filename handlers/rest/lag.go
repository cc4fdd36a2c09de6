package rest

import (
	"context"
	"errors"
	"sync"
	"time"
)

// lagLimit is how old an event may be that the read models do not show.
const lagLimit = 30 * time.Second

var errLag = errors.New("rest: the read models are more than 30 s behind")

// lag measures how far the read models are behind without any timer: it
// remembers where the log ended when it was asked, and until that is reflected
// the lag is the time since then.
type lag struct {
	now func() time.Time

	mu    sync.Mutex
	mark  uint64
	since time.Time
}

func (l *lag) check(reflected, last uint64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.since.IsZero() || reflected >= l.mark {
		l.mark, l.since = last, l.now()
	}
	if l.now().Sub(l.since) > lagLimit {
		return errLag
	}
	return nil
}

// projections is the probe of the read models.
func (s *server) projections(ctx context.Context) error {
	if health := s.ReadModels.Health(); health.Stopped {
		return health.Err
	}
	last, _, err := s.Store.Last(ctx)
	if err != nil {
		return err
	}
	return s.lag.check(s.ReadModels.Sequence(), last)
}

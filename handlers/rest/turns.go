package rest

import (
	"context"

	"golang.org/x/sync/semaphore"

	"domainflow/domain"
)

// maxExports is how many exports run at once. Each holds a connection to
// Postgres for as long as its reader takes, and there are ten for everything.
const maxExports = 4

// turns lets so many reads of one kind go on at once as its weight says.
type turns struct{ *semaphore.Weighted }

func newTurns(n int64) turns { return turns{semaphore.NewWeighted(n)} }

// errBusy is an outage as any other, but one that its reader may know about.
var errBusy = domain.Refuse(domain.Conflict, string(codeUnavailable), "as many of these run as may at once; try again later")

// take waits for a turn, which somebody has to release.
func (t turns) take(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := t.Acquire(limited, 1); err != nil {
		return firstOf(ctx.Err(), errBusy)
	}
	return nil
}

func (t turns) release() { t.Release(1) }

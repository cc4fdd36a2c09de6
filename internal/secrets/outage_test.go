package secrets

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// cable is the way to Postgres, which can be cut.
type cable struct {
	mu    sync.Mutex
	cut   bool
	conns []net.Conn
	dials int
}

func (c *cable) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dials++
	if c.cut {
		return nil, errors.New("the cable is cut")
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	c.conns = append(c.conns, conn)
	return conn, err
}

func (c *cable) set(cut bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = cut
	if cut {
		for _, conn := range c.conns {
			_ = conn.Close()
		}
		c.conns = nil
	}
}

func (c *cable) dialled() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dials
}

// onCable is an instance of its own whose database can be away.
func (r *rig) onCable() (*Store, *cable) {
	r.t.Helper()
	config, err := pgxpool.ParseConfig(r.dsn)
	require.NoError(r.t, err)
	c := &cable{}
	config.ConnConfig.DialFunc = c.dial
	pool, err := pgxpool.NewWithConfig(r.t.Context(), config)
	require.NoError(r.t, err)
	r.t.Cleanup(pool.Close)
	return r.storeOn(pool), c
}

func TestWhoWasSeenGoesOnWhilePostgresIsAway(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s, cable := r.onCable()
	id := r.person(s, "ann@example.com")
	seen, unseen := r.login(s, "ann@example.com"), r.login(s, "ann@example.com")
	_, key, err := s.CreateAPIKey(t.Context(), "0190a3c4-0000-7000-8000-000000000001", id, "k")
	require.NoError(t, err)
	_, err = s.VerifyAPIKey(t.Context(), key.Reveal())
	require.NoError(t, err)
	authenticate := func(g Grant) error { _, err := s.Authenticate(t.Context(), g.Access.Reveal()); return err }
	require.NoError(t, authenticate(seen))
	cable.set(true)
	require.NoError(t, authenticate(seen))
	r.pass(fresh)
	require.NoError(t, authenticate(seen))
	asked := cable.dialled()
	for range 20 {
		require.NoError(t, authenticate(seen))
	}
	// The pool may still be dialling for the request before.
	require.Less(t, cable.dialled(), asked+20, "it is asked once a second")
	require.ErrorIs(t, authenticate(unseen), ErrUnavailable)
	_, err = s.VerifyAPIKey(t.Context(), key.Reveal())
	require.NoError(t, err)
	_, err = s.Refresh(t.Context(), seen.Refresh.Reveal())
	require.ErrorIs(t, err, ErrUnavailable)
	_, _, err = s.IssueTicket(t.Context(), Holder{UserID: id, SessionID: seen.SessionID}, "ws")
	require.ErrorIs(t, err, ErrUnavailable)

	// What was ended before, as the log tells, ends here too.
	s.Forget(id)
	require.ErrorIs(t, authenticate(seen), ErrUnavailable)
	cable.set(false)
	require.NoError(t, authenticate(seen))
	cable.set(true)
	r.pass(r.current().AccessTTL)
	require.ErrorIs(t, authenticate(seen), ErrTokenExpired, "an outage lengthens nothing")
}

func TestPostgresIsBelievedAgainWithinASecond(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s, cable := r.onCable()
	other := r.store()
	id := r.person(s, "ann@example.com")
	g := r.login(s, "ann@example.com")
	authenticate := func() error { _, err := s.Authenticate(t.Context(), g.Access.Reveal()); return err }
	require.NoError(t, authenticate())
	cable.set(true)
	r.pass(fresh)
	require.NoError(t, authenticate())
	require.NoError(t, other.EndSession(t.Context(), id, g.SessionID))
	cable.set(false)
	require.NoError(t, authenticate(), "nobody was asked yet")
	r.pass(fresh)
	require.ErrorIs(t, authenticate(), ErrUnknownToken)
}

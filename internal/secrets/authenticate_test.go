package secrets

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// S04: what another instance ended is refused within a second, without a word
// from it.
func TestEndIsSeenElsewhereWithinASecond(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	here, there := r.store(), r.store()
	id := r.person(here, "ann@example.com")
	ends := map[string]func(Grant) error{
		"one":      func(g Grant) error { return there.EndSession(t.Context(), id, g.SessionID) },
		"all":      func(Grant) error { return there.EndSessions(t.Context(), id) },
		"password": func(Grant) error { return there.SetPassword(t.Context(), id, goodPassword) },
	}
	for name, end := range ends {
		g := r.login(here, "ann@example.com")
		authenticate := func() error { _, err := here.Authenticate(t.Context(), g.Access.Reveal()); return err }
		require.NoError(t, authenticate(), name)
		require.NoError(t, end(g), name)
		r.pass(fresh - time.Microsecond)
		require.NoError(t, authenticate(), "%s: as it was a second ago", name)
		r.pass(time.Microsecond)
		require.ErrorIs(t, authenticate(), ErrUnknownToken, name)
	}
	g := r.login(here, "ann@example.com")
	_, err := here.Authenticate(t.Context(), g.Access.Reveal())
	require.NoError(t, err)
	require.NoError(t, there.EndSession(t.Context(), id, g.SessionID))
	here.Forget(id)
	_, err = here.Authenticate(t.Context(), g.Access.Reveal())
	require.ErrorIs(t, err, ErrUnknownToken, "at once, when the event arrives")
}

// What was read before Forget is not remembered after.
func TestForgetReachesQuestionsUnderWay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	r.person(s, "ann@example.com")
	g := r.login(s, "ann@example.com")
	hash, epoch := g.Access.hash(), s.sessions.epochNow()
	s.Forget(g.UserID)
	s.sessions.put(hash, seen{Session: Session{ID: g.SessionID, UserID: g.UserID}}, epoch)
	_, ok := s.sessions.get(hash)
	require.False(t, ok)
}

func TestLastUseIsWrittenOnceAMinute(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	r.person(s, "ann@example.com")
	g := r.login(s, "ann@example.com")
	written := func() (at time.Time) {
		require.NoError(t, r.pool.QueryRow(t.Context(), "SELECT last_used_at FROM accounts.sessions").Scan(&at))
		return at.UTC()
	}
	began := r.now()
	for range 59 {
		_, err := s.Authenticate(t.Context(), g.Access.Reveal())
		require.NoError(t, err)
		r.pass(time.Second)
	}
	require.Equal(t, began, written())
	r.pass(time.Second)
	_, err := s.Authenticate(t.Context(), g.Access.Reveal())
	require.NoError(t, err)
	require.Equal(t, began.Add(time.Minute), written())
}

func TestRequestsAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	r.person(s, "ann@example.com")
	g := r.login(s, "ann@example.com")
	for range 20 {
		r.pass(fresh)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := s.Authenticate(t.Context(), g.Access.Reveal())
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
}

func TestMemoryOfTokensIsBounded(t *testing.T) {
	t.Parallel()
	var c sessionCache
	for range maxSeen + 100 {
		c.put(NewToken(Access).hash(), seen{}, 0)
	}
	require.Len(t, c.tokens, maxSeen)
	var k keyCache
	for range maxSeen + 100 {
		k.put(NewToken(keyKind).Reveal(), seenKey{})
	}
	require.LessOrEqual(t, len(k.keys), maxSeen)
}

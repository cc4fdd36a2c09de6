package secrets

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRefreshTokensRotate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	r.person(s, "ann@example.com")
	first := r.login(s, "ann@example.com")
	r.pass(time.Minute)
	second, err := s.Refresh(t.Context(), first.Refresh.Reveal())
	require.NoError(t, err)
	require.Equal(t, first.SessionID, second.SessionID)
	require.Equal(t, first.UserID, second.UserID)
	require.False(t, second.Refresh.Equal(first.Refresh))
	require.False(t, second.Access.Equal(first.Access))
	for _, g := range []Grant{first, second} {
		_, err := s.Authenticate(t.Context(), g.Access.Reveal())
		require.NoError(t, err, "the older one serves until it expires")
	}
	r.pass(14 * time.Minute)
	_, err = s.Authenticate(t.Context(), first.Access.Reveal())
	require.ErrorIs(t, err, ErrTokenExpired)
	_, err = s.Refresh(t.Context(), second.Refresh.Reveal())
	require.NoError(t, err)
	require.Equal(t, 2, r.count("SELECT count(*) FROM accounts.access_tokens"), "expired ones are removed")
	for _, token := range []Token{NewToken(Refresh), second.Access} {
		_, err = s.Refresh(t.Context(), token.Reveal())
		require.ErrorIs(t, err, ErrUnknownToken)
	}
}

// S09: re-use of an old refresh token ends the session; within 10 s it is a
// lost answer, and gets the same successor.
func TestUsedRefreshTokens(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s, elsewhere := r.store(), r.store()
	r.person(s, "ann@example.com")
	first := r.login(s, "ann@example.com")
	second, err := s.Refresh(t.Context(), first.Refresh.Reveal())
	require.NoError(t, err)
	r.pass(5 * time.Second)
	again, err := elsewhere.Refresh(t.Context(), first.Refresh.Reveal())
	require.NoError(t, err)
	require.True(t, again.Refresh.Equal(second.Refresh))
	require.False(t, again.Access.Equal(second.Access))
	_, err = s.Authenticate(t.Context(), again.Access.Reveal())
	require.NoError(t, err)

	third, err := s.Refresh(t.Context(), second.Refresh.Reveal())
	require.NoError(t, err)
	r.pass(5 * time.Second)
	newest, err := s.Refresh(t.Context(), first.Refresh.Reveal())
	require.NoError(t, err, "10 s are within")
	require.True(t, newest.Refresh.Equal(third.Refresh), "or the newest would be taken for stolen")

	r.pass(time.Microsecond)
	_, err = s.Refresh(t.Context(), first.Refresh.Reveal())
	var reused *ReusedError
	require.ErrorAs(t, err, &reused)
	require.Equal(t, ReusedError{UserID: first.UserID, SessionID: first.SessionID}, *reused)
	_, err = s.Refresh(t.Context(), third.Refresh.Reveal())
	require.ErrorIs(t, err, ErrUnknownToken, "the whole family")
	_, err = s.Authenticate(t.Context(), newest.Access.Reveal())
	require.ErrorIs(t, err, ErrUnknownToken)
	_, err = s.Refresh(t.Context(), first.Refresh.Reveal())
	require.ErrorIs(t, err, ErrUnknownToken, "it is told once")
}

// Many tabs on several instances refresh at once: all go on, with one next
// token.
func TestManyRefreshAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	on := []*Store{r.store(), r.store()}
	r.person(on[0], "ann@example.com")
	g := r.login(on[0], "ann@example.com")
	for range 5 {
		grants, errs := make([]Grant, 8), make([]error, 8)
		var wg sync.WaitGroup
		for i := range grants {
			wg.Go(func() { grants[i], errs[i] = on[i%2].Refresh(t.Context(), g.Refresh.Reveal()) })
		}
		wg.Wait()
		for i := range grants {
			require.NoError(t, errs[i])
			require.True(t, grants[i].Refresh.Equal(grants[0].Refresh))
			_, err := on[1].Authenticate(t.Context(), grants[i].Access.Reveal())
			require.NoError(t, err)
		}
		g = grants[0]
	}
	require.Equal(t, 6, r.count("SELECT count(*) FROM accounts.refresh_tokens"))
}

// Ending a session while it is refreshed leaves none, and nobody waits for
// each other for ever.
func TestRefreshAgainstEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	id := r.person(s, "ann@example.com")
	for range 10 {
		g := r.login(s, "ann@example.com")
		errs := make([]error, 4)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				if i == 0 {
					errs[i] = s.EndSession(t.Context(), id, g.SessionID)
					return
				}
				_, errs[i] = s.Refresh(t.Context(), g.Refresh.Reveal())
			})
		}
		wg.Wait()
		require.NoError(t, errs[0])
		for _, err := range errs[1:] {
			if err != nil {
				require.ErrorIs(t, err, ErrUnknownToken)
			}
		}
		require.Zero(t, r.count("SELECT count(*) FROM accounts.access_tokens"))
	}
}

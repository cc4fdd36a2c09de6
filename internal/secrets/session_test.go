package secrets

import (
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestSessions(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	id := r.person(s, "ann@example.com")
	first := r.login(s, "ann@example.com")
	require.Equal(t, id, first.UserID)
	require.Equal(t, r.now().Add(15*time.Minute), first.ExpiresAt)
	began := r.now()
	r.pass(time.Second)
	second := r.login(s, "ann@example.com")
	got, err := s.Authenticate(t.Context(), first.Access.Reveal())
	require.NoError(t, err)
	require.Equal(t, Session{ID: first.SessionID, UserID: id}, got)
	list, err := s.Sessions(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, second.SessionID, list[0].ID)
	require.Equal(t, SessionInfo{ID: first.SessionID, Device: browser, Address: "192.0.2.0/24", CreatedAt: began, LastUsedAt: began}, list[1])
	a, err := s.Account(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, began.Add(time.Second), *a.LastLoginAt)

	for _, token := range []Token{first.Refresh, NewToken(Access), NewToken(Ticket)} {
		_, err := s.Authenticate(t.Context(), token.Reveal())
		require.ErrorIs(t, err, ErrUnknownToken)
	}
	bob := r.person(s, "bob@example.com")
	require.ErrorIs(t, s.EndSession(t.Context(), bob, first.SessionID), ErrNotFound, "it is another one's")
	require.ErrorIs(t, s.EndSession(t.Context(), id, "x"), ErrNotFound)
	require.NoError(t, s.EndSession(t.Context(), id, first.SessionID))
	require.ErrorIs(t, s.EndSession(t.Context(), id, first.SessionID), ErrNotFound)
	_, err = s.Authenticate(t.Context(), first.Access.Reveal())
	require.ErrorIs(t, err, ErrUnknownToken, "at once")
	_, err = s.Refresh(t.Context(), first.Refresh.Reveal())
	require.ErrorIs(t, err, ErrUnknownToken)
	_, err = s.Authenticate(t.Context(), second.Access.Reveal())
	require.NoError(t, err)
	require.NoError(t, s.EndSessions(t.Context(), id))
	_, err = s.Authenticate(t.Context(), second.Access.Reveal())
	require.ErrorIs(t, err, ErrUnknownToken)
}

func TestOldestSessionEndsWhenThereAreTooMany(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.set(func(s *Settings) { s.SessionsPerUser = 3 })
	s := r.store()
	id := r.person(s, "ann@example.com")
	r.person(s, "bob@example.com")
	bobs := r.login(s, "bob@example.com")
	var grants []Grant
	for range 5 {
		r.pass(time.Second)
		grants = append(grants, r.login(s, "ann@example.com"))
	}
	require.Empty(t, grants[2].Ended)
	require.Equal(t, []string{grants[0].SessionID}, grants[3].Ended)
	require.Equal(t, []string{grants[1].SessionID}, grants[4].Ended)
	r.set(func(s *Settings) { s.SessionsPerUser = 1 })
	last := r.login(s, "ann@example.com")
	require.Len(t, last.Ended, 3)
	list, err := s.Sessions(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, list, 1)
	_, err = s.Authenticate(t.Context(), bobs.Access.Reveal())
	require.NoError(t, err)
}

func TestManyLoginsAtOnceKeepTheLimit(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.set(func(s *Settings) { s.SessionsPerUser = 2 })
	s := r.store()
	r.person(s, "ann@example.com")
	v, err := s.Verify(t.Context(), "ann@example.com", goodPassword)
	require.NoError(t, err)
	var wg sync.WaitGroup
	errs := make([]error, 12)
	for i := range errs {
		wg.Go(func() {
			if i%4 == 0 {
				errs[i] = s.EndSessions(t.Context(), v.UserID)
				return
			}
			_, errs[i] = s.StartSession(t.Context(), v, Client{})
		})
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.LessOrEqual(t, r.count("SELECT count(*) FROM accounts.sessions"), 2)
}

func TestIdleSessionsEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.set(func(s *Settings) { s.AccessTTL = 24 * time.Hour })
	s := r.store()
	id := r.person(s, "ann@example.com")
	g := r.login(s, "ann@example.com")
	// The last use is never on a whole minute, and still it counts to the moment.
	for range 4 {
		r.pass(29*time.Minute + 59*time.Second)
		_, err := s.Authenticate(t.Context(), g.Access.Reveal())
		require.NoError(t, err)
	}
	r.pass(20 * time.Second)
	_, err := s.Authenticate(t.Context(), g.Access.Reveal())
	require.NoError(t, err)
	r.pass(30*time.Minute - time.Second)
	_, err = s.Authenticate(t.Context(), g.Access.Reveal())
	require.NoError(t, err)
	ended, err := s.Ended(t.Context(), []string{g.SessionID})
	require.NoError(t, err)
	require.Empty(t, ended)
	r.pass(30 * time.Minute)
	list, err := s.Sessions(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, list)
	ended, err = s.Ended(t.Context(), []string{g.SessionID, g.SessionID})
	require.NoError(t, err)
	require.Len(t, ended, 2)
	_, err = s.Refresh(t.Context(), g.Refresh.Reveal())
	require.ErrorIs(t, err, ErrSessionEnded)
	_, err = s.Authenticate(t.Context(), g.Access.Reveal())
	require.ErrorIs(t, err, ErrSessionEnded)
	r.set(func(s *Settings) { s.Idle = 24 * time.Hour })
	_, err = s.Authenticate(t.Context(), g.Access.Reveal())
	require.ErrorIs(t, err, ErrUnknownToken, "it does not come back")
}

func TestRefreshingIsNoUse(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	r.person(s, "ann@example.com")
	g := r.login(s, "ann@example.com")
	var err error
	for range 2 {
		r.pass(14 * time.Minute)
		g, err = s.Refresh(t.Context(), g.Refresh.Reveal())
		require.NoError(t, err)
	}
	r.pass(2 * time.Minute)
	_, err = s.Refresh(t.Context(), g.Refresh.Reveal())
	require.ErrorIs(t, err, ErrSessionEnded)
}

func TestSessionsDoNotLiveForEver(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.set(func(s *Settings) { s.SessionLife, s.AccessTTL = time.Hour, 25*time.Minute })
	s := r.store()
	r.person(s, "ann@example.com")
	g := r.login(s, "ann@example.com")
	end := r.now().Add(time.Hour)
	var err error
	for range 2 {
		r.pass(20 * time.Minute)
		_, err = s.Authenticate(t.Context(), g.Access.Reveal())
		require.NoError(t, err)
		g, err = s.Refresh(t.Context(), g.Refresh.Reveal())
		require.NoError(t, err)
	}
	require.Equal(t, end, g.ExpiresAt, "no token outlives its session")
	r.pass(20 * time.Minute)
	_, err = s.Authenticate(t.Context(), g.Access.Reveal())
	require.ErrorIs(t, err, ErrSessionEnded)
	_, err = s.Refresh(t.Context(), g.Refresh.Reveal())
	require.ErrorIs(t, err, ErrUnknownToken, "it was removed")
	ended, err := s.Ended(t.Context(), []string{g.SessionID, uuid.NewString()})
	require.NoError(t, err)
	require.Len(t, ended, 2)
}

func TestEndedSessionsAreSweptByTheNextLogin(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	r.person(s, "ann@example.com")
	r.person(s, "bob@example.com")
	r.login(s, "ann@example.com")
	r.pass(31 * time.Minute)
	r.login(s, "bob@example.com")
	require.Equal(t, 1, r.count("SELECT count(*) FROM accounts.sessions"))
}

func TestWhatIsShownOfAClient(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.77": "192.0.2.0/24", "::ffff:192.0.2.77": "192.0.2.0/24", "2001:db8:1:2:3::4": "2001:db8:1::/48", "fe80::1%eth0": "fe80::/48",
	} {
		require.Equal(t, want, Network(netip.MustParseAddr(address)))
	}
	require.Empty(t, Network(netip.Addr{}))
	require.Equal(t, "curl/8", device("cu\x00rl\r\n/8\x1b\xff"))
	require.Equal(t, strings.Repeat("é", 200), device(strings.Repeat("é", 5000)))
}

package secrets

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	id := r.person(s, "ann@example.com")
	for _, email := range []string{"ann@example.com", "ANN@example.com", " ann@example.com "} {
		v, err := s.Verify(t.Context(), email, goodPassword)
		require.NoError(t, err)
		require.Equal(t, id, v.UserID)
	}
	require.Zero(t, s.hasher.Dummies())
	for _, wrong := range []string{"", "x", goodPassword + " ", strings.ToUpper(goodPassword), strings.Repeat("x", 1<<20)} {
		_, err := s.Verify(t.Context(), "ann@example.com", wrong)
		require.Equal(t, &WrongPasswordError{id}, err)
		require.ErrorIs(t, err, ErrWrongPassword)
		require.Equal(t, ErrWrongPassword.Error(), err.Error(), "it says no more to anybody")
	}
	require.Zero(t, s.hasher.Dummies())
	for i, email := range []string{"bob@example.com", "", "x\x00y"} {
		_, err := s.Verify(t.Context(), strings.ReplaceAll(email, "\x00", ""), goodPassword)
		require.Equal(t, ErrWrongPassword, err, "nobody can tell them apart")
		require.EqualValues(t, i+1, s.hasher.Dummies())
	}
}

func TestBusyIsNoWrongPassword(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.unlocked(r.pool, NewHasher(cheap, 0, 0))
	_, err := s.Verify(t.Context(), "nobody@example.com", goodPassword)
	require.Equal(t, ErrBusy, err)
}

func TestOldHashesAreReplacedAtLogin(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	r.person(s, "ann@example.com")
	hash := func() string {
		c, err := s.credential(t.Context(), "email", "ann@example.com")
		require.NoError(t, err)
		text, err := c.hash()
		require.NoError(t, err)
		return text
	}
	before := hash()
	v, err := s.Verify(t.Context(), "ann@example.com", goodPassword)
	require.NoError(t, err)
	require.Equal(t, before, hash())
	dearer := r.unlocked(r.pool, NewHasher(Cost{Memory: 128, Passes: 2, Lanes: 1}, 1, 1))
	_, err = dearer.Verify(t.Context(), "ann@example.com", "wrong")
	require.ErrorIs(t, err, ErrWrongPassword)
	require.Equal(t, before, hash())
	_, err = dearer.Verify(t.Context(), "ann@example.com", goodPassword)
	require.NoError(t, err)
	require.Contains(t, hash(), "m=128,t=2,")
	_, err = s.StartSession(t.Context(), v, Client{})
	require.NoError(t, err, "it is the same password")
}

func TestNewPasswordEndsSessions(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	id := r.person(s, "ann@example.com")
	r.person(s, "bob@example.com")
	mine, elsewhere, bobs := r.login(s, "ann@example.com"), r.login(s, "ann@example.com"), r.login(s, "bob@example.com")
	verified, err := s.Verify(t.Context(), "ann@example.com", goodPassword)
	require.NoError(t, err)
	alive := func(g Grant) bool {
		_, err := s.Authenticate(t.Context(), g.Access.Reveal())
		return err == nil
	}
	require.True(t, alive(mine) && alive(elsewhere) && alive(bobs))

	const second, third = "another unusual sentence", "and one more of them"
	require.ErrorIs(t, s.ChangePassword(t.Context(), id, "wrong", second, mine.SessionID), ErrWrongPassword)
	require.True(t, alive(elsewhere))
	require.NoError(t, s.ChangePassword(t.Context(), id, goodPassword, second, mine.SessionID))
	require.True(t, alive(mine))
	require.False(t, alive(elsewhere))
	require.True(t, alive(bobs))
	_, err = s.StartSession(t.Context(), verified, Client{})
	require.ErrorIs(t, err, ErrWrongPassword, "with the old one nothing begins")

	require.NoError(t, s.SetPassword(t.Context(), id, third))
	require.False(t, alive(mine))
	require.True(t, alive(bobs))
	_, err = s.Verify(t.Context(), "ann@example.com", third)
	require.NoError(t, err)
	for _, err := range []error{
		s.SetPassword(t.Context(), uuid.NewString(), third), s.ChangePassword(t.Context(), uuid.NewString(), third, second, ""),
	} {
		require.ErrorIs(t, err, ErrNotFound)
	}
}

// Of two who replace a password at once one finds that it was.
func TestPasswordIsReplacedOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	id := r.person(s, "ann@example.com")
	c, err := s.credential(t.Context(), "id", id)
	require.NoError(t, err)
	require.NoError(t, s.replace(t.Context(), c, "another unusual sentence", ""))
	require.ErrorIs(t, s.replace(t.Context(), c, "and one more of them", ""), ErrInProgress)
}

func TestWithoutPostgresNobodySignsIn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	pool := r.newPool()
	s := r.storeOn(pool)
	r.person(s, "ann@example.com")
	pool.Close()
	_, err := s.Verify(t.Context(), "ann@example.com", goodPassword)
	require.ErrorIs(t, err, ErrUnavailable)
	require.NotErrorIs(t, err, ErrWrongPassword)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = r.store().Verify(ctx, "ann@example.com", goodPassword)
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, ErrUnavailable)
}

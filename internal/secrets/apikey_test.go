package secrets

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestAPIKeys(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	ann, bob := r.person(s, "ann@example.com"), r.person(s, "bob@example.com")
	id, created := uuid.NewString(), r.now()
	prefix, key, err := s.CreateAPIKey(t.Context(), id, ann, "nightly")
	require.NoError(t, err)
	require.Regexp(t, `^dfk_`+prefix+`_[a-z2-7]{58}$`, key.Reveal())
	require.Regexp(t, `^[a-z2-7]{8}$`, prefix)
	keys, err := s.APIKeys(t.Context(), ann)
	require.NoError(t, err)
	require.Equal(t, []APIKey{{ID: id, UserID: ann, Name: "nightly", Prefix: prefix, CreatedAt: created}}, keys)
	keys, err = s.APIKeys(t.Context(), bob)
	require.NoError(t, err)
	require.Empty(t, keys)

	for range 3 {
		got, err := s.VerifyAPIKey(t.Context(), key.Reveal())
		require.NoError(t, err)
		require.Equal(t, id, got)
		r.pass(20 * time.Second)
	}
	lastUse := func() *time.Time {
		keys, err := s.APIKeys(t.Context(), ann)
		require.NoError(t, err)
		return keys[0].LastUsedAt
	}
	require.Equal(t, created, *lastUse(), "once a minute")
	_, err = s.VerifyAPIKey(t.Context(), key.Reveal())
	require.NoError(t, err)
	require.Equal(t, created.Add(time.Minute), *lastUse())

	_, other, err := s.CreateAPIKey(t.Context(), uuid.NewString(), bob, "x")
	require.NoError(t, err)
	before := keyKind + "_" + prefix + "_"
	_, bobs, err := parseAPIKey(other.Reveal())
	require.NoError(t, err)
	for _, wrong := range []string{
		"", "dfk", key.Reveal() + "a", NewToken(Access).Reveal(), before + strings.Split(other.Reveal(), "_")[2],
		before + encode(before, bobs.raw), "dfk_aaaaaaaa_" + encode("dfk_aaaaaaaa_", bobs.raw),
	} {
		_, err := s.VerifyAPIKey(t.Context(), wrong)
		require.ErrorIs(t, err, ErrUnknownToken, wrong)
	}
	require.NoError(t, s.Erase(t.Context(), ann))
	_, err = r.store().VerifyAPIKey(t.Context(), key.Reveal())
	require.ErrorIs(t, err, ErrUnknownToken)
}

// A row without its event is no key: the command tried again gets one.
func TestKeyIsMadeAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	ann, bob := r.person(s, "ann@example.com"), r.person(s, "bob@example.com")
	id := uuid.NewString()
	_, lost, err := s.CreateAPIKey(t.Context(), id, ann, "n")
	require.NoError(t, err)
	_, _, err = s.CreateAPIKey(t.Context(), id, bob, "n")
	require.ErrorIs(t, err, ErrInProgress, "never another one's")
	_, key, err := s.CreateAPIKey(t.Context(), id, ann, "n")
	require.NoError(t, err)
	_, err = s.VerifyAPIKey(t.Context(), lost.Reveal())
	require.ErrorIs(t, err, ErrUnknownToken)
	got, err := s.VerifyAPIKey(t.Context(), key.Reveal())
	require.NoError(t, err)
	require.Equal(t, id, got)
}

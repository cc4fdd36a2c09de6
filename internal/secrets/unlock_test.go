package secrets

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func ownerOf(t *testing.T, path string) []uint32 {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	of := info.Sys().(*syscall.Stat_t)
	return []uint32{of.Uid, of.Gid}
}

// locked is an instance that has not opened the accounts.
func (r *rig) locked() *Store { return New(r.pool, NewHasher(cheap, 4, 100), r.now, r.current) }

// signsIn says how somebody is let in.
func signsIn(t *testing.T, s *Store, email string) error {
	t.Helper()
	_, err := s.Verify(t.Context(), email, goodPassword)
	return err
}

func TestHashesFromBeforeAreSealed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	ann := r.person(s, "ann@example.com")
	r.person(s, "bob@example.com")
	hash, err := s.hasher.hash(t.Context(), goodPassword)
	require.NoError(t, err)
	_, err = r.pool.Exec(t.Context(), "UPDATE accounts.people SET password_hash = convert_to($2, 'UTF8') WHERE id = $1", ann, hash)
	require.NoError(t, err)
	require.ErrorIs(t, signsIn(t, s, "ann@example.com"), ErrBroken)
	s = r.store()
	require.Zero(t, r.count("SELECT count(*) FROM accounts.people WHERE substring(password_hash FROM 1 FOR 1) = '$'"))
	for _, email := range []string{"ann@example.com", "bob@example.com"} {
		require.NoError(t, signsIn(t, s, email))
	}
}

func TestOtherMasterKeyIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.person(r.store(), "ann@example.com")
	other := newMasterKey()
	path, before := keyFile(t, 0o600, other), r.dump()
	s := r.locked()
	_, err := s.Unlock(t.Context(), MasterSource{File: path})
	require.ErrorIs(t, err, ErrMasterKey)
	require.ErrorContains(t, err, path+" holds "+other.id.String())
	require.NotContains(t, err.Error(), other.token.Reveal())
	require.Equal(t, before, r.dump())
	require.ErrorIs(t, signsIn(t, s, "ann@example.com"), ErrMasterKey)

	missing := filepath.Join(t.TempDir(), "missing")
	made, err := s.Unlock(t.Context(), MasterSource{File: missing})
	require.ErrorIs(t, err, ErrMasterKey)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "the accounts are sealed with")
	require.False(t, made, "one that is lost is not made anew")
	_, err = os.Stat(missing)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// Of many instances that start at once on nothing, each with a key of its own,
// one has the right one.
func TestFirstMasterKeyWins(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	stores, errs := make([]*Store, 8), make([]error, 8)
	var wg sync.WaitGroup
	for i := range stores {
		path := keyFile(t, 0o600, newMasterKey())
		stores[i] = r.locked()
		wg.Go(func() { _, errs[i] = stores[i].Unlock(t.Context(), MasterSource{File: path}) })
	}
	wg.Wait()
	winners := 0
	for i, err := range errs {
		if err == nil {
			winners++
			r.person(stores[i], "ann@example.com")
			continue
		}
		require.ErrorIs(t, err, ErrMasterKey)
	}
	require.Equal(t, 1, winners)
}

// A file is made for the first, and is the one of all who are told where.
func TestMasterKeyIsMadeForTheFirst(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	stores, made, errs := make([]*Store, 8), make([]bool, 8), make([]error, 8)
	var wg sync.WaitGroup
	for i := range stores {
		stores[i] = r.locked()
		wg.Go(func() { made[i], errs[i] = stores[i].Unlock(t.Context(), MasterSource{File: r.key}) })
	}
	wg.Wait()
	require.NoError(t, errors.Join(errs...))
	makers := 0
	for i := range made {
		if made[i] {
			makers++
		}
	}
	require.Equal(t, 1, makers)
	r.person(stores[0], "ann@example.com")
	require.NoError(t, signsIn(t, stores[7], "ann@example.com"))
}

// Without a key nothing is stored, and nobody can tell who exists.
func TestLockedAccounts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.person(r.store(), "ann@example.com")
	s := r.locked()
	for _, err := range []error{
		signsIn(t, s, "ann@example.com"), signsIn(t, s, "nobody@example.com"), s.SetPassword(t.Context(), id, "another unusual sentence"),
		s.CreateAccount(t.Context(), newAccount(uuid.NewString(), "bob@example.com"), r.exists), s.Rotate(t.Context()),
	} {
		require.ErrorIs(t, err, ErrMasterKey)
	}
	require.ErrorIs(t, signsIn(t, s, "ann@example.com"), ErrUnavailable)
	require.Equal(t, 1, r.count("SELECT count(*) FROM accounts.people"))
	require.NoError(t, signsIn(t, r.store(), "ann@example.com"))
}

// Who can write to the database cannot give a password to somebody else.
func TestHashesCannotBeSwapped(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	ann, eve := r.person(s, "ann@example.com"), r.person(s, "eve@example.com")
	_, err := r.pool.Exec(t.Context(), `UPDATE accounts.people SET password_hash = (SELECT password_hash FROM accounts.people WHERE id = $2)
		WHERE id = $1`, ann, eve)
	require.NoError(t, err)
	err = signsIn(t, s, "ann@example.com")
	require.ErrorIs(t, err, ErrBroken)
	require.ErrorContains(t, err, ann)
	require.NoError(t, signsIn(t, s, "eve@example.com"))
	require.NoError(t, s.SetPassword(t.Context(), ann, goodPassword), "it can be replaced")
	require.NoError(t, signsIn(t, s, "ann@example.com"))
}

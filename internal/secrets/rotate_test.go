package secrets

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// sealedBy is how many passwords are sealed with a key.
func (r *rig) sealedBy(key masterKey) int {
	r.t.Helper()
	return r.count("SELECT count(*) FROM accounts.people WHERE substring(password_hash FROM 2 FOR 8) = $1", key.id[:])
}

// keys are those of the file.
func (r *rig) keys() []masterKey {
	r.t.Helper()
	keys, err := MasterSource{File: r.key}.read(r.t.Context())
	require.NoError(r.t, err)
	return keys
}

func TestRotate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	running, idle := r.store(), r.store()
	for i := range 5 {
		r.person(running, fmt.Sprintf("%d@example.com", i))
	}
	var seen []masterKey
	for range 3 {
		before := r.keys()
		require.Len(t, before, 1)
		require.Equal(t, 5, r.sealedBy(before[0]))
		require.NoError(t, r.store().Rotate(t.Context()))
		require.NoError(t, signsIn(t, running, "0@example.com"))
		seen = append(seen, before[0])
	}
	after := r.keys()
	require.Len(t, after, 1)
	require.Equal(t, 5, r.sealedBy(after[0]))
	require.NoError(t, signsIn(t, idle, "1@example.com"), "it missed some")
	r.person(idle, "new@example.com")
	require.Equal(t, 6, r.sealedBy(after[0]))
	for _, old := range seen {
		_, err := r.locked().Unlock(t.Context(), MasterSource{Value: SecretOf(old.token.Reveal())})
		require.ErrorIs(t, err, ErrMasterKey, "the old key opens nothing")
	}
	files, err := os.ReadDir(filepath.Dir(r.key))
	require.NoError(t, err)
	require.Len(t, files, 1)
}

// Rotating again and again while people sign in, are made and change their
// passwords on several instances: nobody is turned away, nothing is left behind.
func TestRotateUnderLoad(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const instances, times = 3, 15
	stop, errs := make(chan struct{}), make(chan error, 2*instances)
	var wg sync.WaitGroup
	for i := range instances {
		s, email := r.store(), fmt.Sprintf("%d@example.com", i)
		id := r.person(s, email)
		busy := func(work func(n int) error) {
			wg.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-stop:
						return
					default:
					}
					if err := work(n); err != nil {
						errs <- err
						return
					}
				}
			})
		}
		busy(func(int) error {
			if err := s.SetPassword(t.Context(), id, goodPassword); err != nil {
				return err
			}
			_, err := s.Verify(t.Context(), email, goodPassword)
			return err
		})
		busy(func(n int) error {
			return s.CreateAccount(t.Context(), newAccount(uuid.NewString(), fmt.Sprintf("%d-%d@example.com", i, n)), r.exists)
		})
	}
	for range times {
		require.NoError(t, r.store().Rotate(t.Context()))
	}
	close(stop)
	wg.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	require.Len(t, r.keys(), 1)
	people := r.count("SELECT count(*) FROM accounts.people")
	require.Greater(t, people, instances)
	require.Equal(t, people, r.sealedBy(r.keys()[0]))
	t.Log(people, "people")
}

// A file that is a copy of another one is to be copied again after a rotation.
// Until then nothing is lost on its instance: nothing is sealed there.
func TestInstanceWithACopyOfTheKey(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	id := r.person(s, "ann@example.com")
	elsewhere, copied := r.locked(), keyFile(t, 0o600, r.keys()...)
	_, err := elsewhere.Unlock(t.Context(), MasterSource{File: copied})
	require.NoError(t, err)
	require.NoError(t, s.Rotate(t.Context()))
	for _, err := range []error{
		signsIn(t, elsewhere, "ann@example.com"), signsIn(t, elsewhere, "nobody@example.com"),
		elsewhere.SetPassword(t.Context(), id, "another unusual sentence"),
		elsewhere.CreateAccount(t.Context(), newAccount(uuid.NewString(), "bob@example.com"), r.exists),
	} {
		require.ErrorIs(t, err, ErrMasterKey)
		require.ErrorIs(t, err, ErrUnavailable)
	}
	require.ErrorIs(t, elsewhere.Rotate(t.Context()), ErrMasterKey)
	require.NoError(t, signsIn(t, s, "ann@example.com"))
	require.NoError(t, os.WriteFile(copied, []byte(readFile(t, r.key)), 0o600))
	require.NoError(t, signsIn(t, elsewhere, "ann@example.com"))
}

func TestWhatCannotBeRotated(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	id := r.person(s, "ann@example.com")
	for _, source := range []MasterSource{{Value: SecretOf(readFile(t, r.key))}, {Command: "cat " + r.key}} {
		other := r.locked()
		_, err := other.Unlock(t.Context(), source)
		require.NoError(t, err)
		require.ErrorIs(t, other.Rotate(t.Context()), ErrNotInFile)
	}
	unlock, err := lockBeside(r.key, syscall.LOCK_EX)
	require.NoError(t, err)
	require.ErrorIs(t, s.Rotate(t.Context()), errFileBusy, "one at a time")
	unlock()

	before := r.keys()
	_, err = r.pool.Exec(t.Context(), "UPDATE accounts.people SET password_hash = set_byte(password_hash, 30, 255 - get_byte(password_hash, 30))")
	require.NoError(t, err)
	err = s.Rotate(t.Context())
	require.ErrorIs(t, err, ErrBroken)
	require.ErrorContains(t, err, id)
	require.Equal(t, 1, r.sealedBy(before[0]), "all or nothing")
	require.NoError(t, s.SetPassword(t.Context(), id, goodPassword))
	require.NoError(t, s.Rotate(t.Context()))
	require.NoError(t, signsIn(t, s, "ann@example.com"))
}

// The file may be a link to where it is.
func TestRotateFollowsLinks(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.person(r.store(), "ann@example.com")
	target := r.key
	r.key = filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(target, r.key))
	require.NoError(t, r.store().Rotate(t.Context()))
	info, err := os.Lstat(r.key)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&os.ModeSymlink)
	require.NoError(t, signsIn(t, r.store(), "ann@example.com"))
}

// A rotation that ended anywhere leaves a file that opens everything, and the
// next one leaves one key.
func TestRotateAfterOneThatFailed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	r.person(s, "ann@example.com")
	old, abandoned := r.keys()[0], newMasterKey()
	for name, keys := range map[string][]masterKey{"before the accounts": {old, abandoned}, "in another order": {abandoned, old}} {
		require.NoError(t, writeMaster(r.key, keys...))
		require.NoError(t, signsIn(t, s, "ann@example.com"), name)
		require.NoError(t, signsIn(t, r.store(), "ann@example.com"), name)
	}
	require.NoError(t, os.WriteFile(r.key+".new", []byte("half a"), 0o600))
	require.NoError(t, s.Rotate(t.Context()))
	now := r.keys()
	require.Len(t, now, 1)
	require.NotContains(t, []keyID{old.id, abandoned.id}, now[0].id)

	require.NoError(t, writeMaster(r.key, old, now[0]), "as after the accounts")
	require.NoError(t, signsIn(t, r.store(), "ann@example.com"))
	require.NoError(t, s.Rotate(t.Context()))
	require.Len(t, r.keys(), 1)
	_, err := os.Stat(r.key + ".new")
	require.ErrorIs(t, err, os.ErrNotExist)
}

// The way back from a lost key, as docs/decisions tells it.
func TestLostMasterKey(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	ann, bob := r.person(s, "ann@example.com"), r.person(s, "bob@example.com")
	require.NoError(t, os.Remove(r.key))
	_, err := r.locked().Unlock(t.Context(), MasterSource{File: r.key})
	require.ErrorIs(t, err, ErrMasterKey)
	_, err = r.pool.Exec(t.Context(), "DELETE FROM accounts.master_key")
	require.NoError(t, err)
	require.ErrorIs(t, signsIn(t, s, "ann@example.com"), ErrMasterKey)

	s = r.store()
	require.NoError(t, s.SetPassword(t.Context(), ann, goodPassword))
	require.NoError(t, signsIn(t, s, "ann@example.com"))
	require.ErrorIs(t, signsIn(t, s, "bob@example.com"), ErrBroken)
	require.ErrorContains(t, s.Rotate(t.Context()), bob)
	require.NoError(t, s.SetPassword(t.Context(), bob, goodPassword))
	require.NoError(t, s.Rotate(t.Context()))
	require.NoError(t, signsIn(t, s, "bob@example.com"))
}

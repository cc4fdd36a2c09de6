package secrets

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func TestAccounts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	ann, bob := r.person(s, "ann@example.com"), r.person(s, "Bob_99%@example.com")
	a, err := s.Account(t.Context(), ann)
	require.NoError(t, err)
	require.Equal(t, Account{ID: ann, Email: "ann@example.com", FirstName: "Ann", LastName: "Example", CreatedAt: r.now()}, a)
	require.NoError(t, s.Rename(t.Context(), bob, "Bob", "Other"))
	require.ErrorIs(t, s.Rename(t.Context(), uuid.NewString(), "x", "y"), ErrNotFound)
	_, err = s.Account(t.Context(), uuid.NewString())
	require.ErrorIs(t, err, ErrNotFound)

	search := func(query string, ids ...string) (found []string) {
		accounts, err := s.Accounts(t.Context(), ids, query)
		require.NoError(t, err)
		for _, a := range accounts {
			found = append(found, a.FirstName)
		}
		return found
	}
	require.Equal(t, []string{"Ann", "Bob"}, search("", bob, ann), "by e-mail address")
	require.Equal(t, []string{"Bob"}, search("", bob))
	require.Empty(t, search(""))
	for query, want := range map[string][]string{
		"ANN": {"Ann"}, "b o": {"Bob"}, "@EXAMPLE": {"Ann", "Bob"}, "9%": {"Bob"}, "b_9": {"Bob"}, "a%n": nil, "n_": nil, `\`: nil,
	} {
		require.Equal(t, want, search(query, ann, bob), query)
	}
}

func TestEmailIsUniqueInAnyCase(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	r.person(s, "ann@example.com")
	for _, email := range []string{"ann@example.com", "ANN@Example.com"} {
		err := s.CreateAccount(t.Context(), newAccount(uuid.NewString(), email), r.exists)
		require.ErrorIs(t, err, ErrEmailTaken)
	}
	r.pass(time.Hour)
	require.ErrorIs(t, s.CreateAccount(t.Context(), newAccount(uuid.NewString(), "ann@example.com"), r.exists), ErrEmailTaken)
}

func TestOneOfManyGetsAnEmail(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			errs[i] = s.CreateAccount(t.Context(), newAccount(uuid.NewString(), "ann@example.com"), r.exists)
		})
	}
	wg.Wait()
	made := 0
	for _, err := range errs {
		if err == nil {
			made++
			continue
		}
		require.ErrorIs(t, err, ErrEmailTaken)
	}
	require.Equal(t, 1, made)
	require.Equal(t, 1, r.count("SELECT count(*) FROM accounts.people"))
}

// A row without its event is nobody.
func TestRowWithoutEventIsTakenOver(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	lost := uuid.NewString()
	require.NoError(t, s.CreateAccount(t.Context(), newAccount(lost, "ann@example.com"), r.exists))

	again := newAccount(lost, "Ann@example.com")
	again.FirstName = "Anna"
	require.NoError(t, s.CreateAccount(t.Context(), again, r.exists), "the same command at once")
	a, err := s.Account(t.Context(), lost)
	require.NoError(t, err)
	require.Equal(t, "Anna", a.FirstName)

	other := newAccount(uuid.NewString(), "ann@example.com")
	require.ErrorIs(t, s.CreateAccount(t.Context(), other, r.exists), ErrEmailTaken, "its event may still come")
	r.pass(orphaned)
	require.NoError(t, s.CreateAccount(t.Context(), other, r.exists))
	_, err = s.Account(t.Context(), lost)
	require.ErrorIs(t, err, ErrNotFound)
}

func TestWhoExistsIsLeftAsTheyAre(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	id := r.person(s, "ann@example.com")
	again := newAccount(id, "else@example.com")
	again.Password = "another unusual sentence"
	require.NoError(t, s.CreateAccount(t.Context(), again, r.exists))
	_, err := s.Verify(t.Context(), "ann@example.com", goodPassword)
	require.NoError(t, err)
	unknown := errors.New("the log is away")
	err = s.CreateAccount(t.Context(), again, func(context.Context, string) (bool, error) { return false, unknown })
	require.ErrorIs(t, err, unknown)
}

func TestNewPasswordsAreChecked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	weak := newAccount(uuid.NewString(), "ann@example.com")
	weak.Password = "short"
	refused := &PasswordError{}
	require.ErrorAs(t, s.CreateAccount(t.Context(), weak, r.exists), &refused)
	id := r.person(s, "ann@example.com")
	require.ErrorAs(t, s.SetPassword(t.Context(), id, "leavemealone"), &refused)
	require.ErrorAs(t, s.ChangePassword(t.Context(), id, goodPassword, "ann@example.COM", ""), &refused)
	r.set(func(s *Settings) { s.MinPassword = 40 })
	require.ErrorAs(t, s.SetPassword(t.Context(), id, "now this is not long enough"), &refused)
}

func TestEraseLeavesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.store()
	id, other := r.person(s, "ann@example.com"), r.person(s, "bob@example.com")
	g := r.login(s, "ann@example.com")
	r.login(s, "bob@example.com")
	_, _, err := s.CreateAPIKey(t.Context(), uuid.NewString(), id, "mine")
	require.NoError(t, err)
	_, _, err = s.IssueTicket(t.Context(), Holder{UserID: id, SessionID: g.SessionID}, "ws")
	require.NoError(t, err)
	_, err = s.Refresh(t.Context(), g.Refresh.Reveal())
	require.NoError(t, err)
	require.Contains(t, r.dump(), id)

	require.NoError(t, s.Erase(t.Context(), id))
	require.NoError(t, s.Erase(t.Context(), id), "again")
	left := r.dump()
	require.NotContains(t, left, id)
	require.NotContains(t, left, g.SessionID)
	require.NotContains(t, left, "ann@")
	require.Contains(t, left, other)
	require.Equal(t, 1, r.count("SELECT count(*) FROM accounts.access_tokens"))
	require.Equal(t, 1, r.count("SELECT count(*) FROM accounts.refresh_tokens"))
	_, err = s.Authenticate(t.Context(), g.Access.Reveal())
	require.ErrorIs(t, err, ErrUnknownToken)
}

func TestWritesAreDurableWhateverTheDatabaseIsSetTo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, err := r.pool.Exec(t.Context(), "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$")
	require.NoError(t, err)
	s := r.storeOn(r.newPool())
	var before, inside string
	require.NoError(t, s.pool.QueryRow(t.Context(), "SHOW synchronous_commit").Scan(&before))
	require.NoError(t, s.write(t.Context(), func(tx pgx.Tx) error {
		return tx.QueryRow(t.Context(), "SHOW synchronous_commit").Scan(&inside)
	}))
	require.Equal(t, []string{"off", "on"}, []string{before, inside})
}

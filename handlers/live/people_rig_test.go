package live

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/handlers/people"
	"domainflow/internal/embedded/pgtest"
	"domainflow/internal/secrets"
	"domainflow/migrations"
)

// cast is the people of a rig: real users, sessions and keys, and the clock
// that they go by.
type cast struct {
	users *people.Users
	pool  *pgxpool.Pool

	mu  sync.Mutex
	now time.Time
}

func (c *cast) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *cast) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// newPeopleRig is one whose feed knows whoever signs up, and a super_admin, who
// must be first.
func newPeopleRig(t *testing.T) (r *rig, root person) {
	t.Helper()
	r = newRig(t, 1)
	pool, err := pgxpool.New(t.Context(), pgtest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	require.NoError(t, migrations.Up(t.Context(), pool))
	r.cast = &cast{users: people.New(r.store), pool: pool, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	hasher := secrets.NewHasher(secrets.Cost{Memory: 64, Passes: 1, Lanes: 1}, 2, 100)
	accounts := secrets.New(pool, hasher, r.time, secrets.DefaultSettings)
	_, err = accounts.Unlock(t.Context(), secrets.MasterSource{File: filepath.Join(t.TempDir(), "master.key")})
	require.NoError(t, err)
	r.gate = people.Gate{Secrets: accounts, Directory: user.NewDirectory(), Now: r.time}
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	follower := people.Follower{
		Log: r.store, Directory: r.gate.Directory, Logger: slog.New(slog.DiscardHandler), Ready: func() { close(ready) },
		Applied: func(id string, _ user.Event) { r.gate.Secrets.Forget(id) },
	}
	go func() { ended <- follower.Run(ctx) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-ended) })
	<-ready
	return r, r.signUp(user.SuperAdmin)
}

// person is somebody who has signed in: token is that of the session.
type person struct{ id, token, session string }

const password = "an unusual sentence"

func (r *rig) signUp(roles ...user.Role) person {
	r.t.Helper()
	ctx, id := r.t.Context(), newID()
	account := secrets.NewAccount{ID: id, Email: id + "@example.test", FirstName: "Ada", LastName: "Test", Password: password}
	require.NoError(r.t, r.gate.Secrets.CreateAccount(ctx, account, r.users.Exists))
	r.command(id, user.Create{Roles: roles, By: user.All})
	verified, err := r.gate.Secrets.Verify(ctx, account.Email, password)
	require.NoError(r.t, err)
	grant, err := r.gate.Secrets.StartSession(ctx, verified, secrets.Client{})
	require.NoError(r.t, err)
	return person{id, grant.Access.Reveal(), grant.SessionID}
}

// key is an API key of somebody, which lives as long as given; 0 for ever.
func (r *rig) key(p person, life time.Duration, scopes ...user.Permission) (id, key string) {
	r.t.Helper()
	id = newID()
	prefix, secret, err := r.gate.Secrets.CreateAPIKey(r.t.Context(), id, p.id, "test")
	require.NoError(r.t, err)
	made := user.APIKey{ID: id, Prefix: prefix, Scopes: scopes}
	if life > 0 {
		end := r.time().Add(life)
		made.ExpiresAt = &end
	}
	r.command(p.id, user.CreateAPIKey{APIKey: made, Now: r.time(), By: user.All})
	return id, secret.Reveal()
}

// command changes a user, and waits until the directory knows.
func (r *rig) command(id string, c user.Command) (sequence uint64) {
	r.t.Helper()
	m := eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "test", Kind: "system"}, Time: time.Now().UTC()}
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	out, err := r.users.Do(ctx, m, id, c)
	require.NoError(r.t, err)
	require.NoError(r.t, r.gate.Await(ctx, out.Sequence), "the directory knows")
	return out.Sequence
}

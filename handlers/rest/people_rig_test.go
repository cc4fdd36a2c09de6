package rest_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/handlers/people"
	"domainflow/internal/embedded/natstest"
	"domainflow/internal/embedded/pgtest"
	"domainflow/internal/secrets"
)

// later is a clock ahead of that of the machine by what a test has advanced it.
type later struct{ ahead atomic.Int64 }

func (l *later) now() time.Time { return time.Now().Add(time.Duration(l.ahead.Load())) }

func (l *later) advance(d time.Duration) { l.ahead.Add(int64(d)) }

// password is that of everybody in tests.
const password = "an unusual sentence"

// cheap is a cost of passwords for tests that are not about it.
var cheap = secrets.Cost{Memory: 64, Passes: 1, Lanes: 1}

// openPeople is what this instance knows of people: its directory is complete
// when this returns.
func (r *rig) openPeople() {
	r.t.Helper()
	r.users, r.hasher = people.New(r.store), secrets.NewHasher(cheap, 2, 100)
	r.people = people.Gate{Secrets: r.unlocked(r.hasher), Directory: user.NewDirectory(), Now: r.clock.now}
	ready := make(chan struct{})
	follower := people.Follower{
		Log: r.store, Directory: r.people.Directory, Logger: slog.New(slog.DiscardHandler), Ready: func() { close(ready) },
		Applied: func(id string, _ user.Event) { r.people.Secrets.Forget(id) },
	}
	r.background(follower.Run)
	<-ready
}

// unlocked are the accounts, for whoever hashes like this.
func (r *rig) unlocked(hasher *secrets.Hasher) *secrets.Store {
	r.t.Helper()
	store := secrets.New(r.pool, hasher, r.clock.now, people.Settings(r.settings.Now))
	_, err := store.Unlock(r.t.Context(), secrets.MasterSource{File: r.masterKey})
	require.NoError(r.t, err)
	return store
}

// rigOfNobody is one that has not been set up.
func rigOfNobody(t *testing.T) *rig {
	t.Helper()
	r := &rig{
		t: t, servers: natstest.Start(t, 1), valve: newValve(), stopping: make(chan struct{}), clock: &later{}, dsn: pgtest.Database(t),
		masterKey: filepath.Join(t.TempDir(), "master.key"),
	}
	r.setup = secrets.NewToken(secrets.Setup)
	r.openStore(0)
	r.openDatabase()
	r.openPeople()
	r.serve()
	r.project()
	return r
}

// person is somebody who has signed in.
type person struct{ id, email, token string }

// signUp makes somebody and signs them in. The first one of a log must be a
// super_admin.
func (r *rig) signUp(roles ...user.Role) person {
	r.t.Helper()
	ctx := r.t.Context()
	p := person{id: newID()}
	p.email = p.id + "@example.test"
	require.NoError(r.t, r.people.Secrets.CreateAccount(ctx, secrets.NewAccount{
		ID: p.id, Email: p.email, FirstName: "Ada", LastName: "Test", Password: password,
	}, r.users.Exists))
	r.changeUser(p.id, user.Create{Roles: roles, By: user.All})
	p.token = r.signIn(p.email)
	return p
}

// signIn begins a session and gives its access token.
func (r *rig) signIn(email string) string {
	r.t.Helper()
	verified, err := r.people.Secrets.Verify(r.t.Context(), email, password)
	require.NoError(r.t, err)
	grant, err := r.people.Secrets.StartSession(r.t.Context(), verified, secrets.Client{UserAgent: "test"})
	require.NoError(r.t, err)
	return grant.Access.Reveal()
}

// changeUser carries a command out, and waits until this instance goes by it.
func (r *rig) changeUser(id string, c user.Command) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	m := eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "test", Kind: "system"}, Time: time.Now().UTC()}
	out, err := r.users.Do(ctx, m, id, c)
	require.NoError(r.t, err)
	require.NoError(r.t, r.people.Await(ctx, out.Sequence), "the directory stands still")
}

// as is the rig with requests from somebody else; nobody for the zero person.
func (r *rig) as(p person) *rig {
	other := *r
	other.token, other.id = p.token, p.id
	return &other
}

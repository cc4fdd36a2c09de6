package rest_test

import (
	"context"
	"log/slog"
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
	r.people = people.Gate{
		Secrets:   secrets.New(r.pool, r.hasher, r.clock.now, people.Settings(r.settings.Now)),
		Directory: user.NewDirectory(), Now: r.clock.now,
	}
	ready := make(chan struct{})
	follower := people.Follower{
		Log: r.store, Directory: r.people.Directory, Logger: slog.New(slog.DiscardHandler), Ready: func() { close(ready) },
		Applied: func(id string, _ user.Event) { r.people.Secrets.Forget(id) },
	}
	r.background(follower.Run)
	<-ready
}

// rigOfNobody is one that has not been set up.
func rigOfNobody(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, servers: natstest.Start(t, 1), valve: newValve(), stopping: make(chan struct{}), clock: &later{}, dsn: pgtest.Database(t)}
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
	exists := func(ctx context.Context, id string) (bool, error) {
		loaded, err := r.users.Load(ctx, id)
		return loaded.State.Exists(), err
	}
	require.NoError(r.t, r.people.Secrets.CreateAccount(ctx, secrets.NewAccount{
		ID: p.id, Email: p.email, FirstName: "Ada", LastName: "Test", Password: password,
	}, exists))
	m := eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "test", Kind: "system"}, Time: time.Now().UTC()}
	out, err := r.store.Execute(ctx, m, r.users.Locks(p.id), func(ctx context.Context) ([]eventstore.Change, error) {
		before, err := r.users.Load(ctx, p.id)
		if err != nil {
			return nil, err
		}
		changes, _, err := r.users.Decide(ctx, before, user.Create{Roles: roles, By: user.All})
		return changes, err
	})
	require.NoError(r.t, err)
	r.awaitPeople(out.Sequence)
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

// awaitPeople waits until this instance knows of an event.
func (r *rig) awaitPeople(sequence uint64) {
	r.t.Helper()
	for {
		reached, next := r.people.Directory.Reached()
		if reached >= sequence {
			return
		}
		select {
		case <-next:
		case <-time.After(patience):
			require.Fail(r.t, "the directory stands still")
		}
	}
}

// as is the rig with requests from somebody else; nobody for the zero person.
func (r *rig) as(p person) *rig {
	other := *r
	other.token, other.id = p.token, p.id
	return &other
}

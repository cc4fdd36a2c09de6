package people_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"domainflow/domain"
	"domainflow/domain/catalog"
	"domainflow/domain/role"
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/handlers/people"
	"domainflow/internal/embedded/natstest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// instance is one of several programs on one log.
type instance struct {
	log   *eventstore.Store
	users *people.Users
}

func open(t *testing.T, nc *nats.Conn) instance {
	t.Helper()
	registry, err := eventstore.NewRegistry(catalog.Events)
	require.NoError(t, err)
	log, err := eventstore.Open(t.Context(), nc, eventstore.Config{Registry: registry})
	require.NoError(t, err)
	return instance{log, people.New(log)}
}

// onEach runs a test with two instances, on one server and on a cluster.
func onEach(t *testing.T, test func(*testing.T, []instance)) {
	t.Parallel()
	t.Run("single", func(t *testing.T) {
		t.Parallel()
		nc := natstest.Single(t)
		test(t, []instance{open(t, nc), open(t, nc)})
	})
	t.Run("cluster", func(t *testing.T) {
		t.Parallel()
		conns := natstest.Cluster(t)
		test(t, []instance{open(t, conns[0]), open(t, conns[1])})
	})
}

type decision func(context.Context, people.Loaded) ([]eventstore.Change, people.Loaded, error)

func (i instance) do(t *testing.T, id string, decide decision) error {
	t.Helper()
	m := eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "t", Kind: "system"}, Time: time.Now().UTC()}
	_, err := i.log.Execute(t.Context(), m, i.users.Locks(id), func(ctx context.Context) ([]eventstore.Change, error) {
		before, err := i.users.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		changes, _, err := decide(ctx, before)
		return changes, err
	})
	return err
}

func (i instance) command(t *testing.T, id string, c user.Command) error {
	t.Helper()
	m := eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "t", Kind: "system"}, Time: time.Now().UTC()}
	_, err := i.users.Do(t.Context(), m, id, c)
	return err
}

func (i instance) state(t *testing.T, id string) user.State {
	t.Helper()
	loaded, err := i.users.Load(t.Context(), id)
	require.NoError(t, err)
	return loaded.State
}

func requireCode(t *testing.T, code string, err error) {
	t.Helper()
	refusal, ok := domain.AsError(err)
	require.True(t, ok, "%v", err)
	require.Equal(t, code, refusal.Code)
}

// atOnce runs n calls at the same time.
func atOnce(n int, do func(int) error) []error {
	var wg sync.WaitGroup
	start, errs := make(chan struct{}), make([]error, n)
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = do(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

func TestOneOfManySetupsSucceeds(t *testing.T) {
	onEach(t, func(t *testing.T, on []instance) {
		const n = 6
		errs := atOnce(n, func(i int) error { return on[i%2].do(t, fmt.Sprint("user-", i), on[i%2].users.SetUp) })
		made := 0
		for i, err := range errs {
			exists := on[0].state(t, fmt.Sprint("user-", i)).SuperAdmin()
			require.Equal(t, err == nil, exists)
			if err == nil {
				made++
				continue
			}
			requireCode(t, role.CodeSetupDone, err)
		}
		require.Equal(t, 1, made)
	})
}

// Each round all super_admins but one leave, in three ways, at once with the
// last one.
func TestSomebodyIsAlwaysSuperAdmin(t *testing.T) {
	onEach(t, func(t *testing.T, on []instance) {
		leaving := []user.Command{
			user.Delete{}, user.Update{Roles: []user.Role{user.SuperAdmin}, By: user.All},
			user.Update{Roles: []user.Role{user.Viewer}, IsActive: true, By: user.All},
		}
		require.NoError(t, on[0].do(t, "first", on[0].users.SetUp))
		ids := []string{"first"}
		for round := range 5 {
			for i := len(ids); i < 4; i++ {
				ids = append(ids, fmt.Sprintf("user-%d-%d", round, i))
				require.NoError(t, on[1].command(t, ids[i], user.Create{Roles: []user.Role{user.SuperAdmin}, By: user.All}))
			}
			errs := atOnce(len(ids), func(i int) error { return on[i%2].command(t, ids[i], leaving[i%len(leaving)]) })
			var left []string
			for i, err := range errs {
				if on[0].state(t, ids[i]).SuperAdmin() {
					left = append(left, ids[i])
					requireCode(t, role.CodeLastSuperAdmin, err)
				} else {
					require.NoError(t, err)
				}
			}
			require.Len(t, left, 1)
			ids = left
		}
	})
}

// Others come and go without the role, and who was deactivated may come back.
func TestOnlySuperAdminsChangeTheRole(t *testing.T) {
	t.Parallel()
	i := open(t, natstest.Single(t))
	update := func(active bool, r user.Role) user.Command {
		return user.Update{Roles: []user.Role{r}, IsActive: active, By: user.All}
	}
	require.NoError(t, i.do(t, "a", i.users.SetUp))
	require.NoError(t, i.command(t, "b", user.Create{Roles: []user.Role{user.Admin}, By: user.All}))
	require.NoError(t, i.command(t, "b", user.Delete{}))
	requireCode(t, role.CodeLastSuperAdmin, i.command(t, "a", update(false, user.SuperAdmin)))
	require.NoError(t, i.command(t, "c", user.Create{Roles: []user.Role{user.SuperAdmin}, By: user.All}))
	require.NoError(t, i.command(t, "a", update(false, user.SuperAdmin)))
	requireCode(t, role.CodeLastSuperAdmin, i.command(t, "c", update(true, user.Admin)))
	require.NoError(t, i.command(t, "a", update(true, user.SuperAdmin)))
	require.NoError(t, i.command(t, "c", update(true, user.Admin)))
	requireCode(t, domain.CodeForbidden, i.command(t, "c", user.Update{
		Roles: []user.Role{user.SuperAdmin}, IsActive: true, By: user.Permissions(user.Admin)}))
	require.NoError(t, i.command(t, "a", user.ResetPassword{By: user.All}), "the role has nothing to do with it")
}

func TestDirectoryFollowsTheLog(t *testing.T) {
	t.Parallel()
	i := open(t, natstest.Single(t))
	var mu sync.Mutex
	var applied []string
	start := func(d *user.Directory) (ready chan struct{}, stop func()) {
		ctx, cancel := context.WithCancel(t.Context())
		ready, ended := make(chan struct{}), make(chan error, 1)
		follower := people.Follower{
			Log: i.log, Directory: d, Logger: slog.New(slog.DiscardHandler), Ready: func() { close(ready) },
			Applied: func(id string, e user.Event) {
				mu.Lock()
				defer mu.Unlock()
				applied = append(applied, id+" "+e.EventType())
			},
		}
		go func() { ended <- follower.Run(ctx) }()
		return ready, func() { cancel(); require.NoError(t, <-ended) }
	}
	// reach waits for the last event of the log, whichever aggregate it is of.
	reach := func(d *user.Directory) {
		last, _, err := i.log.Last(t.Context())
		require.NoError(t, err)
		for {
			sequence, next := d.Reached()
			if sequence >= last {
				return
			}
			<-next
		}
	}
	d := user.NewDirectory()
	ready, stop := start(d)
	<-ready
	require.True(t, d.Empty())
	require.NoError(t, i.do(t, "a", i.users.SetUp))
	reach(d)
	require.True(t, d.Exists("a"))
	require.NoError(t, i.command(t, "a", user.CreateAPIKey{Now: time.Now(), By: user.All,
		APIKey: user.APIKey{ID: "k", Prefix: "abcdefgh", Scopes: []user.Permission{user.EventsRead}}}))
	reach(d)
	_, ok := d.Key("k", time.Now())
	require.True(t, ok)
	stop()
	require.Equal(t, []string{"a created", "a api_key_created"}, applied)
	require.NoError(t, i.command(t, "b", user.Create{Roles: []user.Role{user.Viewer}, By: user.All}))

	another := user.NewDirectory()
	ready, stop = start(another)
	defer stop()
	<-ready
	_, ok = another.Active("b")
	require.True(t, ok, "nothing is missing when it is ready")
}

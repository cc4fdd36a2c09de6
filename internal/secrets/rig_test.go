package secrets

import (
	"context"
	"net/netip"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"domainflow/internal/embedded/pgtest"
	"domainflow/migrations"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// cheap is a cost for tests that are not about it.
var cheap = Cost{Memory: 64, Passes: 1, Lanes: 1}

const (
	goodPassword = "an unusual sentence"
	browser      = "Mozilla/5.0 (X11; Linux x86_64)"
)

// rig is a database, a clock and settings of one test. Its stores are
// instances of the program.
type rig struct {
	t    *testing.T
	dsn  string
	pool *pgxpool.Pool
	// key is the file of the master key.
	key string

	mu       sync.Mutex
	clock    time.Time
	settings Settings
	// events are the ids that the log has.
	events map[string]bool
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{
		t: t, dsn: pgtest.Database(t), clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), settings: DefaultSettings(), events: map[string]bool{},
		key: filepath.Join(t.TempDir(), "master.key"),
	}
	r.pool = r.newPool()
	require.NoError(t, migrations.Up(t.Context(), r.pool))
	return r
}

func (r *rig) newPool() *pgxpool.Pool {
	r.t.Helper()
	pool, err := pgxpool.New(r.t.Context(), r.dsn)
	require.NoError(r.t, err)
	r.t.Cleanup(pool.Close)
	return pool
}

func (r *rig) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.clock
}

func (r *rig) pass(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clock = r.clock.Add(d)
}

func (r *rig) current() Settings {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.settings
}

func (r *rig) set(change func(*Settings)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.settings)
}

func (r *rig) store() *Store { return r.storeOn(r.pool) }

func (r *rig) storeOn(pool *pgxpool.Pool) *Store {
	r.t.Helper()
	return r.unlocked(pool, NewHasher(cheap, 4, 100))
}

func (r *rig) unlocked(pool *pgxpool.Pool, hasher *Hasher) *Store {
	r.t.Helper()
	s := New(pool, hasher, r.now, r.current)
	_, err := s.Unlock(r.t.Context(), MasterSource{File: r.key})
	require.NoError(r.t, err)
	return s
}

func (r *rig) exists(_ context.Context, id string) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.events[id], nil
}

func (r *rig) recorded(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events[id] = true
}

// person makes somebody who exists, and returns their id.
func (r *rig) person(s *Store, email string) string {
	r.t.Helper()
	id := uuid.NewString()
	require.NoError(r.t, s.CreateAccount(r.t.Context(), newAccount(id, email), r.exists))
	r.recorded(id)
	return id
}

func newAccount(id, email string) NewAccount {
	return NewAccount{ID: id, Email: email, FirstName: "Ann", LastName: "Example", Password: goodPassword}
}

// login begins a session of who has this e-mail address.
func (r *rig) login(s *Store, email string) Grant {
	r.t.Helper()
	v, err := s.Verify(r.t.Context(), email, goodPassword)
	require.NoError(r.t, err)
	g, err := s.StartSession(r.t.Context(), v, Client{UserAgent: browser, Address: netip.MustParseAddr("192.0.2.77")})
	require.NoError(r.t, err)
	return g
}

func (r *rig) count(sql string, args ...any) (n int) {
	r.t.Helper()
	require.NoError(r.t, r.pool.QueryRow(r.t.Context(), sql, args...).Scan(&n))
	return n
}

// dump is all of the schema as text.
func (r *rig) dump() string {
	r.t.Helper()
	rows, err := r.pool.Query(r.t.Context(), "SELECT table_name FROM information_schema.tables WHERE table_schema = 'accounts'")
	require.NoError(r.t, err)
	var names []string
	for rows.Next() {
		var name string
		require.NoError(r.t, rows.Scan(&name))
		names = append(names, name)
	}
	require.NoError(r.t, rows.Err())
	var all string
	for _, name := range names {
		var text *string
		require.NoError(r.t, r.pool.QueryRow(r.t.Context(), "SELECT string_agg(row::text, E'\\n') FROM accounts."+name+" AS row").Scan(&text))
		if text != nil {
			all += name + "\n" + *text + "\n"
		}
	}
	return all
}

// Bounds of waiting for other goroutines; nothing is expected to take long.
const (
	patience = time.Minute
	tick     = time.Millisecond
)
